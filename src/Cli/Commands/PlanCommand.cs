using System.CommandLine;
using Bench.Cli.Display;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench plan</c>: what a sweep comes to, without running anything.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = CommonOptions.SweepFile();
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
        Console.WriteLine($"{Words.Count(plan.Cells.Count, "cell")} from {Words.Count(plan.Pretrainings.Count, "pretraining")}, "
            + $"each computed once; {plan.Skipped.Count:#,0} skipped");
        Console.WriteLine(State(loaded, database));
        foreach (var line in PlanText.Cells(plan)) Console.WriteLine(line);
        if (plan.Skipped.Count > 0) Console.WriteLine("\nskipped");
        foreach (var line in PlanText.Skipped(plan)) Console.WriteLine($"  {line}");
        return ExitCode.Done;
    }

    // What the database already has of it.
    private static string State(LoadedSweep loaded, string database)
    {
        if (!File.Exists(database)) return $"all to run: {database} does not exist yet";
        using var reader = ResultReader.Open(database);
        var finished = reader.FinishedIdentities();
        var asked = loaded.Plan.Cells.Select(c => c.Identity).ToHashSet();
        var known = reader.SweepIdentities(loaded.Sweep.Name);
        var kept = asked.Count(finished.Contains);
        return $"{asked.Count - kept:#,0} to run, {kept:#,0} already in {database}, {known.Count(id => !asked.Contains(id)):#,0} no longer asked for";
    }
}
