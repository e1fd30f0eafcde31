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
        // The baseline that everyone has: large weights stay, wherever they are; of channels at ratios of multiply-adds, which are no pairs of other ratios, large filters.
        var ofMacs = 2 * methods.Count(m => m.Curve.Composition.RatiosAreOfMacs) > methods.Count;
        var baselines = blocks.SelectMany(b => b.Methods).Where(m => ofMacs
                ? m.Curve.Composition is { Criterion: "l1-norm", Structure: "channel", Schedule: "one-shot", RatiosAreOfMacs: true }
                : m.Curve.Composition is { Criterion: "magnitude", Scope: "global", Structure: "weight", Schedule: "one-shot" })
            .GroupBy(m => m.Name).OrderByDescending(g => g.First().Curve.Composition.Course == "").ThenByDescending(g => g.Key == "global-magnitude").ThenByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal);
        return baselines.FirstOrDefault()?.First() is { } standard
            ? (standard.Name, $"no reference was named: tests are against {standard.Name}, the usual baseline{(ofMacs ? " of ratios of multiply-adds" : "")}")
            : (null, $"no reference was named, and there is no one-shot pruning {(ofMacs ? "of channels by the L1 norm of filters" : "of global magnitude")}: all pairs are tested");
    }
}
