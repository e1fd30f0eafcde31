namespace Bench.Onnx;

/// <summary>Numbers that are known before any image is seen: of shapes, and constants of formulas. Whole ones and truth values are doubles too.</summary>
/// <param name="Shape">Sizes of the axes; empty for a single number.</param>
/// <param name="Values">The last axis counts fastest.</param>
/// <param name="IsReal">Whether a division of them is one of real numbers.</param>
internal sealed record Numbers(IReadOnlyList<long> Shape, IReadOnlyList<double> Values, bool IsReal)
{
    /// <summary>Beyond as many they are weights, and not what shapes are computed from.</summary>
    public const int Most = 1 << 16;

    public static Numbers Whole(IEnumerable<long> values) => new([values.Count()], [.. values.Select(v => (double)v)], IsReal: false);

    /// <summary>The only one; null where there are several, or none.</summary>
    public double? Single => Values.Count == 1 ? Values[0] : null;

    public IReadOnlyList<long> AsWholes => [.. Values.Select(v => v >= long.MaxValue ? long.MaxValue : v <= long.MinValue ? long.MinValue : (long)v)];

    public Numbers Each(Func<double, double> function, bool? isReal = null) => this with { Values = [.. Values.Select(function)], IsReal = isReal ?? IsReal };

    /// <summary>Number by number; axes of 1 are repeated, and missing ones in front.</summary>
    /// <exception cref="ArgumentException">The shapes do not go together, or come to too many numbers.</exception>
    public Numbers With(Numbers other, Func<double, double, double> function)
    {
        var shape = Shapes.Broadcast(Shape, other.Shape);
        var (one, two) = (ExpandTo(shape), other.ExpandTo(shape));
        return new(shape, [.. one.Values.Zip(two.Values, function)], IsReal || other.IsReal);
    }

    public Numbers ExpandTo(IReadOnlyList<long> shape)
    {
        if (Shape.SequenceEqual(shape)) return this;
        var strides = Strides();
        var missing = shape.Count - Shape.Count;
        return Taken(shape, [.. shape.Select((_, axis) => axis < missing || Shape[axis - missing] == 1 ? 0 : strides[axis - missing])], 0);
    }

    public Numbers Transposed(IReadOnlyList<int> order)
    {
        var strides = Strides();
        return Taken([.. order.Select(a => Shape[a])], [.. order.Select(a => strides[a])], 0);
    }

    public Numbers Part(int axis, long start, long count, long step)
    {
        var strides = Strides();
        return Taken([.. Shape.Select((s, a) => a == axis ? count : s)], [.. strides.Select((s, a) => a == axis ? s * step : s)], start * strides[axis]);
    }

    /// <summary>Along an axis those at some indexes; the axis becomes those of the indexes.</summary>
    /// <exception cref="ArgumentException">An index is beyond the axis.</exception>
    public Numbers At(int axis, Numbers indexes)
    {
        var size = Shape[axis];
        long[] shape = [.. Shape.Take(axis), .. indexes.Shape, .. Shape.Skip(axis + 1)];
        Require(shape);
        var inner = (int)Shapes.Product(Shape.Skip(axis + 1));
        var outer = (int)Shapes.Product(Shape.Take(axis));
        var values = new List<double>();
        for (var o = 0; o < outer; o++)
            foreach (var index in indexes.AsWholes)
            {
                var at = index < 0 ? index + size : index;
                if (at < 0 || at >= size) throw new ArgumentException($"index {index} is beyond an axis of {size}");
                for (var i = 0; i < inner; i++) values.Add(Values[(int)((o * size + at) * inner + i)]);
            }
        return new(shape, values, IsReal);
    }

    /// <summary>One after the other along an axis.</summary>
    /// <exception cref="ArgumentException">Other axes differ, or they are too many.</exception>
    public static Numbers Joined(IReadOnlyList<Numbers> parts, int axis)
    {
        long[] shape = [.. parts[0].Shape];
        if (parts.Any(p => p.Shape.Count != shape.Length || p.Shape.Where((s, a) => a != axis && s != shape[a]).Any())) throw new ArgumentException("their shapes do not go together");
        shape[axis] = parts.Sum(p => p.Shape[axis]);
        Require(shape);
        var outer = (int)Shapes.Product(shape.Take(axis));
        var values = new List<double>();
        for (var o = 0; o < outer; o++)
            foreach (var part in parts)
            {
                var run = part.Values.Count / Math.Max(outer, 1);
                for (var i = 0; i < run; i++) values.Add(part.Values[o * run + i]);
            }
        return new(shape, values, parts.Any(p => p.IsReal));
    }

    /// <exception cref="ArgumentException">They are more than shapes need.</exception>
    public static void Require(IEnumerable<long> shape)
    {
        if (Shapes.Product(shape) > Most) throw new ArgumentException($"it computes more than {Most:N0} numbers before any image is seen");
    }

    private Numbers Taken(IReadOnlyList<long> shape, IReadOnlyList<long> strides, long first)
    {
        Require(shape);
        var values = new double[Shapes.Product(shape)];
        var index = new long[shape.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var at = first;
            for (var a = 0; a < index.Length; a++) at += index[a] * strides[a];
            values[i] = Values[(int)at];
            for (var a = index.Length - 1; a >= 0 && ++index[a] == shape[a]; a--) index[a] = 0;
        }
        return new(shape, values, IsReal);
    }

    private long[] Strides()
    {
        var strides = new long[Shape.Count];
        for (var (axis, stride) = (Shape.Count - 1, 1L); axis >= 0; stride *= Shape[axis--]) strides[axis] = stride;
        return strides;
    }
}
