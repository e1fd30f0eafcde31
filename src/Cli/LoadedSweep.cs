using System.Globalization;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli;

/// <summary>A sweep file with its plan, or with a part of it.</summary>
/// <param name="Sweep">The file.</param>
/// <param name="Plan">What is asked for: the whole plan, or its part.</param>
internal sealed record LoadedSweep(Sweep Sweep, SweepPlan Plan)
{
    /// <summary>The part that is asked for; null for all of it.</summary>
    public Shard? Shard { get; private init; }

    /// <summary>All cells of the sweep.</summary>
    public SweepPlan Whole { get; private init; } = Plan;

    /// <summary>The sweep's name, and which part of it is asked for.</summary>
    public string Title => $"{Sweep.Name}{Words.Shards(Shard?.ToString())}";

    /// <summary>Reads and checks a sweep file.</summary>
    /// <exception cref="UserError">It is none, or has mistakes.</exception>
    public static Sweep Read(string path)
    {
        RegularFile.Check(path);
        return SweepFile.Load(path, Catalogues.Vocabulary());
    }

    /// <summary>Reads, checks and plans.</summary>
    public static LoadedSweep Load(string path, SearchPath data, ResultReader? database = null, Shard? shard = null)
    {
        var sweep = Read(path);
        var facts = new PlanFacts(data, start => database?.HasPretraining(start) ?? false);
        var whole = Planner.Plan(sweep, facts);
        return new LoadedSweep(sweep, shard?.Of(whole) ?? whole) { Shard = shard, Whole = whole };
    }

    /// <summary>Tells the database which cells belong to the sweep, and for which it is asked.</summary>
    public void Register(ResultStore store)
    {
        var record = new SweepRecord { Name = Sweep.Name, Text = Sweep.Text, Sha256 = Fingerprint.Of(Sweep.Text) };
        var part = Shard is null ? null : new SweepShard(Shard.ToString(), Plan.Cells.Select(c => c.Identity).ToHashSet(StringComparer.Ordinal));
        if (store.IsRegistered(record, Members(), part)) return; // most often: and to describe 100,000 cells takes seconds
        store.RegisterSweep(
            record,
            [.. Whole.Cells.AsParallel().AsOrdered().Select((cell, position) => (Descriptions.Of(cell) with { Latency = Whole.Latencies.Contains(cell.Identity) }, position))],
            [.. Whole.Skipped.Select(skipped => (Descriptions.Of(skipped.Cell), skipped.Reason))], part);
    }

    /// <summary>What the jobs of some of its cells cost, as far as a database knows.</summary>
    public CostModel Costs(IEnumerable<PlannedCell> cells, ResultReader? database) =>
        KnownCosts.Of(Plan.Pairs, database, cells.Select(c => (c.Spec.Dataset.Name, c.Spec.Model)));

    /// <summary>What <c>--sweep</c> names: a sweep of the database, or a file whose name or content says which.</summary>
    public static string? NameOf(string? option)
    {
        if (option is null || !File.Exists(option)) return option;
        return Read(option).Name;
    }

    private IEnumerable<SweepMember> Members() =>
        Whole.Cells.Select((cell, position) => Member(cell, position.ToString(CultureInfo.InvariantCulture)))
            .Concat(Whole.Skipped.Select(skipped => Member(skipped.Cell, skipped.Reason)));

    private static SweepMember Member(PlannedCell cell, string place) =>
        new(cell.Identity, cell.Spec.Strategy.Name, cell.Spec.Retraining?.Name, cell.Spec.Pretraining?.Name, place);
}
