namespace Bench.Analysis.Claims;

internal static class SparseBeatsSmaller
{
    public static Claim Claim { get; } = new()
    {
        Id = "6",
        Title = "Sparse networks beat dense networks of the same number of parameters",
        Source = "Blalock et al., MLSys 2020, as commonly drawn from it",
        Procedure = "The declared method (magnitude pruning of single weights) less a narrower dense network of the same family (narrow-dense, or the model at a width), read on the pruned network's curve at the number of parameters of the dense one, "
            + "where both were trained for as many epochs in all (within 1 %); the mean over sizes; one difference for each seed and pair.",
        Needs = new(["global-magnitude", "narrow-dense"], [1, 2, 4, 8, 16, 32]),
        Test = Judge,
    };

    private static ClaimEvidence Judge(ClaimData data)
    {
        var found = OnAverage.Judge([.. data.Blocks.Select(b => Evidence(data, b)).OfType<PairedDifferences>()], "sparse − smaller dense",
            "magnitude pruning and narrow-dense (or the model at widths) of equal parameters and equal epochs in all");
        return found with { Notes = [.. found.Notes, .. Controls(data)] };
    }

    // Equal epochs are not equal training: what the unpruned network gains by one rather than the other is in the difference too.
    private static IEnumerable<string> Controls(ClaimData data) =>
        from block in data.Blocks
        from arena in block.Arenas
        where arena is { Declared: not null, Control: not null }
        from other in block.Arenas
        where other != arena && other.Control is not null && other.All.Any(m => m.Is("width")) && Narrowed(block).Any()
        let differences = Paired.ControlsApart(arena.Control!, other.Control!)
        where differences.Count > 0
        select FormattableString.Invariant($"{block.Name}: unpruned, the training of the sparse networks gives {differences.Average():+0.00;-0.00} points to that of the smaller dense ones already (n = {differences.Count}), which is in the difference too");

    private static PairedDifferences? Evidence(ClaimData data, Block block) => Paired.Mean(block, Narrowed(block).Concat(Widths(data, block)));

    private static IEnumerable<IReadOnlyDictionary<int, double>> Narrowed(Block block) =>
        from arena in block.Arenas
        where arena.Declared is not null
        from narrow in block.Arenas.SelectMany(a => a.All).Where(m => m.Is("width"))
        let sizes = narrow.Points.Where(p => p.Key > 1).Select(p => Against(arena.Declared!, p.Value, c => c.Compression)).Where(d => d.Count > 0).ToList()
        where sizes.Count > 0
        select Mean(sizes);

    // The control of resnet20@width=0.5 is a smaller dense network that is trained as the pruned ones of resnet20 are.
    private static IEnumerable<IReadOnlyDictionary<int, double>> Widths(ClaimData data, Block block)
    {
        var narrower = data.Blocks.Where(b => b.Dataset == block.Dataset && b.Model.StartsWith($"{block.Model}@width=", StringComparison.Ordinal)).ToList();
        foreach (var arena in block.Arenas.Where(a => a.Declared is not null && a.Protocol == "bench"))
        {
            var sizes = (
                from small in narrower.SelectMany(b => b.Arenas)
                where small.Protocol == "bench" && small.Control is not null && small.Control.Points.ContainsKey(1)
                let differences = Against(arena.Declared!, small.Control!.Points[1], c => arena.Declared!.Points.Values.SelectMany(p => p.Values).Max(v => v.Facts.Parameters) / c.Facts.Parameters ?? double.NaN)
                where differences.Count > 0
                select differences).ToList();
            if (sizes.Count > 0) yield return Mean(sizes);
        }
    }

    private static Dictionary<int, double> Against(Method sparse, IReadOnlyDictionary<int, CellValue> dense, Func<CellValue, double> compressionOf)
    {
        var differences = new Dictionary<int, double>();
        foreach (var (seed, cell) in dense)
        {
            var epochs = sparse.Points.Values.Where(p => p.ContainsKey(seed)).Select(p => p[seed].Epochs).Distinct().ToList();
            if (compressionOf(cell) > 1 && epochs.Count > 0 && epochs.All(e => Paired.IsEqualBudget(e, cell.Epochs)) && Paired.At(sparse, seed, compressionOf(cell), c => c.Compression) is { } top1)
                differences[seed] = top1 - 100 * cell.Top1;
        }
        return differences;
    }

    private static Dictionary<int, double> Mean(IReadOnlyList<IReadOnlyDictionary<int, double>> sizes) =>
        sizes.Select(d => d.Keys).Aggregate<IEnumerable<int>>((a, b) => a.Intersect(b)).ToDictionary(s => s, s => sizes.Average(d => d[s]));
}
