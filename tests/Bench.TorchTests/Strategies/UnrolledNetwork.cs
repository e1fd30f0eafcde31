namespace Bench.TorchTests.Strategies;

/// <summary>
/// A network as a graph with a node for every number and an edge for every weight that it meets: what lies on a path is found by walking, without a tensor.
/// </summary>
internal sealed class UnrolledNetwork(IReadOnlyDictionary<string, bool[]> masks)
{
    private readonly List<(int From, int To, string? Layer, int Weight)> edges = [];
    private readonly Dictionary<string, int[,,]> outputs = [];
    private int nodes;

    /// <summary>Node numbers (channel, row, column).</summary>
    public int[,,] Fresh(int channels, int height, int width)
    {
        var x = new int[channels, height, width];
        Each(x, (c, i, j) => x[c, i, j] = nodes++);
        return x;
    }

    public int[,,] Conv(string name, int[,,] x, int filters, int side, int stride, int padding, int groups = 1)
    {
        var (channels, height, width) = (x.GetLength(0) / groups, x.GetLength(1), x.GetLength(2));
        var y = Fresh(filters, (height + 2 * padding - side) / stride + 1, (width + 2 * padding - side) / stride + 1);
        Each(y, (f, i, j) =>
        {
            for (var c = 0; c < channels; c++)
                for (var a = 0; a < side; a++)
                    for (var b = 0; b < side; b++)
                    {
                        var (row, column, weight) = (i * stride + a - padding, j * stride + b - padding, ((f * channels + c) * side + a) * side + b);
                        if (row >= 0 && row < height && column >= 0 && column < width && masks[name][weight])
                            edges.Add((x[f / (filters / groups) * channels + c, row, column], y[f, i, j], name, weight));
                    }
        });
        return outputs[name] = y;
    }

    public int[,,] Linear(string name, int[,,] x, int units)
    {
        var y = Fresh(units, 1, 1);
        var inputs = x.Cast<int>().ToArray();
        for (var u = 0; u < units; u++)
            for (var i = 0; i < inputs.Length; i++)
                if (masks[name][u * inputs.Length + i]) edges.Add((inputs[i], y[u, 0, 0], name, u * inputs.Length + i));
        return outputs[name] = y;
    }

    /// <summary>A maximum, or a mean, of side × side pixels.</summary>
    public int[,,] Pool(int[,,] x, int side, int stride)
    {
        var y = Fresh(x.GetLength(0), (x.GetLength(1) - side) / stride + 1, (x.GetLength(2) - side) / stride + 1);
        Each(y, (c, i, j) =>
        {
            for (var a = 0; a < side; a++)
                for (var b = 0; b < side; b++) Pass(x[c, i * stride + a, j * stride + b], y[c, i, j]);
        });
        return y;
    }

    /// <summary>x + every stride-th pixel of the shortcut, whose channels come after so many zeros.</summary>
    public int[,,] Add(int[,,] x, int[,,] shortcut, int stride, int before)
    {
        var y = Fresh(x.GetLength(0), x.GetLength(1), x.GetLength(2));
        Each(y, (c, i, j) =>
        {
            Pass(x[c, i, j], y[c, i, j]);
            if (c >= before && c - before < shortcut.GetLength(0)) Pass(shortcut[c - before, i * stride, j * stride], y[c, i, j]);
        });
        return y;
    }

    /// <summary>By layer the weights on a path from the inputs to the outputs, and how many of its outputs are on none.</summary>
    public IReadOnlyDictionary<string, (long Weights, int CutOff)> Walk(int[,,] inputs, int[,,] results)
    {
        var (reached, reaching) = (new bool[nodes], new bool[nodes]);
        foreach (var node in inputs) reached[node] = true;
        foreach (var node in results) reaching[node] = true;
        foreach (var (from, to, _, _) in edges.OrderBy(e => e.From)) reached[to] |= reached[from]; // nodes are numbered in forward order
        foreach (var (from, to, _, _) in edges.OrderByDescending(e => e.To)) reaching[from] |= reaching[to];
        var onPath = edges.Where(e => e.Layer is not null && reached[e.From] && reaching[e.To]).Select(e => (e.Layer, e.Weight)).Distinct().ToLookup(e => e.Layer!, e => e.Weight);
        return outputs.ToDictionary(o => o.Key, o => ((long)onPath[o.Key].Count(),
            o.Value.GetLength(0) - onPath[o.Key].Select(w => w / (masks[o.Key].Length / o.Value.GetLength(0))).Distinct().Count()));
    }

    private void Pass(int from, int to) => edges.Add((from, to, null, 0));

    private static void Each(int[,,] x, Action<int, int, int> visit)
    {
        for (var c = 0; c < x.GetLength(0); c++)
            for (var i = 0; i < x.GetLength(1); i++)
                for (var j = 0; j < x.GetLength(2); j++) visit(c, i, j);
    }
}
