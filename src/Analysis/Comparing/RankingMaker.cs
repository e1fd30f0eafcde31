using Bench.Analysis.Statistics;

namespace Bench.Analysis.Comparing;

/// <summary>What a strategy gives in a block, for one ranking.</summary>
/// <param name="Seeds">Values by seed, finite ones.</param>
/// <param name="ControlPoint">Shared by what is measured by the same control.</param>
/// <param name="Epochs">Of training in all; null where unknown.</param>
internal sealed record Entry(IReadOnlyDictionary<int, double> Seeds, string ControlPoint, double? Epochs);

/// <summary>The strategies and blocks that count in a ranking, and those that do not.</summary>
internal sealed record Selection(IReadOnlyList<string> Methods, IReadOnlyList<BlockCurves> Complete, IReadOnlyList<LeftOutBlock> LeftOut, IReadOnlyList<string> Rare)
{
    /// <summary>
    /// All strategies that at least half of the blocks have, and the reference; then the blocks that have all of these. What no block has is not asked for.
    /// </summary>
    public static Selection Of(IReadOnlyList<BlockCurves> blocks, string? reference, Func<BlockCurves, MethodCurve, bool> has)
    {
        var there = blocks.Select(b => (Block: b, Names: b.Methods.Where(m => has(b, m)).Select(m => m.Name).ToHashSet())).Where(b => b.Names.Count > 0).ToList();
        var counts = there.SelectMany(b => b.Names).CountBy(name => name).OrderBy(c => c.Key, StringComparer.Ordinal).ToList();
        var rare = counts.Where(c => c.Key != reference && c.Value * 2 < there.Count).Select(c => c.Key).ToList();
        var methods = counts.Select(c => c.Key).Except(rare).ToList();
        var lacking = there.Select(b => (b.Block, Lacking: methods.Where(m => !b.Names.Contains(m)).ToList())).ToList();
        return new(methods, [.. lacking.Where(b => b.Lacking.Count == 0).Select(b => b.Block)],
            [.. lacking.Where(b => b.Lacking.Count > 0).Select(b => new LeftOutBlock(b.Block.Block, b.Lacking))], rare);
    }
}

/// <summary>Ranks strategies over blocks and tests their differences.</summary>
internal static class RankingMaker
{
    private sealed record Row(BlockCurves Curves, IReadOnlyList<Entry> Entries, IReadOnlyList<int> Seeds, CostRange? Range);

    /// <summary>The ranking of a selection, or why there is none.</summary>
    /// <param name="measure">What is ranked.</param>
    /// <param name="compression">The asked ratio, or null for the area.</param>
    /// <param name="selection">What counts.</param>
    /// <param name="reference">What the others are tested against; null: all pairs.</param>
    /// <param name="choice">How.</param>
    /// <param name="entry">The values of a curve in a block; null where there are none after all.</param>
    /// <param name="range">What an area is over.</param>
    public static (Ranking? Ranking, Unranked? Instead) Of(
        string measure, double? compression, Selection selection, string? reference, ComparisonChoice choice,
        Func<BlockCurves, TradeoffCurve, Entry?> entry, Func<BlockCurves, CostRange?> range)
    {
        var (rows, leftOut) = (new List<Row>(), selection.LeftOut.ToList());
        foreach (var block in selection.Complete)
        {
            var entries = selection.Methods.Select(name => (Name: name, Entry: entry(block, block.Methods.First(m => m.Name == name).Curve))).ToList();
            var lacking = entries.Where(e => e.Entry is null).Select(e => e.Name).ToList();
            // Means are over the seeds that all have, or a seed would stand for a strategy.
            var seeds = lacking.Count > 0 ? [] : entries.Select(e => e.Entry!.Seeds.Keys).Aggregate((IEnumerable<int> all, IEnumerable<int> own) => all.Intersect(own)).Order().ToList();
            if (seeds.Count > 0) rows.Add(new(block, [.. entries.Select(e => e.Entry!)], seeds, range(block)));
            else leftOut.Add(new(block.Block, lacking.Count > 0 ? lacking : selection.Methods));
        }
        if (rows.Count == 0 || selection.Methods.Count < 2) return (null, Unranked.Of(measure, compression, selection.Methods, leftOut));
        var values = rows.Select(r => r.Entries.Select(e => r.Seeds.Sum(s => e.Seeds[s]) / r.Seeds.Count).ToArray()).ToList();
        var friedman = FriedmanTest.Of(values);
        var order = Enumerable.Range(0, selection.Methods.Count).OrderBy(j => friedman.MeanRanks[j]).ToList(); // and by name
        var (n, k) = (rows.Count, order.Count);
        double? critical = n < 2 || Nemenyi.LeastP(k, n) > choice.Level ? null : Nemenyi.CriticalDifference(k, n, choice.Level);
        return (new()
        {
            Measure = measure,
            Compression = compression,
            Methods = [.. order.Select(j => new RankedMethod(selection.Methods[j], rows[0].Curves.Methods.First(m => m.Name == selection.Methods[j]).Curve.Composition, friedman.MeanRanks[j], values.Average(v => v[j])))],
            Blocks = [.. rows.Zip(values, (row, own) => (Row: row, Values: own, Ranks: Ranks.Of(own))).Select(b => new RankedBlock(
                b.Row.Curves.Block, [.. order.Select(j => b.Values[j])], [.. order.Select(j => b.Ranks[j])], b.Row.Seeds,
                [.. order.Select(j => b.Row.Seeds.Select(s => b.Row.Entries[j].Seeds[s]).ToList())], b.Row.Range))],
            LeftOut = leftOut,
            Rare = selection.Rare,
            Friedman = friedman with { MeanRanks = [.. order.Select(j => friedman.MeanRanks[j])] },
            Difference = Verdict.Of(friedman.ImanDavenport, choice.Level),
            CriticalDifference = critical,
            Cliques = critical is { } cd ? Cliques([.. order.Select(j => friedman.MeanRanks[j])], cd) : [],
            Pairs = Pairs(selection.Methods, order, rows, values, friedman, reference, choice, atRatio: compression is not null),
        }, null);
    }

