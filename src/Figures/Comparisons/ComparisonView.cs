using Bench.Analysis;
using Bench.Analysis.Comparing;
using Bench.Analysis.Statistics;

namespace Bench.Figures.Comparisons;

/// <summary>A table of a comparison as it is read: rounded, accuracies in per cent and differences in points.</summary>
/// <param name="Name">As <see cref="ComparisonTables.All"/> has it.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Headings; the first is a text's, numbers follow.</param>
/// <param name="Rows">As many as columns each.</param>
/// <param name="Notes">What has to be said below it.</param>
public sealed record ComparisonView(string Name, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes)
{
    /// <summary>The table of a name; null where it has no row.</summary>
    public static ComparisonView? Of(string name, Comparison comparison) => (name switch
    {
        "ranks" => Ranks(comparison),
        "tests" => Tests(comparison),
        "pairs" => Pairs(comparison),
        "curves" => Curves(comparison),
        "points" => Points(comparison),
        "drops" => Drops(comparison),
        "seeds" => Seeds(comparison),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    }) is { Rows.Count: > 0 } view ? view : null;

    private static ComparisonView Ranks(Comparison comparison)
    {
        var rankings = ComparisonTables.Rankings(comparison).ToList();
        var methods = rankings.AsEnumerable().Reverse().SelectMany(r => r.Methods.Select(m => m.Name)).Distinct().ToList();
        return new(
            "ranks", "Mean ranks over data sets and models, 1 the best: at each compression ratio, and by the area under the curve.",
            ["strategy", .. rankings.Select(r => r.Compression is { } c ? Numbers.Ratio(c) : "area")],
            [.. methods.Select(m => (IReadOnlyList<string>)[m, .. rankings.Select(r => r.Methods.FirstOrDefault(o => o.Name == m) is { } found ? Numbers.Fixed(found.MeanRank, 2) : "")])],
            [.. rankings.GroupBy(r => string.Join(", ", r.Blocks.Select(b => b.Block.Title))).Select(g => $"{(g.First().N == 1 ? "1 block" : $"{g.First().N} blocks")} at {string.Join(", ", g.Select(r => r.Compression is { } c ? Numbers.Ratio(c) : "area"))}: {g.Key}")]);
    }

    private static ComparisonView Tests(Comparison comparison)
    {
        var rankings = ComparisonTables.Rankings(comparison).ToList();
        return new(
            "tests", "Whether the strategies differ at all: Friedman's χ² and the F of Iman and Davenport over n blocks, corrected by Holm for the ratios; Nemenyi's critical difference of mean ranks.",
            ["ranked by", "n", "strategies", "χ²", "F", "p", "critical difference"],
            [.. rankings.Select(r => (IReadOnlyList<string>)
                [
                    r.Measure, $"{r.N}", $"{r.Methods.Count}", Number(r.Friedman.ChiSquare, 2), Number(r.Friedman.ImanDavenport.F, 2), r.Difference.Word, Number(r.CriticalDifference, 2),
                ])],
            [
                .. Reasons(rankings.Select(r => (r.Measure, r.Difference))),
                .. rankings.Where(r => r.N > 1 && r.CriticalDifference is null).GroupBy(r => (r.N, r.Methods.Count)).Select(g =>
                    $"{Numbers.None}: n = {g.Key.N} cannot set two of {g.Key.Count} strategies apart at {comparison.Choice.Level} whatever the data ({Some([.. g.Select(r => r.Measure)])})"),
            ]);
    }

    private static ComparisonView Pairs(Comparison comparison)
    {
        var pairs = ComparisonTables.Rankings(comparison).Where(r => r.N > 1).SelectMany(r => r.Pairs.Select(p => (Ranking: r, Pair: p))).ToList();
        return new(
            "pairs", "Strategies against another over n blocks: blocks won, tied and lost; mean difference in points with its interval; Wilcoxon's signed-rank test, corrected by Holm for the "
                + "strategies that are tested together; effect sizes (Cohen's d_z of blocks, rank-biserial correlation); Nemenyi's p-value.",
            ["strategy", "against", "ranked by", "n", "won/tied/lost", "difference", Heading(comparison), "Wilcoxon p", "d_z", "r", "Nemenyi p"],
            [.. pairs.Select(p => (IReadOnlyList<string>)
                [
                    p.Pair.Method, p.Pair.Reference, p.Ranking.Measure, $"{p.Ranking.N}", $"{p.Pair.Wins}/{p.Pair.Ties}/{p.Pair.Losses}", Points(p.Pair.Differences.Mean),
                    Interval(comparison, p.Pair.Differences), p.Pair.Verdict.Word, Number(p.Pair.EffectSize, 2), Numbers.Fixed(p.Pair.Test.RankBiserial, 2), p.Pair.Nemenyi.Word,
                ])],
            [.. Reasons(pairs.SelectMany(p => new[] { (p.Ranking.Measure, p.Pair.Verdict), (p.Ranking.Measure, p.Pair.Nemenyi) })), .. TableGaps.OfPairs(comparison)]);
    }

