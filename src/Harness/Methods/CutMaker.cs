using System.Text.Json;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Sensitivity;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>What a cut comes to.</summary>
/// <param name="Outcome">Owned by the caller.</param>
/// <param name="Record">Without its seconds.</param>
internal sealed record MadeCut(PruningOutcome Outcome, CutRecord Record);

/// <summary>
/// Scores and cuts. Scores of pretrained weights that are whole are kept for the next cell, which may differ in its scope and ratio only.
/// </summary>
public sealed class CutMaker : IDisposable
{
    private readonly Running.LatestCache<Scores> known = new(capacity: 2);

    /// <summary>Makes a cut.</summary>
    /// <param name="run">On what.</param>
    /// <param name="step">The cut.</param>
    /// <param name="state">What earlier cuts have left.</param>
    /// <param name="index">Of the step.</param>
    internal MadeCut Make(RunContext run, CutStep step, RunState state, int index)
    {
        var rule = step.Rule;
        var criterion = Criteria.Find(rule.Criterion);
        RefuseLoneSample(run, criterion.NeedsData, rule);
        var isFirst = index >= 1 && run.Steps[0] is BeginStep { At: StartPoint.Pretrained } && run.Steps.Take(index).Skip(1).All(s => s is ScanStep);
        var (request, like) = RequestOf(run, step, state, index); // before there are scores, so that those of another strategy do not push them out
        var updates = index + 1 < run.Steps.Count && run.Steps[index + 1] is UpdateStep;
        var outcome = criterion is ILayerwiseCriterion
            ? With(run, criterion, rule, state, scoring => Pruner.PruneTo(run.Network, run.Protocol, scoring, request, step.Keep))
            : Scored();
        var (_, seen, forward, backward) = ScoringCost(run, criterion, rule, outcome.Masks.Masks.Count);
        var record = new CutRecord
        {
            Step = run.Cell.Strategy.From, AskedKept = outcome.Masks.AskedKept, Kept = outcome.Masks.KeptPrunable, TiedScores = outcome.Masks.TiedScores, Seconds = 0,
            Samples = seen + (like?.Samples ?? 0), ForwardPasses = forward + (like?.ForwardPasses ?? 0), BackwardPasses = backward + (like?.BackwardPasses ?? 0),
        };
        return new(outcome, record);

        PruningOutcome Scored()
        {
            var scores = isFirst ? known.GetOrAdd(KeyOf(run, rule), Score, alone: criterion.Updates) : Score();
            try
            {
                var masks = Cut(run, step, scores, request);
                return new(masks, updates ? scores.Update?.Weights(masks) : null);
            }
            finally
            {
                if (!isFirst) scores.Dispose();
            }
        }

        Scores Score() => With(run, criterion, rule, state, scoring => Pruner.Score(run.Network, run.Protocol, scoring));
    }

    /// <summary>Drops a fraction of each tensor's weights, those of smallest magnitude, and grows as many; the masks are owned by the caller.</summary>
    /// <param name="run">On what; by gradient: its network holds that of a training batch.</param>
    /// <param name="masks">Stay as they are.</param>
    /// <param name="fraction">Of what each tensor keeps.</param>
    /// <param name="growth"><c>random</c> or <c>gradient</c>.</param>
    /// <param name="index">Of the step: chance draws anew at each.</param>
    internal static MaskSet Exchange(RunContext run, MaskSet masks, double fraction, string growth, int index)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var tensors = masks.Masks.Select(m => m.Tensor).ToList();
        // A layer that is nearly dense can grow only what it has dropped and what was pruned before.
        long[] counts = [.. masks.Masks.Select(m => (long)Math.Round(fraction * m.Kept))];
        using var magnitudes = ScoresOf("magnitude", t => Parameter(t).abs());
        using var left = Strategies.Exchange.Drop(magnitudes, masks, counts, SeededStream.For(run.Cell.Seed, "dropped weights", index));
        var chance = SeededStream.For(run.Cell.Seed, "grown weights", index);
        using var wishes = growth == "gradient"
            ? ScoresOf("gradient", t => Gradient(t).abs())
            : ScoresOf("random", t =>
            {
                using var generator = new Generator(chance.NextUInt64(), CPU);
                return rand([.. t.Shape], generator: generator);
            });
        return Strategies.Exchange.Grow(wishes, left, counts, SeededStream.For(run.Cell.Seed, "tied growth", index));

