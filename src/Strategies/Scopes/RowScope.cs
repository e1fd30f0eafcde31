namespace Bench.Strategies;

/// <summary>
/// The same fraction of each row: what one output unit reads, of a linear layer or a convolution. A tensor has its share as under <see cref="LayerScope"/>;
/// its rows share that evenly, some with one place more than others, which lie evenly between them.
/// </summary>
public sealed class RowScope : IScope
{
    public string Name => "row";
    public string Title => "each output unit by itself, the same fraction in all";
    public string Source => "Sun et al., A simple and effective pruning approach for large language models (Wanda), ICLR 2024";

    public IReadOnlyList<Pool> Pools(PoolRequest request) =>
        [.. Allocation.Pools(request, [.. request.Tensors.Select(t => t.Elements)]).Zip(request.Tensors).SelectMany(t => Rows(t.First, t.Second, request))];

    private static IEnumerable<Pool> Rows(Pool tensor, PrunableTensor of, PoolRequest request)
    {
        var count = of.IsBias ? 1 : (int)of.Shape[0];
        var length = tensor.Length / count;
        var places = Evenly(tensor.Kept, [.. Enumerable.Range(0, count).Select(row => request.Available(tensor.Start + row * length, length))]);
        return places.Select((kept, row) => new Pool(tensor.Start + row * length, length, kept));
    }

    // A row of which no more is left than its share keeps all of that, and the others share anew.
    private static long[] Evenly(long kept, long[] available)
    {
        var shares = new long[available.Length];
        var open = Enumerable.Range(0, available.Length).ToList();
        while (open.Where(row => available[row] * open.Count < kept).ToList() is { Count: > 0 } full)
        {
            foreach (var row in full) kept -= shares[row] = available[row];
            open.RemoveAll(full.Contains);
        }
        foreach (var (position, row) in open.Index()) shares[row] = kept * (position + 1) / open.Count - kept * position / open.Count;
        return shares;
    }
}
