using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// What ShrinkBench computes (JJGO/shrinkbench, commit b244974), its masks and numbers bit for bit. Biases are prunable too;
/// the fraction f = (1/P)·(T/c − (T − P)) is kept by a threshold at a quantile, which misses the count where scores are equal
/// (flag <c>count-missed</c>); random pruning keeps each element with probability f; size counts values that are not zero,
/// batch norm's included; a convolution's MACs are counted as if its padding were "same" and it had one group.
/// </summary>
public sealed class ShrinkBenchProtocol : IProtocol
{
    public string Name => "shrinkbench";
    public string Title => "as ShrinkBench: biases too, quantile threshold, one scoring batch, its FLOP rule";
    public string Source => "Blalock et al., What is the state of neural network pruning?, MLSys 2020 (ShrinkBench)";
    public int? ScoringBatches => 1;
    public string? ScoringBatchNorm => BatchNormMode.Train;
    public bool CutsOnce => true;

    // ShrinkBench marks no output layer in these, and so prunes it.
    private static readonly IReadOnlyList<string> WithoutOutputLayer = ["lenet"];

    public IReadOnlyList<PrunableTensor> Prunable(ModelEntry model, IReadOnlyList<LayerInfo> layers) =>
    [
        .. layers.Where(l => !l.IsOutput || WithoutOutputLayer.Contains(model.Name)).DistinctBy(l => l.Name)
            .SelectMany(l => l.HasBias ? new[] { new PrunableTensor(l), new PrunableTensor(l, IsBias: true) } : [new PrunableTensor(l)]),
    ];

    /// <summary>f: the fraction of the prunable parameters to keep; infeasible where it is not positive.</summary>
    public static double Fraction(long total, long prunable, double compression) =>
        1.0 / prunable * (total / compression - (total - prunable));

    public long Budget(long total, long prunable, double compression)
    {
        var fraction = Fraction(total, prunable, compression);
        return fraction > 0 ? QuantileCut.Places(prunable, fraction) : 0;
    }

    public double LargestCompression(long total, long prunable) => (double)total / (total - prunable);

    // Its cut is the same fraction of every pool, and an element that is pruned has a score as any other.
    public string? Refuses(CutRules rules) =>
        rules.Scope is not (GlobalScope or LayerScope)
            ? $"protocol '{Name}' cuts the same fraction of all or of each tensor: under the scopes global and layer, not '{rules.Scope.Name}'"
        : rules.Limits.LeaveDensities() ? null
        : $"protocol '{Name}' cuts by a quantile, which keeps no floor or cap";

    public MaskSet Cut(Scores scores, CutRequest request, long total, long kept, double compression)
    {
        if (request.Within is not null) throw new PruningException($"protocol '{Name}' cuts once: it cannot cut what an earlier cut has left");
        var scope = request.Rules.Scope;
        var prunable = scores.Flat.NumberOfElements;
        var fraction = Fraction(total, prunable, compression);
        if (scores.Criterion is not RandomCriterion) return QuantileCut.Of(scores, scope, fraction);
        bool[] keep = [.. scores.Values.ToArray().Select(uniform => uniform >= 1 - fraction)];
        return new MaskSet(scores.Tensors, keep, QuantileCut.Places(prunable, fraction), tiedScores: 0);
    }

    public long Kept(Tensor parameter, ParameterMask? mask)
    {
        using var scope = NewDisposeScope();
        var nonzero = parameter.ne(Scalars.Of(0));
        return (mask is null ? nonzero : nonzero.logical_and_(mask.Keep.to(nonzero.device))).sum().item<long>();
    }

    public long MacsPerWeight(LayerInfo layer) => layer.Groups
        * ((layer.Input.Height + layer.StrideHeight - 1) / layer.StrideHeight)
        * ((layer.Input.Width + layer.StrideWidth - 1) / layer.StrideWidth);
}
