using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>Scores channels and says which are left.</summary>
internal static class ChannelCutMaker
{
    /// <summary>How wide a narrower network of the family is that takes the place of this one; null where the rule removes channels by their scores.</summary>
    public static double? WidthOf(RunContext run, CutRule rule, long keep)
    {
        if (rule.Criterion != ChannelCriteria.Width) return null;
        var full = run.Live.Full.Graph;
        return WidthSolver.Solve(full.Model, full.Input, full.Classes, ChannelStructure.Size(run.Protocol, rule.StructureOptions), keep)?.Width
            ?? throw new PruningException($"no narrower network of {full.Model.Name} is as small as {keep:N0}");
    }

    /// <summary>What the network counts now.</summary>
    public static long SizeOf(RunContext run, CutRule rule) => ChannelStructure.Size(run.Protocol, rule.StructureOptions)(run.Network.Graph);

    /// <summary>Makes a cut.</summary>
    /// <param name="run">On what; it stays as it is.</param>
    /// <param name="rule">How.</param>
    /// <param name="keep">The size that may be left.</param>
    /// <returns>What is kept of all units of the full network, and the record without its place and seconds.</returns>
    public static (IReadOnlyList<bool> Kept, CutRecord Record) Make(RunContext run, CutRule rule, long keep)
    {
        var live = run.Live;
        var criterion = ChannelCriteria.Find(rule.Criterion);
        CutMaker.RefuseLoneSample(run, criterion.NeedsData, rule);
        var (own, samples) = Scores(run, criterion, rule);
        var scores = new double[live.Map.Units];
        var next = 0;
        for (var unit = 0; unit < scores.Length; unit++) scores[unit] = live.Kept is null || live.Kept[unit] ? own[next++] : double.NegativeInfinity;
        var request = ChannelRules.RequestOf(rule, run.Protocol, keep, run.Cell.Seed) with { Within = live.Kept };
        var cut = ChannelCut.Of(live.Full.Graph, live.Map, scores, request);
        var (forward, backward) = criterion.Passes(rule.CriterionOptions, samples, (samples + rule.ScoringBatch - 1) / rule.ScoringBatch);
        return (cut.Kept, new CutRecord
        {
            Step = "", AskedKept = keep, Kept = cut.Size, TiedScores = cut.TiedScores, Seconds = 0, Samples = samples, ForwardPasses = forward, BackwardPasses = backward,
        });
    }

    /// <summary>Of the units that are left, and how many samples were looked at.</summary>
    internal static (double[] Scores, long Samples) Scores(RunContext run, IChannelCriterion criterion, CutRule rule)
    {
        using var scope = NewDisposeScope();
        var batches = criterion.NeedsData
            ? Batches.Scoring(run.Data.Train, run.Normalization, run.Network.Classes, rule.ScoringSamples, rule.ScoringBatch, run.Cell.Seed)
            : [];
        try
        {
            var map = run.Live.Kept is null ? run.Live.Map : ChannelMap.Of(run.Network.Graph);
            var scores = ChannelScorer.Score(run.Network, map, new ChannelScoringRequest
            {
                Criterion = criterion, Options = rule.CriterionOptions, Batches = batches, BatchNorm = rule.ScoringBatchNorm, Seed = run.Cell.Seed,
                Combination = Unless(ChannelStructure.Combine.Of(rule.StructureOptions)), Normalization = Unless(ChannelStructure.Normalize.Of(rule.StructureOptions)),
                Limits = rule.Limits, Units = run.Live.Kept is { } kept ? [.. kept.Index().Where(k => k.Item).Select(k => k.Index)] : null,
            });
            return (scores, batches.Sum(b => b.Count));
        }
        finally
        {
            foreach (var batch in batches) batch.Dispose();
        }

        static string? Unless(string option) => option == "paper" ? null : option;
    }
}
