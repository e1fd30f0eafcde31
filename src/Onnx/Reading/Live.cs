using Bench.Models;

namespace Bench.Onnx;

/// <summary>
/// An axis of a value as the file sees it. The graph keeps samples apart from all else; files put them anywhere, and together with other axes: of (heads · batch) or
/// (tokens · batch) parts are the batch, before or behind which another axis counts.
/// </summary>
/// <param name="Before">The axis of the graph's value that counts slower than the batch, or, where there is no batch, the only one; null: none.</param>
/// <param name="HasBatch">Whether samples lie along it.</param>
/// <param name="Behind">The one that counts faster than the batch; null: none.</param>
internal readonly record struct LiveAxis(int? Before, bool HasBatch, int? Behind)
{
    public static LiveAxis Batch { get; } = new(null, true, null);

    public static LiveAxis Of(int axis) => new(axis, false, null);

    public bool IsBatchAlone => HasBatch && Before is null && Behind is null;

    public IEnumerable<int> Own => new[] { Before, Behind }.OfType<int>();
}

/// <summary>A value of the graph, and where its axes lie among those that the file gives it.</summary>
/// <param name="Value">Of the graph.</param>
/// <param name="Axes">As in the file; each axis of the value is in one of them.</param>
internal sealed record Live(Value Value, IReadOnlyList<LiveAxis> Axes)
{
    /// <summary>A value whose axes lie as the file's do, the batch first.</summary>
    public static Live Plain(Value value) => new(value, [LiveAxis.Batch, .. Enumerable.Range(0, value.Shape.Rank).Select(LiveAxis.Of)]);

    /// <summary>The place of the batch among the axes.</summary>
    public int BatchAxis => Axes.Index().First(a => a.Item.HasBatch).Index;

    /// <summary>The same with the axes of the value in the order of the file.</summary>
    public Live Ordered()
    {
        int[] order = [.. Axes.SelectMany(a => a.Own)];
        if (order.Index().All(o => o.Index == o.Item)) return this;
        var next = 0;
        return new(Value.Transpose(order), [.. Axes.Select(a => new LiveAxis(a.Before is null ? null : next++, a.HasBatch, a.Behind is null ? null : next++))]);
    }

    /// <summary>The value alone, where the batch is the first axis and nothing else is along it.</summary>
    /// <exception cref="ArgumentException">It is elsewhere.</exception>
    public Value Samples() => Axes[0].IsBatchAlone ? Ordered().Value : throw new ArgumentException("the batch is not the first axis of what it takes, alone");

    /// <summary>The axis of the value that an axis of the file is.</summary>
    /// <exception cref="ArgumentException">It is the batch, or a part of it.</exception>
    public int Own(int axis) => Axes[axis] is { HasBatch: false, Before: { } own } ? own : throw new ArgumentException($"it would mix the samples of a batch, which lie along axis {axis} of what it takes");

    public Live With(Value value) => this with { Value = value };

    /// <summary>The same numbers in the same order in another shape of the file.</summary>
    /// <param name="shape">Batch and all.</param>
    /// <param name="batch">The number of samples in shapes of the file.</param>
    /// <param name="isShorter">Whether the node that does it takes more axes than it gives; those that the value has here may have been reshaped by others between.</param>
    /// <exception cref="ArgumentException">It would mix samples.</exception>
    public Live Reshaped(IReadOnlyList<long> shape, long batch, bool isShorter)
    {
        var from = Ordered();
        var at = from.BatchAxis;
        var slower = from.Axes.Take(at).SelectMany(a => a.Own).Concat(from.Axes[at].Before is { } before ? [before] : []).Aggregate(1L, (n, a) => n * from.Value.Shape[a]);
        var place = Place(shape, batch, slower, prefersBehind: !isShorter);
        var (sizes, axes, front) = (new List<int>(), new List<LiveAxis>(), 1L);
        foreach (var (axis, size) in shape.Index())
        {
            if (axis == place)
            {
                var (own, slow) = (size / batch, slower / front);
                var fast = own / slow;
                axes.Add(new(slow > 1 ? Add(slow) : null, true, fast > 1 ? Add(fast) : null));
            }
            else axes.Add(LiveAxis.Of(Add(size)));
            front *= size;
        }
        var value = from.Value;
        return new(value.Shape.Sizes.SequenceEqual(sizes) ? value : sizes.Count == 1 && value.Shape.Rank == 3 ? value.Flatten() : value.Reshape([.. sizes]), axes);

        int Add(long size)
        {
            sizes.Add(checked((int)size));
            return sizes.Count - 1;
        }
    }

    // Which axis of the new shape has the batch: before it lie as many numbers as lay before it. A file that names one sample a batch leaves a choice, which is that of the exporters:
    // alone where that can be, else with what is behind it, as heads are, or with what is before it where axes become fewer, as tokens are put in one row.
    private static int Place(IReadOnlyList<long> shape, long batch, long slower, bool prefersBehind)
    {
        var fits = new List<(int Axis, long Slow, long Fast)>();
        var front = 1L;
        foreach (var (axis, size) in shape.Index())
        {
            if (front > slower) break;
            if (size % batch == 0 && slower % front == 0 && size / batch % (slower / front) == 0) fits.Add((axis, slower / front, size / batch / (slower / front)));
            front *= size;
        }
        return fits.Count == 0 ? throw new ArgumentException($"it would mix the samples of a batch: ({Shapes.Text(shape)}) keeps them nowhere apart")
            : fits.Find(f => f is { Slow: 1, Fast: 1 }) is { Slow: 1 } alone ? alone.Axis
            : fits.Find(f => prefersBehind ? f.Slow == 1 : f.Fast == 1) is { Slow: > 0 } preferred ? preferred.Axis : fits[0].Axis;
    }
}
