using Bench.Analysis.Statistics;

namespace Bench.Analysis.Comparing;

/// <summary>Tests over seeds within one block.</summary>
internal static class WithinMaker
{
    public static IEnumerable<BlockTests> Of(BlockCurves block, IReadOnlyList<double> ratios, string? reference, ComparisonChoice choice)
    {
        var methods = block.Methods.OrderBy(m => m.Name, StringComparer.Ordinal).ToList();
        var against = methods.Find(m => m.Name == reference);
        var pairs = reference is null || choice.AllPairs
            ? methods.SelectMany((m, i) => methods.Skip(i + 1).Select(other => (Method: m, Reference: other)))
            : against is null ? [] : methods.Where(m => m != against).Select(m => (Method: m, Reference: against));
        return pairs.Select(p => new BlockTests(block.Block, p.Method.Name, p.Reference.Name, Tests(p.Method.Curve, p.Reference.Curve, ratios, choice))).Where(t => t.Ratios.Count > 0);
    }

    private static List<RatioTest> Tests(TradeoffCurve method, TradeoffCurve reference, IReadOnlyList<double> ratios, ComparisonChoice choice)
    {
        var tests = new List<(double Ratio, PairedTTest? Test, string? Why)>();
        foreach (var ratio in ratios)
        {
            if (At(method, ratio) is not { } point || At(reference, ratio) is not { } other) continue;
            if (Caveats.WhyNoPair(method, point, reference, other, choice.Value) is { } why) tests.Add((ratio, null, why));
            else if (ComparisonMaker.EntryAt(method, ratio, choice.Value) is { } first && ComparisonMaker.EntryAt(reference, ratio, choice.Value) is { } second)
            {
                var seeds = first.Seeds.Keys.Intersect(second.Seeds.Keys).Order().ToList();
                tests.Add((ratio, PairedTTest.Of([.. seeds.Select(s => first.Seeds[s])], [.. seeds.Select(s => second.Seeds[s])]), null));
            }
        }
        var family = tests.Where(t => t.Test is not null).ToList();
        var verdicts = new Queue<Verdict>(Verdict.Of([.. family.Select(t => t.Test!)], choice.Level));
        return [.. tests.Select(t => new RatioTest(t.Ratio, t.Test, t.Why is { } why ? Verdict.Without("paired t", 0, why) : verdicts.Dequeue()))];
    }

    private static TradeoffPoint? At(TradeoffCurve curve, double ratio) => curve.Points.FirstOrDefault(p => p.Compression == ratio && !p.IsControl);
}
