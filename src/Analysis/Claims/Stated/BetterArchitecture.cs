namespace Bench.Analysis.Claims;

internal static class BetterArchitecture
{
    public static Claim Claim { get; } = new()
    {
        Id = "10",
        Title = "Sometimes a better, more efficient architecture is the better choice",
        Source = "Blalock et al., MLSys 2020, as commonly drawn from it",
        Procedure = "On each data set, the dense network of another architecture that took no more training in all (epochs, or multiply-adds), less the declared method on this one, read on its curve at the other's number of parameters, and at its multiply-adds (which goal one has decides "
            + "which of the two counts); paired t over seeds, Holm over all pairs of architectures and both goals.",
        Needs = new(["global-magnitude"], [1, 1.5, 2, 4, 8, 16, 32]) { TwoModels = true, Pairs = 4 },
        Test = data => Somewhere.Judge([.. Evidence(data)], "smaller architecture − pruned", "two architectures on one data set, with controls (compression 1), trained as long"),
    };

    private static IEnumerable<PairedDifferences> Evidence(ClaimData data) =>
        from block in data.Blocks
        from other in data.Blocks
        where other.Dataset == block.Dataset && other.Model.Split('@')[0] != block.Model.Split('@')[0]
        from goal in new (string Name, Func<ClaimFacts, double?> Size, Func<CellValue, double> Cost)[] { ("parameters", f => f.Parameters, c => c.Compression), ("multiply-adds", f => f.Macs, c => c.Speedup) }
        let evidence = Paired.Mean(block,
            from mine in block.Arenas
            where mine.Declared is not null
            from its in other.Arenas
            where its.Protocol == mine.Protocol && its.Control is not null && its.Control.Points.ContainsKey(1)
            select Against(mine.Declared!, its.Control!.Points[1], goal.Size, goal.Cost), $"against {other.Model} at its {goal.Name}")
        where evidence is not null
        select evidence;

    private static Dictionary<int, double> Against(Method pruned, IReadOnlyDictionary<int, CellValue> dense, Func<ClaimFacts, double?> size, Func<CellValue, double> cost)
    {
        var differences = new Dictionary<int, double>();
        foreach (var (seed, cell) in dense)
        {
            var own = pruned.Points.Values.Where(p => p.ContainsKey(seed)).Select(p => p[seed]).ToList();
            if (own.Count == 0 || size(own[0].Facts) / size(cell.Facts) is not { } ratio || !(ratio > 1) || !TookNoMore(cell, own)) continue;
            if (Paired.At(pruned, seed, ratio, cost) is { } top1) differences[seed] = 100 * cell.Top1 - top1;
        }
        return differences;
    }

    private static bool TookNoMore(CellValue dense, IReadOnlyList<CellValue> pruned) =>
        dense.Epochs <= 1.01 * pruned.Min(c => c.Epochs) || dense.Epochs * dense.Facts.Macs <= 1.01 * pruned.Min(c => c.Epochs * c.Facts.Macs);
}
