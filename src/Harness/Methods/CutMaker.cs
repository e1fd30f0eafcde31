using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>What a cut comes to.</summary>
/// <param name="Masks">Owned by the caller.</param>
/// <param name="Record">Without its seconds.</param>
/// <param name="Update">Gives the weights that are left their new values; null where the criterion leaves them.</param>
internal sealed record MadeCut(MaskSet Masks, CutRecord Record, Action? Update);

/// <summary>
/// Scores and cuts. Scores of pretrained weights that are whole are kept for the next cell, which may differ in its scope and ratio only.
/// </summary>
internal sealed class CutMaker : IDisposable
{
    private readonly Running.LatestCache<Scores> known = new(capacity: 4);

    public static PruningLimits LimitsOf(LayerLimits limits) => new() { Floor = limits.Floor, Cap = limits.Cap, Only = limits.Only, Except = limits.Except };

    /// <summary>Makes a cut.</summary>
    /// <param name="run">On what.</param>
    /// <param name="step">The cut.</param>
    /// <param name="state">What earlier cuts have left.</param>
    /// <param name="index">Of the step.</param>
    public MadeCut Make(RunContext run, CutStep step, RunState state, int index)
    {
        var rule = step.Rule;
        var criterion = Criteria.Find(rule.Criterion);
        Refuse(run, criterion, rule);
        var isFirst = run.Steps.Take(index) is [BeginStep { At: StartPoint.Pretrained }];
        var samples = run.Protocol.ScoringBatches is { } batches ? batches * rule.ScoringBatch : rule.ScoringSamples;
        Scores Score() => With(run, criterion, rule, samples, state, batch => Pruner.Score(run.Network, run.Protocol, batch));
        var scores = isFirst ? known.GetOrAdd(KeyOf(run, rule), Score) : Score();
        try
        {
            var request = new CutRequest { Rules = new(Scopes.Find(rule.Scope)) { Options = rule.ScopeOptions, Limits = LimitsOf(rule.Limits) }, Seed = run.Cell.Seed, Within = state.Masks };
            var masks = step.Compression is { } compression && state.Masks is null
                ? Pruner.Cut(run.Network, run.Protocol, scores, request, compression)
                : Pruner.Cut(scores, request, step.Keep);
            var record = new CutRecord
            {
                Step = run.Cell.Strategy.From, AskedKept = masks.AskedKept, Kept = masks.KeptPrunable, TiedScores = masks.TiedScores, Seconds = 0,
                Samples = criterion.NeedsData ? Math.Min(samples, run.Data.Train.Count) : 0, ForwardPasses = 0, BackwardPasses = 0,
            };
            return new(masks, record, scores.Update is null ? null : () => Write(run.Network, masks, scores.Update.Weights(masks)));
        }
        finally
        {
            if (!isFirst) scores.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => known.Dispose();

    // Everything that scores of whole pretrained weights depend on.
    private static string KeyOf(RunContext run, CutRule rule) => string.Join('/',
        CellIdentity.PretrainingOf(run.Cell), run.Protocol.Name, rule.Criterion, rule.CriterionOptions.Canonical, rule.ScoringSamples, rule.ScoringBatch, rule.ScoringBatchNorm,
        string.Join(',', rule.Limits.Only), string.Join(',', rule.Limits.Except), run.Cell.Seed);

    private static void Refuse(RunContext run, ICriterion criterion, CutRule rule)
    {
        var strategy = run.Cell.Strategy with { ScoringSamples = rule.ScoringSamples, ScoringBatch = rule.ScoringBatch, ScoringBatchNorm = rule.ScoringBatchNorm };
        if (criterion.NeedsData && run.Network.LoneNorm is { } norm && LoneSample.InScoring(strategy, run.Data.Train.Count, norm) is { } reason) throw new UserError(reason);
    }

    private static T With<T>(RunContext run, ICriterion criterion, CutRule rule, int samples, RunState state, Func<ScoringRequest, T> use)
    {
        using var scope = NewDisposeScope();
        var seen = criterion.NeedsData
            ? Batches.Scoring(run.Data.Train, run.Normalization, run.Network.Classes, samples, rule.ScoringBatch, run.Cell.Seed)
            : [];
        try
        {
            return use(new ScoringRequest
            {
                Criterion = criterion, Options = rule.CriterionOptions, Batches = seen, BatchNorm = run.Protocol.ScoringBatchNorm ?? rule.ScoringBatchNorm,
                Seed = run.Cell.Seed, Limits = LimitsOf(rule.Limits), Mask = state.Masks,
                Initial = criterion.NeedsInitial ? Initial(run) : null,
                Accumulated = criterion.NeedsTraining ? run.Network.Parameters.Select((p, i) => (p.Name, run.Network.Flat.ViewOf(state.Latent!.Accumulated!, i))).ToDictionary(p => p.Name, p => p.Item2) : null,
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
        using var fresh = Network.Create(run.Network.Model, run.Network.Input, run.Network.Classes, SeededStream.For(run.Cell.Seed, "initialization"), run.Network.Device);
        return fresh.Parameters.ToDictionary(p => p.Name, p => p.Parameter.detach().clone());
    }

    private static void Write(Network network, MaskSet masks, IReadOnlyList<Tensor> weights)
    {
        using var _ = no_grad();
        var parameters = network.Parameters.ToDictionary(p => p.Name, p => p.Parameter, StringComparer.Ordinal);
        foreach (var (mask, weight) in masks.Masks.Zip(weights))
            using (weight)
                parameters[mask.Tensor.Name].copy_(weight);
    }
}
