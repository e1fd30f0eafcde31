namespace Bench.Onnx;

/// <summary>Operators that move numbers and leave them as they are.</summary>
internal static class MoveOperators
{
    public static Term Reshape(NodeTerms n) => Reshape(n, n.In(0), Arguments.Reshaped(n.Node, n.In(0).Shape, n.Numbers));

    public static Term Reshape(NodeTerms n, Term x, IReadOnlyList<long> shape)
    {
        if (Norms.Grouped(n, x, shape) is { } norm) return norm;
        var rank = x.Rank;
        while (x.Kind == "Reshape" && !x.IsKnown) x = x.Inputs[0];
        // Means that keep their axes, which then are taken away.
        if (x is { Kind: "Mean", Detail: (IReadOnlyList<int> axes, true) } && shape.SequenceEqual(x.Shape.Where((_, a) => !axes.Contains(a)))) return WindowOperators.Mean(n, x.Inputs[0], axes, keeps: false);
        return x.Shape.SequenceEqual(shape) ? x : n.Make("Reshape", shape, rank, x);
    }

    public static Term Transpose(NodeTerms n)
    {
        var x = n.In(0);
        var order = Arguments.Order(n.Node, x.Rank);
        return order.Index().All(o => o.Index == o.Item) ? x : n.Make("Transpose", [.. order.Select(a => x.Shape[a])], order, x);
    }

    public static Term Concat(NodeTerms n)
    {
        var axis = Shapes.Axis(n.Node.Whole("axis"), n.In(0).Rank);
        Term[] parts = [.. n.Inputs.Select((_, i) => n.In(i))];
        if (parts.Any(p => p.Rank != parts[0].Rank || p.Shape.Where((s, a) => a != axis && s != parts[0].Shape[a]).Any()))
            throw new ArgumentException($"{string.Join(" and ", parts.Select(p => $"({Shapes.Text(p.Shape)})"))} cannot be put together along axis {axis}");
        return parts.Length == 1 ? parts[0] : n.Make("Concat", [.. parts[0].Shape.Select((s, a) => a == axis ? parts.Sum(p => p.Shape[a]) : s)], axis, parts);
    }

    public static IReadOnlyList<Term> Split(NodeTerms n)
    {
        var (axis, sizes) = Arguments.Split(n.Node, n.In(0).Shape, n.Numbers);
        var start = 0L;
        var parts = new List<Term>();
        foreach (var size in sizes)
        {
            parts.Add(Part(n, n.In(0), axis, start, size, 1));
            start += size;
        }
        return parts;
    }

    public static Term Slice(NodeTerms n) =>
        Arguments.Slices(n.Node, n.In(0).Shape, n.Numbers).Aggregate(n.In(0), (x, s) => Part(n, x, s.Axis, s.Start, s.Count, s.Step));

    public static Term Gather(NodeTerms n)
    {
        var (x, indexes) = (n.In(0), n.Weights(1, "indexes").Numbers ?? throw new ArgumentException("it has too many indexes"));
        var axis = Shapes.Axis(n.Node.Whole("axis", 0), x.Rank);
        long[] wanted = [.. indexes.AsWholes.Select(i => i < 0 ? i + x.Shape[axis] : i)];
        if (wanted.Length == 0 || wanted.Any(i => i < 0 || i >= x.Shape[axis])) throw new ArgumentException($"its indexes, ({Shapes.Text(indexes.AsWholes.Take(8))}), are none of an axis of {x.Shape[axis]}");
        if (indexes.Shape.Count == 0) return Reshape(n, Part(n, x, axis, wanted[0], 1, 1), [.. x.Shape.Take(axis), .. x.Shape.Skip(axis + 1)]);
        if (indexes.Shape.Count > 1) throw new ArgumentException("its indexes lie in several dimensions");
        if (wanted.Index().All(w => w.Item == wanted[0] + w.Index)) return Part(n, x, axis, wanted[0], wanted.Length, 1);
        return n.Make("Select", [.. x.Shape.Select((s, a) => a == axis ? wanted.Length : s)], (axis, wanted), x);
    }

    public static Term Pad(NodeTerms n)
    {
        var x = n.Image(0);
        var pads = Arguments.Wholes(n.Node, n.Numbers, 1, "pads") ?? throw new ArgumentException("it says nowhere how much");
        if (n.Has(3))
        {
            var axes = (n.Numbers[3]?.AsWholes ?? throw new ArgumentException("its axes are not known before an image is seen")).Select(a => Shapes.Axis(a, x.Rank)).ToList();
            if (pads.Count != 2 * axes.Count) throw new ArgumentException($"{pads.Count} pads are not two for each of {axes.Count} axes");
            pads = [.. Enumerable.Range(0, 2 * x.Rank).Select(i => axes.IndexOf(i % x.Rank) is >= 0 and var at ? pads[at + (i < x.Rank ? 0 : axes.Count)] : 0)];
        }
        if (pads.Count != 2 * x.Rank || pads.Any(p => p is < 0 or > 1 << 16) || pads[0] != 0 || pads[x.Rank] != 0) throw new ArgumentException($"pads of ({Shapes.Text(pads)}) do not go with ({Shapes.Text(x.Shape)})");
        if (pads.All(p => p == 0)) return x;
        var mode = n.Node.Text("mode", "constant");
        if (mode != "constant") throw new ArgumentException($"margins of one number are read, not mode '{Shown.Of(mode)}'");
        var number = n.Single(2, "value") ?? n.Node.Real("value", 0);
        if (!double.IsFinite(number)) throw new ArgumentException($"its margins are {number}");
        return n.Make("Pad", [.. x.Shape.Select((s, a) => s + pads[a] + pads[a + x.Rank])], (pads, number), x);
    }

    public static Term Expand(NodeTerms n)
    {
        var wish = n.Numbers.ElementAtOrDefault(1)?.AsWholes ?? throw new ArgumentException("its shape is not known before an image is seen");
        var shape = Shapes.Broadcast(n.In(0).Shape, wish);
        return shape.SequenceEqual(n.In(0).Shape) ? n.In(0) : n.Make("Expand", shape, null, n.In(0));
    }

    /// <summary>Resizing that leaves the size, as adaptive pooling and interpolation may export it.</summary>
    public static Term Resize(NodeTerms n)
    {
        var x = n.Image(0);
        var scales = n.Numbers.ElementAtOrDefault(n.Node.Operator == "Upsample" ? 1 : 2)?.Values ?? [];
        var sizes = n.Numbers.ElementAtOrDefault(3)?.AsWholes ?? [];
        return (scales.Count > 0 || sizes.Count > 0) && scales.All(s => s == 1) && (sizes.Count == 0 || sizes.SequenceEqual(x.Shape)) ? x
            : throw new ArgumentException("it changes the size of maps, which no operation here does");
    }

    public static Term Cast(NodeTerms n) => n.In(0).IsKnown || n.Node.Operator == "CastLike" || n.Node.Whole("to") is 1 or 10 or 11 or 16 ? n.In(0)
        : throw new ArgumentException($"it makes a type of number {n.Node.Whole("to")} of what comes from the image");

    private static Term Part(NodeTerms n, Term x, int axis, long start, long count, long step)
    {
        if (count < 1) throw new ArgumentException($"nothing is left of an axis of {x.Shape[axis]}");
        if (step < 0) throw new ArgumentException($"it goes backwards, in steps of {step}");
        return start == 0 && step == 1 && count == x.Shape[axis] ? x
            : n.Make("Part", [.. x.Shape.Select((s, a) => a == axis ? count : s)], new PartDetail(axis, (int)start, (int)count, (int)step), x);
    }
}
