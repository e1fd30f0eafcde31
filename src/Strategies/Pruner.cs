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
    public static Scores Score(Network network, IProtocol protocol, ICriterion criterion, IReadOnlyList<LabeledBatch> batches, string batchNorm, long seed) =>
        Score(network, protocol, new ScoringRequest { Criterion = criterion, Batches = batches, BatchNorm = batchNorm, Seed = seed });

    /// <inheritdoc cref="Score(Network, IProtocol, ICriterion, IReadOnlyList{LabeledBatch}, string, long)"/>
    public static Scores Score(Network network, IProtocol protocol, ScoringRequest request)
    {
        var (criterion, batches, batchNorm) = (request.Criterion, request.Batches, request.BatchNorm);
        using var scope = NewDisposeScope();
        var context = new ScoringContext(network, protocol.Prunable(network.Model, network.Layers), criterion.NeedsData ? request : request with { Batches = [] });
        RefuseLacking(request);
        if (!criterion.NeedsData) return Gather();

        if (batches.Count == 0) throw new ArgumentException($"criterion '{criterion.Name}' needs scoring samples", nameof(request));
        if (batches.Count != (protocol.ScoringBatches ?? batches.Count))
            throw new ArgumentException($"protocol '{protocol.Name}' scores {protocol.ScoringBatches} batch, not {batches.Count}", nameof(request));
        if (batchNorm != (protocol.ScoringBatchNorm ?? batchNorm))
            throw new ArgumentException($"protocol '{protocol.Name}' scores with batch norm '{protocol.ScoringBatchNorm}', not '{batchNorm}'", nameof(request));
        using var undisturbed = new UndisturbedNetwork(network, batchNorm);
        return Gather();

        Scores Gather()
        {
            if (criterion is not IUpdatingCriterion updating) return Scores.Of(criterion, context.Tensors, criterion.Score(context));
            var (scores, update) = updating.ScoreWithUpdate(context);
            return Scores.Of(criterion, context.Tensors, scores, update);
        }
    }

    private static void RefuseLacking(ScoringRequest request)
    {
        var criterion = request.Criterion;
        if (criterion.NeedsInitial && request.Initial is null) throw new PruningException($"criterion '{criterion.Name}' needs the weights at initialization, which are not known here");
        if (criterion.NeedsTraining && request.Accumulated is null) throw new PruningException($"criterion '{criterion.Name}' needs training before it, which adds up what it scores");
        if (criterion.Options.FirstOrDefault(o => o.IsRequired && request.Options.Find(o.Name) is null) is { } option)
            throw new PruningException($"criterion '{criterion.Name}' needs '{option.Name}' ({option.Valid})");
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
