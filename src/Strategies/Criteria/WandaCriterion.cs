using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// |w| · ‖x‖₂, x being all that the weight meets: of a linear layer its input feature over all scoring samples, of a convolution the input at the
/// weight's channel and place in the patch, over all samples and places of the output (Sun et al., "A simple and effective pruning approach for large language models",
/// ICLR 2024; there each output compares its own weights only). A bias meets ones. Sums in fp64.
/// </summary>
public sealed class WandaCriterion : ICriterion
{
    public string Name => "wanda";
    public string Title => "|w|·‖x‖₂: the weight times the norm of the inputs that it meets over all scoring samples";
    public string Source => "Sun et al., A simple and effective pruning approach for large language models (Wanda), ICLR 2024";
    public bool NeedsData => true;

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        using var _ = no_grad();
        var norms = Norms(context);
        return [.. context.Tensors.Select(t => context.Parameter(t).to(ScalarType.Float64).abs().mul(t.IsBias
            ? sqrt(ones(1, dtype: ScalarType.Float64, device: context.Network.Device.Place).mul(Scalars.Of((double)context.Samples * t.Layer.Output.Height * t.Layer.Output.Width)))
            : norms[t.Layer.Name]))];
    }

    // By the layer's name, in a shape that a weight can be multiplied by.
    private static Dictionary<string, Tensor> Norms(ScoringContext context)
    {
        // Of (C, H, W), (in) or (T, in): what patches add up can be added up over samples first.
        var squares = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var scored = context.Tensors.Select(t => t.Layer).DistinctBy(l => l.Name).ToDictionary(l => l.Name, StringComparer.Ordinal);
        using var watch = context.Network.Body.Observe(scored.Keys, before: (operation, input) =>
        {
            var sum = input.Squared().sum(0L);
            if (squares.TryGetValue(operation.Name, out var sofar)) sofar.add_(sum, Scalars.One);
            else squares[operation.Name] = sum.MoveToOuterDisposeScope();
        });
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            context.Network.Forward(batch.Inputs);
        }
        return scored.ToDictionary(l => l.Key, l =>
        {
            var sums = LayerPatches.Of(context.Network.Graph.Find(l.Key), squares[l.Key].unsqueeze(0)).sum(3).squeeze(0); // (groups, in ÷ groups · patch)
            var shape = l.Value.WeightShape;
            return sums.repeat_interleave(shape[0] / sums.shape[0], 0).view([.. shape]).sqrt();
        }, StringComparer.Ordinal);
    }
}
