using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Harness.Training;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Sensitivity;

/// <summary>
/// Which layers of a network bear how much: each is cut alone and the whole network is evaluated, without training. What the command measures and what a scope
/// divides by are the same numbers, as both are made here. The network is as before in the end.
/// </summary>
internal sealed class LayerScan : IDisposable
{
    private readonly RunContext run;
    private readonly ScanRule rule;
    private readonly ILoneCuts cuts;
    private readonly Samples? drawn;
    private long measured;
    private long renewed;

    /// <param name="run">What is scanned: its network, as it is now.</param>
    /// <param name="rule">How.</param>
    /// <param name="state">Of the run, of which nothing is pruned.</param>
    public LayerScan(RunContext run, ScanRule rule, RunState state)
    {
        if (state.Masks is not null || run.Live.Kept is not null) throw new ArgumentException("a network is scanned before anything of it is cut", nameof(state));
        (this.run, this.rule) = (run, rule);
        Units = ScanUnit.Of(run.Network.Graph, run.Protocol, rule.Cut);
        cuts = rule.Cut.IsOfChannels ? new ChannelCuts(run, rule.Cut) : new WeightCuts(run, rule.Cut, state);
        drawn = Drawn();
    }

    /// <summary>What is cut, in forward order.</summary>
    public IReadOnlyList<ScanUnit> Units { get; }

    /// <summary>Of all so far, without seconds.</summary>
    public ScanCost Cost => cuts.Cost + new ScanCost(0, measured * Split.Count + renewed, measured * ((Split.Count + Evaluator.BatchSize - 1) / Evaluator.BatchSize) + Batches(renewed), 0);

    private Samples Split => drawn ?? Whole;

    private Samples Whole => rule.Split == ScanRule.Validation ? run.Data.Validation : run.Data.Test;

    /// <summary>Cuts one unit and evaluates.</summary>
    /// <param name="unit">Its place among <see cref="Units"/>; −1: nothing is cut.</param>
    /// <param name="density">Of it; 1 where nothing is cut.</param>
    public ScanFinding Measure(int unit, double density)
    {
        var elements = unit < 0 ? Units.Sum(u => u.Elements) : Units[unit].Elements;
        var kept = unit < 0 ? elements : CutAlone.Kept(elements, density);
        using var cut = cuts.Make(unit, kept);
        if (rule.Renewal is { } renewal)
        {
            NormRenewal.Renew(run, renewal, cut.Network);
            renewed += NormRenewal.Samples(run, renewal);
        }
        var found = Evaluator.Evaluate(cut.Network, Split, run.Normalization, "before", rule.Split, run.Stop);
        measured++;
        return new(unit, unit < 0 ? null : Units[unit].Name, density, elements, kept, found.Loss, found.Correct, found.CorrectTop5, found.Total);
    }

    /// <summary>Cuts every unit to every density, the uncut network first.</summary>
    public IReadOnlyList<ScanFinding> All(IReadOnlyList<double> densities)
    {
        var all = Units.SelectMany((_, unit) => densities.Select(density => (Unit: unit, Density: density))).Prepend((Unit: -1, Density: 1)).ToList();
        var found = new List<ScanFinding>();
        foreach (var (unit, density) in all)
        {
            run.Stop.ThrowIfCancellationRequested();
            run.Scanned(found.Count, all.Count);
            found.Add(Measure(unit, density));
        }
        return found;
    }

    public void Dispose()
    {
        cuts.Dispose();
        drawn?.Dispose();
    }

    private long Batches(long samples) => rule.Renewal is { } renewal ? (samples + renewal.Batch - 1) / renewal.Batch : 0;

    // Null: all of the split.
    private Samples? Drawn()
    {
        if (rule.Samples == 0 || rule.Samples >= Whole.Count) return null;
        return Whole.Chosen([.. SeededStream.For(run.Cell.Seed, "scanned samples").Permutation(Whole.Count)[..rule.Samples].Order()]);
    }
}
