using System.CommandLine;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench plan</c>: what a sweep comes to, without running anything.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("sweep") { Description = "The sweep file (YAML).", HelpName = "FILE" };
        var database = CommonOptions.Database();
        var data = CommonOptions.Data();
        var command = new Command("plan", "Show what a sweep would run: cells, shared pretrainings, what is skipped and why.") { file, database, data };
        command.SetAction(parsed => Show(LoadedSweep.Load(parsed.GetValue(file)!, parsed.SearchPath(data)), parsed.GetValue(database)!));
        return command;
    }

    public static int Show(LoadedSweep loaded, string database)
    {
        var plan = loaded.Plan;
        Console.WriteLine($"sweep {loaded.Sweep.Name}{(loaded.Sweep.Description is { } text ? $": {text.Trim()}" : "")}");
        foreach (var missing in plan.MissingData) Console.WriteLine($"missing data  {missing.Reason}");
        ShowState(loaded, database);

        Console.WriteLine($"\n{plan.Pretrainings.Count} pretrainings, each shared by the cells that start from it");
        foreach (var start in plan.Pretrainings)
            Console.WriteLine($"  {start.Spec.Dataset.Name,-14} {start.Spec.Model,-14} {Describe(start),-44} {start.Cells} cells");

        Console.WriteLine($"\n{plan.Cells.Count} cells");
        foreach (var group in plan.Cells.GroupBy(c => (c.Spec.Protocol, Dataset: c.Spec.Dataset.Name, c.Spec.Model, Strategy: c.Spec.Strategy.Name, Recipe: Length(c.Spec.Retraining))))
            Console.WriteLine($"  {group.Key.Dataset,-14} {group.Key.Model,-14} {group.Key.Strategy,-18} "
                + $"at {Numbers(group.Select(c => c.Spec.Compression))}× seeds {Numbers(group.Select(c => c.Spec.Seed))}; {group.Key.Recipe}");

        if (plan.Skipped.Count > 0) Console.WriteLine($"\n{plan.Skipped.Count} skipped");
        foreach (var group in plan.Skipped.GroupBy(s => (Dataset: s.Cell.Spec.Dataset.Name, s.Cell.Spec.Model, s.Reason)))
            Console.WriteLine($"  {group.Key.Dataset,-14} {group.Key.Model,-14} {group.Count()} cells: {group.Key.Reason}");
        return ExitCode.Done;
    }

    // What the database already has of it.
    private static void ShowState(LoadedSweep loaded, string database)
    {
        if (!File.Exists(database))
        {
            Console.WriteLine($"{loaded.Plan.Cells.Count} cells to run ({database} does not exist yet)");
            return;
        }
        using var reader = ResultReader.Open(database);
        var finished = reader.FinishedIdentities();
        var asked = loaded.Plan.Cells.Select(c => c.Identity).ToHashSet();
        var known = reader.SweepIdentities(loaded.Sweep.Name);
        var kept = asked.Count(finished.Contains);
        Console.WriteLine($"{asked.Count - kept} cells to run, {kept} already in {database}, {known.Count(id => !asked.Contains(id))} no longer asked for");
    }

    private static string Describe(PlannedPretraining start) => start.Spec.Start is { } imported
        ? $"imported from {Path.GetFileName(imported.Path)}"
        : $"seed {start.Seed}: {Length(start.Spec.Pretraining)}";

    private static string Length(RecipeSpec? recipe) => recipe is null
        ? "not retrained"
        : $"{recipe.Name}, {(recipe.Epochs is { } epochs ? $"{epochs} epochs" : $"{recipe.Steps} steps")} of batch {recipe.Batch}";

    private static string Numbers<T>(IEnumerable<T> numbers) => string.Join(", ", numbers.Distinct().Order());
}
