using System.Globalization;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli;

/// <summary>A sweep file with its plan.</summary>
internal sealed record LoadedSweep(Sweep Sweep, SweepPlan Plan)
{
    /// <summary>Reads, checks and plans.</summary>
    public static LoadedSweep Load(string path, SearchPath data, ResultReader? database = null)
    {
        var sweep = SweepFile.Load(path, Catalogues.Vocabulary());
        var facts = new PlanFacts(data, start => database?.HasPretraining(start) ?? false);
        return new LoadedSweep(sweep, Planner.Plan(sweep, facts));
    }

    /// <summary>Tells the database which cells belong to the sweep.</summary>
    public void Register(ResultStore store)
    {
        var record = new SweepRecord { Name = Sweep.Name, Text = Sweep.Text, Sha256 = Fingerprint.Of(Sweep.Text) };
        if (store.IsRegistered(record, Members())) return; // most often: and to describe 100,000 cells takes seconds
        store.RegisterSweep(
            record,
            [.. Plan.Cells.AsParallel().AsOrdered().Select((cell, position) => (Descriptions.Of(cell) with { Latency = Plan.Latencies.Contains(cell.Identity) }, position))],
            [.. Plan.Skipped.Select(skipped => (Descriptions.Of(skipped.Cell), skipped.Reason))]);
    }

    /// <summary>What the jobs of some of its cells cost, as far as a database knows.</summary>
    public CostModel Costs(IEnumerable<PlannedCell> cells, ResultReader? database) =>
        KnownCosts.Of(Plan.Pairs, database, cells.Select(c => (c.Spec.Dataset.Name, c.Spec.Model)));

    /// <summary>What <c>--sweep</c> names: a sweep of the database, or a file whose name or content says which.</summary>
    public static string? NameOf(string? option)
    {
        if (option is null || !File.Exists(option)) return option;
        return SweepFile.Load(option, Catalogues.Vocabulary()).Name;
    }

    private IEnumerable<SweepMember> Members() =>
        Plan.Cells.Select((cell, position) => Member(cell, position.ToString(CultureInfo.InvariantCulture)))
            .Concat(Plan.Skipped.Select(skipped => Member(skipped.Cell, skipped.Reason)));

    private static SweepMember Member(PlannedCell cell, string place) =>
        new(cell.Identity, cell.Spec.Strategy.Name, cell.Spec.Retraining?.Name, cell.Spec.Pretraining?.Name, place);
}