    private static List<MethodPair> Pairs(
        IReadOnlyList<string> methods, List<int> order, List<Row> rows, List<double[]> values, FriedmanTest friedman, string? reference, ComparisonChoice choice, bool atRatio)
    {
        var pairs = reference is null || choice.AllPairs
            ? order.SelectMany((i, place) => order.Skip(place + 1).Select(j => (I: i, J: j))).ToList()
            : [.. order.Where(i => methods.Contains(reference) && methods[i] != reference).Select(i => (i, methods.IndexOf(reference)))];
        var tests = pairs.Select(p => WilcoxonTest.Of([.. values.Select(v => v[p.I])], [.. values.Select(v => v[p.J])])).ToList();
        var verdicts = Verdict.Of([.. tests], choice.Level);
        return [.. pairs.Select((pair, at) =>
        {
            var signs = values.Select(v => Ranks.Compare(v[pair.I], v[pair.J])).ToList();
            return new MethodPair
            {
                Method = methods[pair.I],
                Reference = methods[pair.J],
                Wins = signs.Count(s => s > 0),
                Ties = signs.Count(s => s == 0),
                Losses = signs.Count(s => s < 0),
                Differences = Sample.Of([.. values.Select(v => v[pair.I] - v[pair.J])]),
                Test = tests[at],
                Verdict = verdicts[at],
                EffectSize = PairedTTest.Of([.. values.Select(v => v[pair.I])], [.. values.Select(v => v[pair.J])]).EffectSize,
                Nemenyi = Verdict.Of(Nemenyi.Test(friedman.MeanRanks[pair.I] - friedman.MeanRanks[pair.J], methods.Count, rows.Count), choice.Level),
                Caveat = Caveats.Of([.. rows.Select(r => (r.Entries[pair.I], r.Entries[pair.J]))],
                    rows[0].Curves.Methods.First(m => m.Name == methods[pair.I]).Curve.Composition, rows[0].Curves.Methods.First(m => m.Name == methods[pair.J]).Curve.Composition, atRatio),
            };
        })];
    }

    // The longest runs of neighbours that lie within the critical difference.
    private static List<(int First, int Last)> Cliques(double[] ranks, double critical)
    {
        var cliques = new List<(int First, int Last)>();
        for (var first = 0; first < ranks.Length; first++)
        {
            var last = Array.FindLastIndex(ranks, r => r - ranks[first] < critical);
            if (last > first && (cliques.Count == 0 || last > cliques[^1].Last)) cliques.Add((first, last));
        }
        return cliques;
    }

    private static int IndexOf(this IReadOnlyList<string> names, string name) => names.Index().First(n => n.Item == name).Index;
}