        Scores ScoresOf(string criterion, Func<PrunableTensor, Tensor> of) => Scores.Of(Criteria.Find(criterion), tensors, [.. tensors.Select(of)]);
        int Place(PrunableTensor t) => run.Network.Parameters.Index().First(p => p.Item.Name == t.Name).Index;
        Tensor Parameter(PrunableTensor t) => run.Network.Parameters[Place(t)].Parameter.detach();
        Tensor Gradient(PrunableTensor t) => run.Network.Flat.ViewOf(run.Network.Flat.Gradients, Place(t));
    }

    /// <summary>The mask of the network's present values by magnitude, with what scoring for a strategy has cost whose densities it takes.</summary>
    internal (MaskSet Masks, CutRecord? Like) ByMagnitude(RunContext run, StraightThroughRule rule, KnownScans scans)
    {
        using var scores = Pruner.Score(
            run.Network, run.Protocol, new ScoringRequest { Criterion = Criteria.Find("magnitude"), Seed = run.Cell.Seed, Limits = rule.Cut.Limits });
        using var anew = new RunState(run) { Scans = scans };
        var step = new CutStep(rule.Cut, rule.Keep) { Prunable = run.Prunable.Sum(t => t.Elements) };
        var (request, like) = RequestOf(run, step, anew, index: -1);
        return (Cut(run, step, scores, request), like);
    }

    /// <inheritdoc/>
    public void Dispose() => known.Dispose();

    private static MaskSet Cut(RunContext run, CutStep step, Scores scores, CutRequest request)
    {
        var rule = step.Rule;
        if (Structures.Find(rule.Structure) is IFixedStructure structure) return structure.Cut(scores, rule.StructureOptions, run.Cell.Seed);
        return step.Compression is { } compression && request.Within is null
            ? Pruner.Cut(run.Network, run.Protocol, scores, request, compression)
            : Pruner.Cut(scores, request, step.Keep);
    }

    // With what the scoring of another strategy has cost, where the scope follows one.
    private (CutRequest Request, CutRecord? Like) RequestOf(RunContext run, CutStep step, RunState state, int index)
    {
        var (model, like) = LikeOf(run, step, state, index);
        return (new() { Rules = RulesOf(step.Rule), Seed = run.Cell.Seed, Within = state.Within, Model = model, Curves = state.Scans.Of(step.Rule) }, like);
    }

    /// <summary>Scope and limits of a cut.</summary>
    public static CutRules RulesOf(CutRule rule) => new(Scopes.Find(rule.Scope)) { Options = rule.ScopeOptions, Limits = rule.Limits };

    // What another strategy leaves of each tensor, on the same weights at the same number of weights kept.
    private (IReadOnlyList<long>? Kept, CutRecord? Record) LikeOf(RunContext run, CutStep step, RunState state, int index)
    {
        if (Scopes.Find(step.Rule.Scope) is not LikeScope) return default;
        var other = JsonSerializer.Deserialize(LikeScope.StrategyOf(step.Rule.ScopeOptions), SweepJson.Default.CutRule)! with { Limits = step.Rule.Limits };
        var (outcome, record) = Make(run, step with { Rule = other }, state, index);
        using (outcome) return ([.. outcome.Masks.Masks.Select(m => m.Kept)], record);
    }

    // Everything that scores of whole pretrained weights depend on.
    private static string KeyOf(RunContext run, CutRule rule) => string.Join('/',
        CellIdentity.PretrainingOf(run.Cell), run.Protocol.Name, rule.Criterion, rule.CriterionOptions.Canonical, rule.ScoringSamples, rule.ScoringBatch, rule.ScoringBatchNorm,
        string.Join(',', rule.Limits.Only), string.Join(',', rule.Limits.Except), run.Cell.Seed);

    /// <exception cref="UserError">A scoring batch would show a batch norm one value a channel.</exception>
    internal static void RefuseLoneSample(RunContext run, bool needsData, CutRule rule)
    {
        var strategy = run.Cell.Strategy with { ScoringSamples = rule.ScoringSamples, ScoringBatch = rule.ScoringBatch, ScoringBatchNorm = rule.ScoringBatchNorm };
        if (needsData && run.Network.LoneNorm is { } norm && LoneSample.InScoring(strategy, run.Data.Train.Count, norm) is { } reason) throw new UserError(reason);
    }

    private static int SamplesOf(RunContext run, CutRule rule) => run.Protocol.ScoringBatches is { } batches ? batches * rule.ScoringBatch : rule.ScoringSamples;

    /// <summary>What scoring so many tensors costs, but for seconds.</summary>
    internal static ScanCost ScoringCost(RunContext run, ICriterion criterion, CutRule rule, int tensors)
    {
        var seen = criterion.NeedsData ? Math.Min(SamplesOf(run, rule), run.Data.Train.Count) : 0;
        var (forward, backward) = criterion.Passes(rule.CriterionOptions, seen, (seen + rule.ScoringBatch - 1) / rule.ScoringBatch, tensors);
        return new(0, seen, forward, backward);
    }

    /// <summary>Does something with what a criterion may look at.</summary>
    internal static T With<T>(RunContext run, ICriterion criterion, CutRule rule, RunState state, Func<ScoringRequest, T> use)
    {
        using var scope = NewDisposeScope();
        var seen = criterion.NeedsData
            ? Batches.Scoring(run.Data.Train, run.Normalization, run.Network.Classes, SamplesOf(run, rule), rule.ScoringBatch, run.Cell.Seed)
            : [];
        try
        {
            return use(new ScoringRequest
            {
                Criterion = criterion, Options = rule.CriterionOptions, Batches = seen, BatchNorm = run.Protocol.ScoringBatchNorm ?? rule.ScoringBatchNorm,
                Seed = run.Cell.Seed, Limits = rule.Limits, Mask = state.Within,
                Initial = criterion.NeedsInitial ? Initial(run) : null,
                Accumulated = criterion.NeedsTraining && state.Latent?.Accumulated is { } accumulated ? run.Network.Parameters.Select((p, i) => (p.Name, run.Network.Flat.ViewOf(accumulated, i))).ToDictionary(p => p.Name, p => p.Item2) : null,
            });
        }
        finally
        {
            foreach (var batch in seen) batch.Dispose();
        }
    }

    // In the scope of the caller.
    private static Dictionary<string, Tensor> Initial(RunContext run)
    {
        using var fresh = Network.Create(run.Network.Graph, SeededStream.For(run.Cell.Seed, "initialization"), run.Network.Device);
        return fresh.Parameters.ToDictionary(p => p.Name, p => p.Parameter.detach().clone());
    }
}
