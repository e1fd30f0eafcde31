using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// H = (2/n) Σ x xᵀ over what the outputs of a layer read: the inputs of a linear layer, the input patches of a convolution at all positions. Its error
/// ‖WX − ŴX‖² over n samples is n/2 · Σ over rows of (w − ŵ) H (w − ŵ)ᵀ. Multiplied in fp64: with products of fp32 it depends on the size of the batches
/// which of two weights goes that nearly tie, and with that the error in its third digit.
/// </summary>
internal static class InputProducts
{
    // Values of patches that are unfolded at a time.
    private const long Values = 8 << 20;

    /// <summary>Of each layer (groups, in ÷ groups · kh · kw, the same) fp64, over all scoring samples by one pass of them; the caller owns them.</summary>
    public static IReadOnlyList<Tensor> Of(ScoringContext context, IReadOnlyList<LayerInfo> layers)
    {
        using var _ = no_grad();
        var sums = layers.Select(l => zeros(l.Groups, Columns(l), Columns(l), float64, context.Network.Device.Place).DetachFromDisposeScope()).ToList();
        var of = layers.Zip(sums).ToDictionary(l => l.First.Name, StringComparer.Ordinal);
        using var watch = context.Network.Body.Observe(of.Keys, before: (operation, input) => Add(of[operation.Name].Second, operation, of[operation.Name].First, input));
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            context.Network.Forward(batch.Inputs);
        }
        foreach (var sum in sums) sum.mul_(Scalars.Of(2.0 / context.Samples));
        return sums;
    }

    /// <summary>What one output of a layer reads: in ÷ groups · kh · kw.</summary>
    public static long Columns(LayerInfo layer) => layer.Weights / layer.WeightShape[0];

    private static void Add(Tensor sum, Operation operation, LayerInfo layer, Tensor input)
    {
        var step = Math.Max(1, Values / (layer.Groups * Columns(layer) * layer.Output.Height * layer.Output.Width));
        for (var first = 0L; first < input.shape[0]; first += step)
        {
            using var scope = NewDisposeScope();
            var part = input.detach().narrow(0, first, Math.Min(step, input.shape[0] - first));
            var read = LayerPatches.Of(operation, part).permute(1, 0, 3, 2).flatten(1, 2).to(float64); // (groups, samples · places, columns)
            sum.add_(read.transpose(1, 2).bmm(read), Scalars.One);
        }
    }
}
