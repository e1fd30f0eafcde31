using System.Globalization;
using Bench.Sweeps;

namespace Bench.Cli.Display;

/// <summary>A plan in words: a few lines for each data set × model, however many cells they have.</summary>
internal static class PlanText
{
    private const int RatioDigits = 4, MostNamed = 5;

    /// <summary>Everything that would be run.</summary>
    public static IEnumerable<string> Cells(SweepPlan plan)
    {
        var recipes = new Dictionary<RecipeSpec, string>(ReferenceEqualityComparer.Instance); // cells of a block share theirs, and cells of a curve their strategy
        var manners = new Dictionary<(StrategySpec, RecipeSpec?, RecipeSpec?), string>();
        foreach (var pair in plan.Cells.GroupBy(c => (c.Spec.Protocol, Dataset: c.Spec.Dataset.Name, c.Spec.Model, Start: Start(c.Spec))))
        {
            var shared = pair.Select(c => c.PretrainingIdentity).Distinct().Count();
            yield return "";
            yield return $"{pair.Key.Dataset} × {pair.Key.Model}, protocol {pair.Key.Protocol}: {Words.Count(pair.Count(), "cell")} from "
                + $"{(pair.First().Spec.Start is null ? Words.Count(shared, "pretraining") : "one start")} ({pair.Key.Start})";
            foreach (var line in Curves(pair)) yield return $"  {line}";
        }

        string Start(CellSpec cell) => cell.Start is { } imported ? $"imported from {Path.GetFileName(imported.Path)}" : Name(cell.Pretraining!);

        string Name(RecipeSpec recipe) => recipes.TryGetValue(recipe, out var known) ? known : recipes[recipe] = Recipe(recipe);

        string Manner(CellSpec cell)
        {
            if (Method.IsSimple(cell)) return cell.Retraining is { } recipe ? Name(recipe) : AfterCut(cell);
            var key = (cell.Strategy, cell.Pretraining, cell.Retraining);
            return manners.TryGetValue(key, out var known) ? known : manners[key] = AfterCut(cell);
        }

        // Strategies that differ in nothing but their name share a line.
        IEnumerable<string> Curves(IEnumerable<PlannedCell> cells) => cells
            .GroupBy(c => (c.Spec.Strategy.Name, Recipe: Manner(c.Spec)))
            .Select(curve => (
                curve.Key.Name,
                curve.Key.Recipe,
                Points: $"{Words.Series(curve.Select(c => Math.Round(c.Spec.Compression, RatioDigits)))}×{Of(curve.First().Spec.Strategy)}, seeds {Words.Series(curve.Select(c => c.Spec.Seed))}"))
            .GroupBy(curve => (curve.Points, curve.Recipe))
            .Select(same => $"{string.Join(", ", same.Select(curve => curve.Name))}: {same.Key.Points}; {same.Key.Recipe}");

        // Of parameters, unless it is said.
        static string Of(StrategySpec strategy) => strategy is { IsOfChannels: true, Rule.Counted: "multiply-adds" and var counted } ? $" fewer {counted}" : "";
    }

    /// <summary>A user's own networks: layers, channels and sizes, once for each shape of images.</summary>
    public static IEnumerable<string> OwnNetworks(SweepPlan plan) =>
        plan.Cells.Where(c => c.Spec.Network is not null).DistinctBy(c => (c.Spec.Dataset.Name, c.Spec.Model))
            .Select(c => $"{c.Spec.Model} ({Path.GetFileName(c.Spec.Network!.Path)}): {plan.Pairs[(c.Spec.Dataset.Name, c.Spec.Model)].Outline}").Distinct();

