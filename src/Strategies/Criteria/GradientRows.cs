using System.Globalization;
using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>The gradient of each scoring sample's own loss, or of the mean loss of a few samples, with respect to all scored parameters.</summary>
internal static class GradientRows
{
    /// <summary>
    /// (m, P) fp32, each row in the order of the scores; the caller owns it. What an earlier cut has pruned has gradient 0. Batch norm in
    /// training mode sees the samples of one gradient.
    /// </summary>
    /// <param name="context">Of the criterion.</param>
    /// <param name="criterion">Its name.</param>
    /// <param name="miniBatch">Samples averaged into a gradient; the last may have fewer.</param>
    /// <exception cref="PruningException">The gradients would not fit into memory, or one is not a number.</exception>
    public static Tensor Of(ScoringContext context, string criterion, int miniBatch)
    {
        using var scope = NewDisposeScope();
        using var inputs = cat([.. context.Batches.Select(b => b.Inputs)]);
        using var labels = cat([.. context.Batches.Select(b => b.Labels)]);
        var (rows, columns) = ((context.Samples + miniBatch - 1) / miniBatch, context.Tensors.Sum(t => t.Elements));
        Refuse(criterion, rows, columns);
        if (context.Network.LoneNorm is { } lone && context.Samples - (rows - 1) * miniBatch == 1 && context.Network.Mode.UsesBatchStatistics)
            throw new PruningException($"criterion '{criterion}' takes a gradient of a single sample, of which batch norm '{lone}' in training mode sees one value a channel; "
                + "scoring with batch norm in evaluation mode, or a mini-batch that divides the samples, would do");

        var gradients = zeros(rows, columns, device: inputs.device);
        for (var row = 0L; row < rows; row++)
        {
            using var inner = NewDisposeScope();
            var (first, count) = (row * miniBatch, Math.Min(miniBatch, context.Samples - row * miniBatch));
            using (no_grad()) context.Network.Flat.Gradients.zero_();
            using (enable_grad())
                nn.functional.cross_entropy(context.Network.Forward(inputs.narrow(0, first, count)), labels.narrow(0, first, count)).backward();
            using var _ = no_grad();
            var parts = gradients[row].split([.. context.Tensors.Select(t => t.Elements)]);
            foreach (var (tensor, part) in context.Tensors.Zip(parts)) part.view([.. tensor.Shape]).copy_(context.Gradient(tensor));
        }
        using var guard = no_grad();
        if (context.Mask is { } mask) gradients.mul_(cat([.. mask.Masks.Select(m => m.Keep.flatten())]).to(gradients.device));
        return gradients.MoveToOuterDisposeScope();
    }

    // A request that the machine cannot serve would end the process, not the cell.
    private static void Refuse(string criterion, long rows, long columns)
    {
        var bytes = rows * columns * sizeof(float);
        if (bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2)
            throw new PruningException(string.Create(CultureInfo.InvariantCulture, $"criterion '{criterion}' would hold {rows:N0} gradients of {columns:N0} weights, "
                + $"{bytes / 1e9:F1} GB, more than half of this machine's memory; fewer scoring samples or a larger mini-batch would do"));
    }
}
