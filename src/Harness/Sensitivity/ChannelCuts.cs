using Bench.Harness.Methods;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Sensitivity;

/// <summary>Cuts of single groups of channels, with all layers that they go through: what is measured is the smaller network.</summary>
internal sealed class ChannelCuts : ILoneCuts
{
    private readonly RunContext run;
    private readonly Snapshot whole;
    private readonly ChannelMap map;
    private readonly IReadOnlyList<ChannelGroup> groups;
    private readonly double[] scores;

    public ChannelCuts(RunContext run, CutRule rule)
    {
        (this.run, map) = (run, run.Live.Map);
        whole = Snapshot.Of(run.Network);
        groups = ChannelGroups.Allowed(run.Network.Graph, map, rule.Limits);
        var criterion = ChannelCriteria.Find(rule.Criterion);
        CutMaker.RefuseLoneSample(run, criterion.NeedsData, rule);
        (scores, var samples) = ChannelCutMaker.Scores(run, criterion, rule);
        var (forward, backward) = criterion.Passes(rule.CriterionOptions, samples, (samples + rule.ScoringBatch - 1) / rule.ScoringBatch);
        Cost = new(0, samples, forward, backward);
    }

    public ScanCost Cost { get; }

    public LoneCut Make(int unit, long kept)
    {
        whole.Restore(run.Network);
        if (unit < 0) return new(run.Network, () => whole.Restore(run.Network));
        var small = run.Network.Shrink(map.Shrink(CutAlone.Of(map, scores, groups[unit], (int)kept, run.Cell.Seed)));
        return new(small, small.Dispose);
    }

    public void Dispose() => whole.Dispose();
}
