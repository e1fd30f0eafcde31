using Bench.Harness.Methods;
using Bench.Harness.Training;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Sensitivity;

/// <summary>Cuts of the weights of single layers, by scores of the whole network as it is now.</summary>
internal sealed class WeightCuts : ILoneCuts
{
    private readonly RunContext run;
    private readonly CutRule rule;
    private readonly RunState state;
    private readonly ICriterion criterion;
    private readonly Snapshot whole;
    private readonly Scores? scores; // null where the criterion prunes layer after layer

    public WeightCuts(RunContext run, CutRule rule, RunState state)
    {
        (this.run, this.rule, this.state, criterion) = (run, rule, state, Criteria.Find(rule.Criterion));
        whole = Snapshot.Of(run.Network);
        CutMaker.RefuseLoneSample(run, criterion.NeedsData, rule);
        if (criterion is ILayerwiseCriterion) return;
        scores = CutMaker.With(run, criterion, rule, state, scoring => Pruner.Score(run.Network, run.Protocol, scoring));
        Cost = CutMaker.ScoringCost(run, criterion, rule, scores.Tensors.Count);
    }

    public ScanCost Cost { get; private set; } = new(0, 0, 0, 0);

    public LoneCut Make(int unit, long kept)
    {
        whole.Restore(run.Network); // which somebody else may have used meanwhile
        if (unit >= 0)
            using (var outcome = scores is null ? Reconstructed(unit, kept) : CutAlone.Of(scores, unit, kept, run.Cell.Seed)) outcome.Apply(run.Network);
        return new(run.Network, () => whole.Restore(run.Network));
    }

    public void Dispose()
    {
        scores?.Dispose();
        whole.Dispose();
    }

    // By a cut that is limited to the layer.
    private PruningOutcome Reconstructed(int unit, long kept)
    {
        var tensor = rule.Limits.Restrict(run.Protocol.Prunable(run.Network.Model, run.Network.Layers))[unit];
        var alone = rule with { Limits = new() { Only = [tensor.Layer.Name] } };
        Cost += CutMaker.ScoringCost(run, criterion, alone, 1);
        return CutMaker.With(run, criterion, alone, state, scoring => Pruner.PruneTo(
            run.Network, run.Protocol, scoring, new CutRequest { Rules = new(new LayerScope()) { Limits = alone.Limits }, Seed = run.Cell.Seed }, kept));
    }
}