    /// <summary>A user's own data: samples, training and validation apart, and classes.</summary>
    public static IEnumerable<string> OwnData(SweepPlan plan)
    {
        foreach (var (dataset, facts) in plan.Data)
            if (facts is { Classes: { } classes, Sizes: { } sizes })
            {
                yield return $"{dataset.Name}: train {sizes.Train:#,0} + {sizes.Validation:#,0}{(facts.HasValidation ? " (as given)" : "")}, test {sizes.Test:#,0}, classes {Seen(facts.TrainClasses, facts.TestClasses)} of {classes}{Named(facts.LabelNames)}";
                foreach (var note in facts.Notes.Take(MostNamed)) yield return $"{dataset.Name}: {note}";
            }

        static string Named(IReadOnlyList<string>? names) =>
            names is null ? "" : $" ({string.Join(", ", names.Take(MostNamed).Select((name, i) => $"{i} {name}"))}{(names.Count > MostNamed ? ", ..." : "")})";

        static string Seen(IReadOnlyList<long> train, IReadOnlyList<long> test) =>
            train.SequenceEqual(test) ? $"{train.Count:#,0}" : $"{train.Count:#,0} (test {test.Count:#,0})";
    }

    /// <summary>What is odd about the data.</summary>
    public static IEnumerable<string> Warnings(SweepPlan plan) =>
        plan.Data.SelectMany(data => data.Facts.Warnings.Select(warning => $"warning: {data.Dataset.Name}: {warning}"));

    /// <summary>What cannot be run, reason by reason.</summary>
    public static IEnumerable<string> Skipped(SweepPlan plan)
    {
        var strategies = plan.Cells.Concat(plan.Skipped.Select(s => s.Cell)).Select(c => c.Spec.Strategy.Name).Distinct().Count();
        foreach (var reason in plan.Skipped.GroupBy(s => s.Reason))
        {
            var pairs = reason.Select(s => $"{s.Cell.Spec.Dataset.Name} × {s.Cell.Spec.Model}").Distinct();
            var own = reason.Select(s => s.Cell.Spec.Strategy.Name).Distinct().ToList();
            yield return $"{Words.Count(reason.Count(), "cell")} of {string.Join(", ", pairs)}{(own.Count < strategies && own.Count <= MostNamed ? $" ({string.Join(", ", own)})" : "")}: {reason.Key}";
        }
    }

    /// <summary>A ratio for people: that of N:M has as many digits as a number can have.</summary>
    public static string Ratio(double compression) => Math.Round(compression, RatioDigits).ToString(CultureInfo.InvariantCulture);

    /// <summary>What follows on the cut, or is the training that it lies in: <c>not retrained</c>, <c>quick-tune, 2 epochs of batch 64</c>, <c>from initialization, quick-train, ...</c>.</summary>
    public static string AfterCut(CellSpec cell)
    {
        var strategy = cell.Strategy;
        var said = new List<string>();
        if (strategy.From != StartPoint.Pretrained) said.Add($"from {strategy.From}");
        if (strategy.Retraining == "none") said.Add("not retrained");
        else if (strategy.Retraining != "fine-tune") said.Add($"{strategy.Retraining}{(strategy.RetrainingOptions.IsEmpty ? "" : $" {strategy.RetrainingOptions}")}");
        if (TrainedBy(cell) is { } recipe) said.Add(Recipe(recipe));
        if (strategy.MeasureAfter != Renewals.Nothing) said.Add($"measured after {strategy.MeasureAfter}{(strategy.MeasureAfterOptions.IsEmpty ? "" : $" {strategy.MeasureAfterOptions}")}");
        return string.Join(", ", said);
    }

    /// <summary>Name, length and batch of a recipe.</summary>
    public static string Recipe(RecipeSpec recipe)
    {
        var length = recipe.Epochs is { } epochs ? Words.Count(epochs, "epoch") : Words.Count(recipe.Steps ?? 0, "step");
        return string.Create(CultureInfo.InvariantCulture, $"{recipe.Name}, {length} of batch {recipe.Batch}");
    }

    // The recipe of the last training; what the data must tell first is not said.
    private static RecipeSpec? TrainedBy(CellSpec cell) => cell.Retraining
        ?? (cell.Facts is { } facts && Method.StepsOf(cell, facts).Any(s => s is TrainStep) ? cell.Pretraining : null);
}
