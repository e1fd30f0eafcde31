using Bench.Analysis.Statistics;
using Bench.Core;

namespace Bench.Analysis.Comparing;

/// <summary>Puts a comparison together.</summary>
internal static class ComparisonMaker
{
    public static Comparison Of(IReadOnlyList<BlockCurves> all, ComparisonChoice choice)
    {
        var blocks = all.Where(b => choice.Synthetic || !b.Block.Synthetic).ToList();
        var (reference, why) = References.Of(blocks.Count > 0 ? blocks : all, choice);
        var ratios = Ratios(all, choice);
        var (areas, ranges) = Areas(blocks, reference);
        var atRatios = ratios.Select(ratio => RankingMaker.Of(
            $"{(choice.Value == ComparedValue.Top1 ? "top-1" : "top-1 against the control")} at {ratio:0.##}×", ratio,
            Selection.Of(blocks, reference, (_, m) => EntryAt(m.Curve, ratio, choice.Value) is not null), reference, choice, (_, curve) => EntryAt(curve, ratio, choice.Value), _ => null)).ToList();
        var overArea = RankingMaker.Of(choice.Value == ComparedValue.Top1 ? "area under top-1" : "area under top-1 against the control", null, areas, reference, choice,
            (block, curve) => EntryOfArea(curve, ranges[block], choice.Value), block => ranges[block]);
        var rankings = atRatios.Select(r => r.Ranking).OfType<Ranking>().ToList();
        var tested = Verdict.Of([.. rankings.Select(r => r.Friedman.ImanDavenport)], choice.Level);
        var comparison = new Comparison
        {
            Choice = choice,
            Reference = reference,
            AtRatios = [.. rankings.Zip(tested, (ranking, verdict) => ranking with { Difference = verdict })],
            OverArea = overArea.Ranking,
            Unranked = blocks.Count == 0 ? [] : [.. atRatios.Append(overArea).Select(r => r.Instead).OfType<Unranked>()],
            Within = [.. blocks.SelectMany(b => WithinMaker.Of(b, ratios, reference, choice))],
            Curves = [.. blocks.SelectMany(b => b.Methods.Select(m => Summary(b.Block, m, ranges[b], choice)))],
            Notes = [],
        };
        return comparison with { Notes = [.. ComparisonNotes.Of(comparison, all, why)] };
    }

    /// <summary>What a curve has at a ratio; null where that is nothing.</summary>
    public static Entry? EntryAt(TradeoffCurve curve, double ratio, ComparedValue value)
    {
        if (curve.Points.FirstOrDefault(p => p.Compression == ratio && !p.IsControl) is not { } point) return null;
        var seeds = Values(point.Cells.ToDictionary(s => s.Seed, s => s.Top1), curve, value);
        return seeds.Count == 0 ? null : new(seeds, curve.ControlPoint, point.Epochs);
    }

    // What has no ratio in the range that the others cover is not judged by a line across it.
    private static (Selection Areas, IReadOnlyDictionary<BlockCurves, CostRange?> Ranges) Areas(IReadOnlyList<BlockCurves> blocks, string? reference)
    {
        var costs = blocks.ToDictionary(b => b, b => CurveCost.Along(b.Methods.Select(m => m.Curve)));
        bool HasRange(BlockCurves block, MethodCurve m) => !m.Curve.Composition.IsPoint && m.Curve.Range(costs[block]) is not null;
        IReadOnlyList<TradeoffCurve> Of(BlockCurves block, Selection chosen) => [.. block.Methods.Where(m => chosen.Methods.Contains(m.Name) && HasRange(block, m)).Select(m => m.Curve)];
        var all = Selection.Of(blocks, reference, HasRange);
        var compared = blocks.ToDictionary(b => b, b => CurveReading.Comparable(Of(b, all), costs[b]));
        var areas = Selection.Of(blocks, reference, (b, m) => HasRange(b, m) && (compared[b].Range is null || compared[b].Curves.Contains(m.Curve)));
        return (areas, blocks.ToDictionary(b => b, b => CurveReading.CommonRange(Of(b, areas).Where(c => compared[b].Range is null || compared[b].Curves.Contains(c)), costs[b])));
    }

    private static Entry? EntryOfArea(TradeoffCurve curve, CostRange? range, ComparedValue value)
    {
        if (range is null) return null;
        var seeds = Values(curve.AreaOfSeeds(range), curve, value);
        var pruned = curve.Points.Where(p => !p.IsControl).ToList();
        return seeds.Count == 0 ? null : new(seeds, curve.ControlPoint, pruned.All(p => p.Epochs is not null) ? pruned.Average(p => p.Epochs) : null);
    }

    // An area is a mean accuracy, so the control's is taken from it alike.
    private static Dictionary<int, double> Values(IReadOnlyDictionary<int, double> top1, TradeoffCurve curve, ComparedValue value)
    {
        var control = curve.Control?.Cells.ToDictionary(s => s.Seed, s => s.Top1) ?? [];
        return top1.Where(s => value == ComparedValue.Top1 || control.ContainsKey(s.Key))
            .ToDictionary(s => s.Key, s => value == ComparedValue.Top1 ? s.Value : s.Value - control[s.Key])
            .Where(s => double.IsFinite(s.Value)).ToDictionary();
    }

    private static List<double> Ratios(IReadOnlyList<BlockCurves> blocks, ComparisonChoice choice)
    {
        var there = blocks.SelectMany(b => b.Methods).SelectMany(m => m.Curve.Points).Where(p => !p.IsControl).Select(p => p.Compression).Distinct().Order().ToList();
        if (choice.Compressions.Count == 0) return [.. there.Where(c => c > 1)];
        return [.. choice.Compressions.Select(asked => ComparisonChoice.RatioMeant(asked, there)).Distinct().Order()];
    }

    private static CurveSummary Summary(Block block, MethodCurve method, CostRange? range, ComparisonChoice choice)
    {
        var curve = method.Curve;
        var areas = range is not null && curve.Range(range.Cost) is not null && !curve.Composition.IsPoint ? curve.AreaOfSeeds(range).Values.Where(double.IsFinite).ToList() : [];
        return new(block, method.Name, areas.Count == 0 ? null : Sample.Of(areas), areas.Count == 0 ? null : range,
            KeptAccuracy.Compression(curve, choice.Margin), KeptAccuracy.Speedup(curve, choice.Margin),
            KeptAccuracy.MeasuredSpeedup(curve, 1, choice.Margin), KeptAccuracy.MeasuredSpeedup(curve, 128, choice.Margin),
            curve.Points, [.. curve.Points.Where(p => !p.IsControl).Select(p => (p.Compression, p.Drop))]);
    }
}
