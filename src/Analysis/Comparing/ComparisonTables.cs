using Bench.Analysis.Statistics;
using Bench.Results;

namespace Bench.Analysis.Comparing;

/// <summary>A comparison as tables of plain numbers, with all digits: for CSV, JSON, and whoever computes on. Accuracies are in [0, 1].</summary>
public static class ComparisonTables
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, Func<Comparison, QueryResult>> All { get; } = new Dictionary<string, Func<Comparison, QueryResult>>
    {
        ["ranks"] = Ranks,
        ["tests"] = Tests,
        ["pairs"] = Pairs,
        ["curves"] = Curves,
        ["points"] = Points,
        ["drops"] = Drops,
        ["seeds"] = Seeds,
    };

    private static QueryResult Ranks(Comparison comparison) => new(
        ["measure", "compression", "strategy", "mean_rank", "rank_lower", "rank_upper", "mean", "blocks"],
        [.. Rankings(comparison).SelectMany(r =>
        {
            var intervals = r.RankIntervals(comparison.Choice.Confidence);
            return r.Methods.Select((m, i) => Row(r.Measure, r.Compression, m.Name, m.MeanRank, intervals?[i].Lower, intervals?[i].Upper, m.Mean, r.N));
        })]);

    private static QueryResult Tests(Comparison comparison) => new(
        ["measure", "compression", "blocks", "left_out", "strategies", "friedman_chi_square", "friedman_p", "f", "numerator", "denominator", "p", "p_corrected", "tests", "instead", "critical_difference"],
        [.. Rankings(comparison).Select(r => Row(
            r.Measure, r.Compression, r.N, r.LeftOut.Count, r.Methods.Count, r.Friedman.ChiSquare, Verdict.Of(r.Friedman, comparison.Choice.Level).P, r.Friedman.ImanDavenport.F, r.Friedman.ImanDavenport.Numerator,
            r.Friedman.ImanDavenport.Denominator, r.Difference.P, r.Difference.Corrected, r.Difference.Family, r.Difference.Instead, r.CriticalDifference))]);

    private static QueryResult Pairs(Comparison comparison) => new(
        [
            "measure", "compression", "strategy", "reference", "blocks", "wins", "ties", "losses", "difference", "deviation", "lower", "upper", "wilcoxon", "exact", "p", "p_corrected", "tests", "instead",
            "d_z", "rank_biserial", "nemenyi_p", "nemenyi_instead", "besides",
        ],
        [.. Rankings(comparison).SelectMany(r => r.Pairs.Select(p =>
        {
            var interval = comparison.Choice.IntervalOf(p.Differences);
            return Row(
                r.Measure, r.Compression, p.Method, p.Reference, r.N, p.Wins, p.Ties, p.Losses, p.Differences.Mean, p.Differences.Deviation, interval?.Lower, interval?.Upper, p.Test.Statistic, p.Test.Exact,
                p.Verdict.P, p.Verdict.Corrected, p.Verdict.Family, p.Verdict.Instead, p.EffectSize, p.Test.RankBiserial, p.Nemenyi.P, p.Nemenyi.Instead, p.Caveat);
        }))]);

    private static QueryResult Curves(Comparison comparison) => new(
        [
            "dataset", "model", "strategy", "area_over", "area_from", "area_to", "area", "deviation", "seeds", "lower", "upper",
            "kept_compression", "kept_compression_is", "kept_speedup", "kept_speedup_is", "kept_measured_1", "kept_measured_1_is", "kept_measured_128", "kept_measured_128_is",
        ],
        [.. comparison.Curves.Select(c =>
        {
            var interval = comparison.Choice.IntervalOf(c.Area);
            return Row(
                c.Block.Dataset, c.Block.Model, c.Method, c.Range?.Cost.Name, c.Range?.From, c.Range?.To, c.Area?.Mean, c.Area?.Deviation, c.Area?.Count, interval?.Lower, interval?.Upper,
                c.Compression.Value, Word(c.Compression), c.Speedup.Value, Word(c.Speedup), c.Measured1.Value, Word(c.Measured1), c.Measured128.Value, Word(c.Measured128));
        })]);

    private static QueryResult Points(Comparison comparison) => new(
        ["dataset", "model", "strategy", "compression", "achieved_compression", "theoretical_speedup", "top1", "deviation", "seeds", "lower", "upper", "is_control"],
        [.. comparison.Curves.SelectMany(c => c.Points.Select(p =>
        {
            var interval = comparison.Choice.IntervalOf(p.Top1);
            return Row(
                c.Block.Dataset, c.Block.Model, c.Method, p.Compression, p.AchievedCompression, p.Speedup, p.Top1.Mean, p.Top1.Deviation, p.Top1.Count, interval?.Lower, interval?.Upper, p.IsControl);
        }))]);

    private static QueryResult Drops(Comparison comparison) => new(
        ["dataset", "model", "strategy", "compression", "drop", "deviation", "seeds", "lower", "upper"],
        [.. comparison.Curves.SelectMany(c => c.Drops.Select(d =>
        {
            var interval = comparison.Choice.IntervalOf(d.Drop);
            return Row(c.Block.Dataset, c.Block.Model, c.Method, d.Compression, d.Drop?.Mean, d.Drop?.Deviation, d.Drop?.Count, interval?.Lower, interval?.Upper);
        }))]);

    private static QueryResult Seeds(Comparison comparison) => new(
        ["dataset", "model", "strategy", "reference", "compression", "seeds", "difference", "deviation", "lower", "upper", "t", "p", "p_corrected", "tests", "instead", "d_z"],
        [.. comparison.Within.SelectMany(w => w.Ratios.Select(t =>
        {
            var interval = comparison.Choice.IntervalOf(t.Test?.Differences);
            return Row(
                w.Block.Dataset, w.Block.Model, w.Method, w.Reference, t.Compression, t.Test?.N, t.Test?.Differences?.Mean, t.Test?.Differences?.Deviation, interval?.Lower, interval?.Upper, t.Test?.T,
                t.Verdict.P, t.Verdict.Corrected, t.Verdict.Family, t.Verdict.Instead, t.Test?.EffectSize);
        }))]);

    /// <summary>The rankings at each ratio, and by area.</summary>
    public static IEnumerable<Ranking> Rankings(Comparison comparison) => comparison.OverArea is { } area ? comparison.AtRatios.Append(area) : comparison.AtRatios;

    private static string Word(KeptAccuracy kept) => kept.Bound switch { KeptBound.Between => "between", KeptBound.AtLeast => "at least", KeptBound.Below => "below", _ => "not known" };

    // As a query would give it.
    private static IReadOnlyList<object?> Row(params object?[] values) => [.. values.Select(v => v switch { int n => (long)n, bool b => b ? 1L : 0L, "" => null, _ => v })];
}
