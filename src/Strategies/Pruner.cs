using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// From a network to masks in two steps, of which the first can be shared by scopes and ratios; or in one, which any criterion can take. None changes the
/// network, and none touches the global random state.
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
        var criterion = request.Criterion;
        using var scope = NewDisposeScope();
        var tensors = request.Limits.Restrict(protocol.Prunable(network.Model, network.Layers));
        var context = new ScoringContext(network, tensors, criterion.NeedsData ? request : request with { Batches = [] });
        RefuseLacking(request);
        if (!criterion.NeedsData) return Gather();

        RefuseBatches(protocol, request);
        using var undisturbed = new UndisturbedNetwork(network, request.BatchNorm);
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

    private static void RefuseBatches(IProtocol protocol, ScoringRequest request)
    {
        var (criterion, batches, batchNorm) = (request.Criterion, request.Batches, request.BatchNorm);
        if (batches.Count == 0) throw new ArgumentException($"criterion '{criterion.Name}' needs scoring samples", nameof(request));
        if (batches.Count != (protocol.ScoringBatches ?? batches.Count))
            throw new ArgumentException($"protocol '{protocol.Name}' scores {protocol.ScoringBatches} batch, not {batches.Count}", nameof(request));
        if (batchNorm != (protocol.ScoringBatchNorm ?? batchNorm))
            throw new ArgumentException($"protocol '{protocol.Name}' scores with batch norm '{protocol.ScoringBatchNorm}', not '{batchNorm}'", nameof(request));
    }

    /// <summary>Cuts scores to a compression ratio; at ratio 1 everything is kept.</summary>
    /// <param name="network">Whose scores they are.</param>
    /// <param name="protocol">Under which they were scored.</param>
    /// <param name="scope">Which scores compete.</param>
    /// <param name="scores">Stay as they are.</param>
    /// <param name="compression">The asked ratio.</param>
    /// <param name="seed">The cell's, by which ties are broken.</param>
    /// <exception cref="PruningException">The ratio is infeasible.</exception>
    public static MaskSet Cut(Network network, IProtocol protocol, IScope scope, Scores scores, double compression, long seed) =>
        Cut(network, protocol, scores, new CutRequest { Rules = new(scope), Seed = seed }, compression);

    /// <summary>Cuts scores to a compression ratio by rules, within what an earlier cut has left; at ratio 1 everything is kept.</summary>
    /// <exception cref="PruningException">The ratio is infeasible, or asks for more than is left.</exception>
    /// <exception cref="UserError">A pattern or an option fits none of the layers.</exception>
    public static MaskSet Cut(Network network, IProtocol protocol, Scores scores, CutRequest request, double compression)
    {
        var total = network.TotalParameters;
        TensorSize[] prunable = [.. protocol.Prunable(network.Model, network.Layers).Select(t => t.Size)];
        var feasibility = Feasibility.Of(protocol, total, prunable, request.Rules, compression);
        if (feasibility.Reason is { } reason) throw new PruningException(reason);
        if (compression > 1) return protocol.Cut(scores, request, total, feasibility.Kept, compression);
        return request.Within is null ? MaskSet.Dense(scores.Tensors) : Cut(scores, request, feasibility.Kept);
    }

    /// <summary>Cuts scores to exactly so many elements by rules, within what an earlier cut has left.</summary>
    /// <exception cref="PruningException">So many cannot be kept.</exception>
    /// <exception cref="UserError">An option fits none of the layers.</exception>
    public static MaskSet Cut(Scores scores, CutRequest request, long kept) => ExactCut.Of(scores, request, kept);

    /// <summary>
    /// Masks for a compression ratio by any criterion, and what the weights that are left become where the criterion says that. In rounds, what the request
    /// and the cut name as left by an earlier one is all that can be kept.
    /// </summary>
    /// <param name="network">Stays as it is until the outcome is applied.</param>
    /// <param name="protocol">Says what is prunable, and how it is counted.</param>
    /// <param name="request">How to score.</param>
    /// <param name="cut">Which scores compete, and within what.</param>
    /// <param name="compression">The asked ratio.</param>
    /// <exception cref="PruningException">The ratio is infeasible, a score is not a number, or criterion, scope and protocol do not go together.</exception>
    public static PruningOutcome Prune(Network network, IProtocol protocol, ScoringRequest request, CutRequest cut, double compression)
    {
        if (request.Criterion is not ILayerwiseCriterion || compression == 1)
            return Prune(network, protocol, request, scores => Cut(network, protocol, scores, cut, compression));
        TensorSize[] prunable = [.. protocol.Prunable(network.Model, network.Layers).Select(t => t.Size)];
        var feasibility = Feasibility.Of(protocol, network.TotalParameters, prunable, cut.Rules, compression);
        return feasibility.Reason is { } reason ? throw new PruningException(reason) : PruneTo(network, protocol, request, cut, feasibility.Kept);
    }

    /// <summary>The same for exactly so many elements to keep.</summary>
    /// <inheritdoc cref="Prune(Network, IProtocol, ScoringRequest, CutRequest, double)"/>
    public static PruningOutcome PruneTo(Network network, IProtocol protocol, ScoringRequest request, CutRequest cut, long kept)
    {
        if (request.Criterion is not ILayerwiseCriterion criterion) return Prune(network, protocol, request, scores => Cut(scores, cut, kept));
        (request, cut) = (request with { Mask = cut.Within ?? request.Mask }, cut with { Within = cut.Within ?? request.Mask });
        using var scope = NewDisposeScope();
        var context = new ScoringContext(network, request.Limits.Restrict(protocol.Prunable(network.Model, network.Layers)), request);
        LayerwiseReconstruction.Refuse(criterion, protocol, cut.Rules.Scope, context.Tensors);
        RefuseBatches(protocol, request);
        var pools = cut.Divide(context.Tensors, kept).Pools;
        using var undisturbed = new UndisturbedNetwork(network, request.BatchNorm);
        using var restored = new RestoredWeights(network);
        var (keep, weights) = criterion.Prune(context, pools);
        return new(new MaskSet(context.Tensors, keep, kept, tiedScores: 0), weights);
    }

    private static PruningOutcome Prune(Network network, IProtocol protocol, ScoringRequest request, Func<Scores, MaskSet> cut)
    {
        using var scores = Score(network, protocol, request);
        var masks = cut(scores);
        return new(masks, scores.Update?.Weights(masks));
    }
}