    private static ComparisonView Curves(Comparison comparison) => new(
        "curves", $"Each curve in a few numbers: mean top-1 (%) over the doublings of compression (of theoretical speedup where it says so) that all curves of a data set and model cover, with its deviation over seeds; and the largest "
            + $"compression and speedup that keep top-1 within {Numbers.Significant(100 * comparison.Choice.Margin)} {(comparison.Choice.Margin == 0.01 ? "point" : "points")} of the control.",
        ["data set × model", "strategy", "area", Heading(comparison), "n", "over", "compression", "speedup", "measured, 1", "measured, 128"],
        [.. comparison.Curves.Select(c => (IReadOnlyList<string>)
            [
                c.Block.Title, c.Method, c.Area is { } a ? $"{Numbers.Fixed(100 * a.Mean, 2)}{Deviation(a)}" : Numbers.None, Interval(comparison, c.Area, signed: false), $"{c.Area?.Count ?? 0}",
                c.Range is var (cost, from, to) ? $"{from:0.##} to {Numbers.Ratio(to)}{(cost == CurveCost.Speedup ? " speedup" : "")}" : Numbers.None, Kept(c.Compression), Kept(c.Speedup), Kept(c.Measured1), Kept(c.Measured128),
            ])],
        comparison.Curves.Any(c => c.Compression.Dips) ? ["*: a smaller measured ratio lies below the margin; the curve comes back."] : []);

    private static ComparisonView Points(Comparison comparison) => AtRatios(
        comparison, "points", "Top-1 (%) at each compression ratio: mean ± deviation over seeds (how many); at 1× the control.",
        [.. comparison.Curves.SelectMany(c => c.Points.Select(p => (c.Block, c.Method, p.Compression, (Sample?)p.Top1)))]);

    private static ComparisonView Drops(Comparison comparison) => AtRatios(
        comparison, "drops", "Top-1 of the control less that of the pruned network, in points, seed by seed: mean ± deviation over seeds (how many); negative where pruning gained.",
        [.. comparison.Curves.SelectMany(c => c.Drops.Select(d => (c.Block, c.Method, d.Compression, d.Drop)))]);

    private static ComparisonView AtRatios(Comparison comparison, string name, string caption, IReadOnlyList<(Block Block, string Method, double Ratio, Sample? Sample)> values)
    {
        var known = values.Where(v => v.Sample is not null).ToList();
        var ratios = known.Select(v => v.Ratio).Distinct().Order().ToList();
        return new(
            name, caption, ["data set × model", "strategy", .. ratios.Select(Numbers.Ratio)],
            [.. known.GroupBy(v => (v.Block, v.Method)).Select(g => (IReadOnlyList<string>)
                [g.Key.Block.Title, g.Key.Method, .. ratios.Select(r => g.FirstOrDefault(v => v.Ratio == r).Sample is { } s ? $"{Numbers.Fixed(100 * s.Mean, 2)}{Deviation(s)}{(s.Count == 1 ? "" : $" ({s.Count})")}" : "")])],
            [$"Intervals ({Heading(comparison)}) are in --format csv and json."]);
    }

    private static ComparisonView Seeds(Comparison comparison)
    {
        var tests = comparison.Within.SelectMany(w => w.Ratios.Select(t => (Of: w, Test: t))).ToList();
        return new(
            "seeds", "Within one data set and model: differences in points of equal seeds with equal control and budget, tested by the paired t at each ratio, corrected by Holm for the ratios.",
            ["data set × model", "strategy", "against", "ratio", "n", "difference", Heading(comparison), "paired t p", "d_z"],
            [.. tests.Select(t => (IReadOnlyList<string>)
                [
                    t.Of.Block.Title, t.Of.Method, t.Of.Reference, Numbers.Ratio(t.Test.Compression), $"{t.Test.Test?.N ?? 0}", t.Test.Test?.Differences is { } d ? $"{Points(d.Mean)}{Deviation(d)}" : Numbers.None,
                    Interval(comparison, t.Test.Test?.Differences), t.Test.Verdict.Word, Number(t.Test.Test?.EffectSize, 2),
                ])],
            [.. Reasons(tests.Select(t => ($"{t.Of.Method} on {t.Of.Block.Title}", t.Test.Verdict))), .. TableGaps.OfSeeds(comparison)]);
    }

    // Why a p-value is missing, once each.
    private static IReadOnlyList<string> Reasons(IEnumerable<(string Where, Verdict Verdict)> verdicts) =>
        [.. verdicts.Where(v => v.Verdict.Instead is not null).GroupBy(v => (v.Verdict.Test, v.Verdict.Instead, v.Verdict.Word))
            .Select(g => $"{g.Key.Word}: {g.Key.Test}: {g.Key.Instead} ({Some([.. g.Select(v => v.Where).Distinct()])})")];

    internal static string Some(List<string> places) => places.Count <= 4 ? string.Join(", ", places) : $"{string.Join(", ", places.Take(3))} and {places.Count - 3} more";

    private static string Heading(Comparison comparison) => $"{100 * comparison.Choice.Confidence:0.##} % {(comparison.Choice.Interval == IntervalKind.Bootstrap ? "bootstrap" : "t")} interval";

    private static string Interval(Comparison comparison, Sample? sample, bool signed = true) => comparison.Choice.IntervalOf(sample) is { } interval
        ? signed ? $"{Points(interval.Lower)} to {Points(interval.Upper)}" : $"{Numbers.Fixed(100 * interval.Lower, 2)} to {Numbers.Fixed(100 * interval.Upper, 2)}"
        : Numbers.None;

    private static string Points(double fraction) => Numbers.Signed(100 * fraction, 2);

    private static string Deviation(Sample sample) => sample.Deviation is { } deviation ? $" ± {Numbers.Fixed(100 * deviation, 2)}" : "";

    private static string Number(double? value, int decimals) => value is { } number ? Numbers.Fixed(number, decimals) : Numbers.None;

    private static string Kept(KeptAccuracy kept) => kept.Bound == KeptBound.Unknown ? Numbers.None : $"{kept.Text}{(kept.Dips ? "*" : "")}";
}
