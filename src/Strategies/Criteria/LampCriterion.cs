using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// w² ÷ Σ over the tensor's weights that are no smaller of their squares: the share of a weight in what is left when all smaller ones are pruned (Lee et al.,
/// "Layer-adaptive sparsity for the magnitude-based pruning", ICLR 2021). Under one competition over the whole network it is magnitude within layers, and divides the places among
/// them; the largest weight of a layer scores 1, so that no layer is emptied before all are down to one weight. Equal weights come one after another, in an order
/// that the cell's seed draws. What an earlier cut has pruned is 0, scores 0 and counts for nothing.
/// </summary>
public sealed class LampCriterion : ICriterion
{
    public string Name => "lamp";
    public string Title => "w²/Σv²: the square of the weight, relative to those of its layer that are no smaller";
    public string Source => "Lee et al., Layer-adaptive sparsity for the magnitude-based pruning (LAMP), ICLR 2021";
    public bool NeedsData => false;
    public string? SameWithinLayers => "magnitude";

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        using var _ = no_grad();
        using var generator = new Generator(SeededStream.For(context.Seed, "equal weights").NextUInt64(), CPU);
        return [.. context.Tensors.Select(t => Score(context.Parameter(t), generator))];
    }

    private static Tensor Score(Tensor weight, Generator generator)
    {
        var squares = weight.Squared().flatten();
        var order = randperm(squares.NumberOfElements, generator: generator).to(weight.device);
        var (descending, places) = squares.index_select(0, order).sort(0, descending: true, stable: true);
        var shares = descending.div(descending.cumsum(0)).masked_fill_(descending.eq(Scalars.Of(0.0)), Scalars.Of(0.0)); // also of a tensor of zeros alone
        return zeros_like(squares).scatter_(0, order.index_select(0, places), shares).view(weight.shape);
    }
}
