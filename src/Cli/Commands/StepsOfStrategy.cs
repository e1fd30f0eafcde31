using Bench.Cli.Display;
using Bench.Core;
using Bench.Datasets;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench plan --steps STRATEGY</c>: what the cells of a strategy do, step by step.</summary>
internal static class StepsOfStrategy
{
    public static int Show(string? file, string strategy, SearchPath data)
    {
        var facts = new PlanFacts(data, _ => false);
        if (file is null) ShowNamed(strategy, facts);
        else ShowOf(LoadedSweep.Read(file), file, strategy, facts);
        return ExitCode.Done;
    }

    private static void ShowNamed(string name, PlanFacts facts)
    {
        if (name == StrategySpec.Dense) throw new UserError($"--steps {name}: the control is that of a sweep's strategies: name its FILE");
        var strategy = StrategyCatalogue.Find(name);
        Console.WriteLine($"{name}: {strategy.Title} ({strategy.Source})");
        var cell = StandardCell.Of(strategy.Spec);
        if (facts.FixedRatio(cell) is { } ratio) cell = cell with { Compression = ratio };
        ShowSetting(cell);
        Show(cell, facts);
    }

    // Of the first data set and model that have it, and of its first seed.
    private static void ShowOf(Sweep sweep, string file, string name, PlanFacts facts)
    {
        var plan = Planner.Plan(sweep, facts);
        var all = plan.Cells.Select(c => (c.Spec, Reason: (string?)null)).Concat(plan.Skipped.Select(s => (s.Cell.Spec, Reason: (string?)s.Reason))).ToList();
        var asked = all.Where(c => c.Spec.Strategy.Name == name).ToList();
        if (asked.Count == 0) throw new UserError($"--steps: {Names.Unknown($"strategy of {file}", name, all.Select(c => c.Spec.Strategy.Name).Distinct())}");
        var first = asked[0].Spec;
        Console.WriteLine($"{name}: {(first.IsControl ? "the control" : StrategyText.Composition(first.Strategy))}");
        ShowSetting(first);
        foreach (var (cell, reason) in asked.Where(c => (c.Spec.Dataset.Name, c.Spec.Model, c.Spec.Seed, c.Spec.Protocol) == (first.Dataset.Name, first.Model, first.Seed, first.Protocol))
            .OrderBy(c => c.Spec.Compression))
            if (reason is null) Show(cell, facts);
            else Console.WriteLine($"\n{PlanText.Ratio(cell.Compression)}× is skipped: {reason}");
    }

    private static void ShowSetting(CellSpec cell)
    {
        Console.WriteLine($"{cell.Dataset.Name} × {cell.Model}, protocol {cell.Protocol}");
        if (cell.Pretraining is { } pretraining) Console.WriteLine($"training: {PlanText.Recipe(pretraining)}");
        if (cell.Retraining is { } retraining) Console.WriteLine($"retraining: {PlanText.Recipe(retraining)}");
    }

    private static void Show(CellSpec cell, PlanFacts facts)
    {
        Console.WriteLine($"\n{PlanText.Ratio(cell.Compression)}×{(cell.IsControl ? $", {PlanText.AfterCut(cell)}" : "")}");
        if (facts.FactsOf(cell) is not { } known) Console.WriteLine("  how many training samples there are is not known before the data are read");
        else foreach (var line in StepText.Lines(Method.StepsOf(cell, known))) Console.WriteLine($"  {line}");
    }
}
