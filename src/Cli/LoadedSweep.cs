using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli;

/// <summary>A sweep file with its plan.</summary>
internal sealed record LoadedSweep(Sweep Sweep, SweepPlan Plan)
{
    /// <summary>Reads, checks and plans.</summary>
    public static LoadedSweep Load(string path, SearchPath data)
    {
        var sweep = SweepFile.Load(path, Catalogues.Vocabulary());
        using var facts = new PlanFacts(data);
        return new LoadedSweep(sweep, Planner.Plan(sweep, facts));
    }

    /// <summary>Tells the database which cells belong to the sweep.</summary>
    public void Register(ResultStore store) => store.RegisterSweep(
        new SweepRecord { Name = Sweep.Name, Text = Sweep.Text, Sha256 = Fingerprint.Of(Sweep.Text) },
        [.. Plan.Cells.Select((cell, position) => (Descriptions.Of(cell), position))],
        [.. Plan.Skipped.Select(skipped => (Descriptions.Of(skipped.Cell), skipped.Reason))]);

    /// <summary>What <c>--sweep</c> names: a sweep of the database, or a file whose name or content says which.</summary>
    public static string? NameOf(string? option)
    {
        if (option is null || !File.Exists(option)) return option;
        return SweepFile.Load(option, Catalogues.Vocabulary()).Name;
    }
}
