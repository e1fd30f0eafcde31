using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// From a network to masks in two steps, of which the first can be shared by scopes and ratios. Neither changes the network,
/// and neither touches the global random state.
/// </summary>
public static class Pruner
{
    /// <summary>Scores the parameters that a protocol may prune.</summary>
    /// <param name="network">Stays as it is.</param>
    /// <param name="protocol">Says what is prunable.</param>
    /// <param name="criterion">Gives the scores.</param>
    /// <param name="batches">Scoring samples; may be empty for a criterion that needs none.</param>
    /// <param name="batchNorm">One of <see cref="BatchNormMode"/>.</param>
    /// <param name="seed">The cell's.</param>
    /// <exception cref="PruningException">A score is not a number.</exception>
    public static Scores Score(Network network, IProtocol protocol, ICriterion criterion, IReadOnlyList<LabeledBatch> batches, string batchNorm, long seed)
    {
        using var scope = NewDisposeScope();
        var context = new ScoringContext(network, protocol.Prunable(network.Model, network.Layers), criterion.NeedsData ? batches : [], seed);
        if (!criterion.NeedsData) return Scores.Of(criterion, context.Tensors, criterion.Score(context));

        if (batches.Count == 0) throw new ArgumentException($"criterion '{criterion.Name}' needs scoring samples", nameof(batches));
        if (batches.Count != (protocol.ScoringBatches ?? batches.Count))
            throw new ArgumentException($"protocol '{protocol.Name}' scores {protocol.ScoringBatches} batch, not {batches.Count}", nameof(batches));
        if (batchNorm != (protocol.ScoringBatchNorm ?? batchNorm))
            throw new ArgumentException($"protocol '{protocol.Name}' scores with batch norm '{protocol.ScoringBatchNorm}', not '{batchNorm}'", nameof(batchNorm));
        using var undisturbed = new UndisturbedNetwork(network, batchNorm);
        return Scores.Of(criterion, context.Tensors, criterion.Score(context));
    }

    /// <summary>Cuts scores to a compression ratio; at ratio 1 everything is kept.</summary>
    /// <param name="network">Whose scores they are.</param>
    /// <param name="protocol">Under which they were scored.</param>
    /// <param name="scope">Which scores compete.</param>
    /// <param name="scores">Stay as they are.</param>
    /// <param name="compression">The asked ratio.</param>
    /// <param name="seed">The cell's, by which ties are broken.</param>
    /// <exception cref="PruningException">The ratio is infeasible.</exception>
    public static MaskSet Cut(Network network, IProtocol protocol, IScope scope, Scores scores, double compression, long seed)
    {
        var total = network.TotalParameters;
        var feasibility = Feasibility.Of(protocol, total, scores.Flat.NumberOfElements, compression);
        if (feasibility.Reason is { } reason) throw new PruningException(reason);
        return compression == 1 ? MaskSet.Dense(scores.Tensors) : protocol.Cut(scores, scope, total, compression, seed);
    }
}
