using Bench.Core;
using Bench.Sweeps;

namespace Bench.Cli.Display;

/// <summary>Named strategies in words.</summary>
internal static class StrategyText
{
    /// <summary>All that is said of one in a list of them.</summary>
    public static Entry Brief(NamedStrategy strategy) => new($"{strategy.Name}: {strategy.Title}",
    [
        ("score", CataloguePart.Criteria.Single(p => p.Name == strategy.Spec.Criterion).Title),
        ("parts", Composition(strategy.Spec)),
        ("steps", StepText.Compact(StandardCell.RoughStepsOf(strategy.Spec))),
        ("paper", strategy.Source),
    ]);

    /// <summary>The parts, those that are the usual ones left out: <c>gradient, global, from initialization</c>.</summary>
    public static string Composition(StrategySpec spec)
    {
        var usual = new StrategySpec { Name = "" };
        var parts = new List<string> { Part("", spec.Criterion!, spec.CriterionOptions), Part("", spec.Scope!, spec.ScopeOptions) };
        if (spec.Structure != usual.Structure) parts.Add(Part("structure ", spec.Structure, spec.StructureOptions));
        if (spec.Schedule != usual.Schedule) parts.Add(Part("schedule ", spec.Schedule, spec.ScheduleOptions));
        if (spec.From != usual.From) parts.Add($"from {spec.From}");
        if (spec.Retraining != usual.Retraining) parts.Add(Part("retraining ", spec.Retraining, spec.RetrainingOptions));
        return string.Join(", ", parts);
    }

    /// <summary>What figures call the strategy of a cell that stands by itself: a control by how it begins, is trained and measured, where that is not the usual.</summary>
    public static string NameOf(CellSpec cell)
    {
        var (spec, usual) = (cell.Strategy, new StrategySpec { Name = "" });
        if (!cell.IsControl) return spec.Name;
        var course = new List<string>();
        if (spec.From != usual.From) course.Add($"from {spec.From}");
        if (spec.Retraining != usual.Retraining) course.Add($"{spec.Retraining} {spec.RetrainingOptions}".Trim());
        if (spec.MeasureAfter != usual.MeasureAfter) course.Add($"measured after {spec.MeasureAfter} {spec.MeasureAfterOptions}".Trim());
        return course.Count == 0 ? spec.Name : $"{spec.Name} ({string.Join(", ", course)})";
    }

    private static string Part(string kind, string name, OptionValues options) => $"{kind}{name}{(options.IsEmpty ? "" : $" ({options})")}";
}
