using Bench.Core;

namespace Bench.Analysis.Comparing;

/// <summary>What the others are tested against.</summary>
internal static class References
{
    /// <summary>The reference, and why it is that one; null: all pairs are tested.</summary>
    /// <exception cref="UserError">The one that is asked for is not there.</exception>
    public static (string? Name, string Why) Of(IReadOnlyList<BlockCurves> blocks, ComparisonChoice choice)
    {
        var methods = blocks.SelectMany(b => b.Methods).DistinctBy(m => m.Name).OrderBy(m => m.Name, StringComparer.Ordinal).ToList();
        if (choice.Reference is { } asked)
            return methods.Any(m => m.Name == asked) ? (asked, $"tests are against {asked}") : throw new UserError(Names.Unknown("reference", asked, [.. methods.Select(m => m.Name)]));
        if (choice.Ours is { } ours && methods.Any(m => m.Name == ours)) return (ours, $"no reference was named: tests are against {ours}, which the sweep calls its own");
        // The baseline that everyone has: large weights stay, wherever they are; where most ratios are of multiply-adds, which are no pairs of others, large filters.
        var ofMacs = 2 * methods.Count(m => m.Curve.Composition.RatiosAreOfMacs) > methods.Count;
        string? filters = ofMacs ? Usual(c => c is { Criterion: "l1-norm", Structure: "channel", Schedule: "one-shot", RatiosAreOfMacs: true }, "l1-filters") : null;
        return filters is not null ? (filters, $"no reference was named: tests are against {filters}, the usual baseline of ratios of multiply-adds")
            : Usual(c => c is { Criterion: "magnitude", Scope: "global", Structure: "weight", Schedule: "one-shot" }, "global-magnitude") is { } standard
                ? (standard, $"no reference was named: tests are against {standard}, the usual baseline")
                : (null, "no reference was named, and there is no one-shot global magnitude pruning: all pairs are tested");

        string? Usual(Func<Composition, bool> isOne, string name) => blocks.SelectMany(b => b.Methods).Where(m => isOne(m.Curve.Composition)).GroupBy(m => m.Name)
            .OrderByDescending(g => g.First().Curve.Composition.Course == "").ThenByDescending(g => g.Key == name).ThenByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;
    }
}
