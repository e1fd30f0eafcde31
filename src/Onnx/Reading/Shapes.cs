namespace Bench.Onnx;

/// <summary>Arithmetic of shapes. The batch is a number like any other: a prime so large that no size of a network is a multiple of it, or the one that the file names.</summary>
internal static class Shapes
{
    /// <summary>Of one value, batch and all; far beyond what a network has, and far below what overflows.</summary>
    public const long Most = 1L << 50;

    /// <summary>Axes of one value: far beyond what a network has.</summary>
    public const int MostAxes = 64;

    /// <summary>What stands for a batch that may have any number of samples: a prime.</summary>
    public const long AnyBatch = 1_000_003;

    public static string Text(IEnumerable<long> shape) => string.Join(", ", shape.Select(s => s == AnyBatch ? "batch" : s > 0 && s % AnyBatch == 0 ? $"{s / AnyBatch}·batch" : $"{s}"));

    /// <exception cref="ArgumentException">It is beyond all memory, or has more axes than any value.</exception>
    public static long Product(IEnumerable<long> sizes)
    {
        if (sizes.Skip(MostAxes).Any()) throw new ArgumentException($"a value of more than {MostAxes} axes is not read");
        var product = 1L;
        foreach (var size in sizes)
        {
            if (size == 0) return 0;
            product = size > 0 && product <= Most / size ? product * size : throw new ArgumentException($"a value of ({Text(sizes)}) is larger than any memory");
        }
        return product;
    }

    /// <exception cref="ArgumentException">They do not go together.</exception>
    public static IReadOnlyList<long> Broadcast(IReadOnlyList<long> one, IReadOnlyList<long> other)
    {
        var shape = new long[Math.Max(one.Count, other.Count)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (a, b) = (i <= one.Count ? one[^i] : 1, i <= other.Count ? other[^i] : 1);
            shape[^i] = a == b || b == 1 ? a : a == 1 ? b : throw new ArgumentException($"({Text(one)}) and ({Text(other)}) do not go together");
        }
        Product(shape);
        return shape;
    }

    /// <summary>An axis counted from the front.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw new ArgumentException($"there is no axis {axis} in a value of {rank}");

    /// <summary>What Reshape makes of a wish: 0 is the size that was, −1 what is left.</summary>
    /// <exception cref="ArgumentException">It does not come to as many numbers.</exception>
    public static IReadOnlyList<long> Reshape(IReadOnlyList<long> from, IReadOnlyList<long> wish, bool zeroIsZero)
    {
        long[] shape = [.. wish.Select((w, axis) => w != 0 || zeroIsZero ? w : axis < from.Count ? from[axis] : throw new ArgumentException($"0 stands for no size in ({Text(wish)})"))];
        var total = Product(from);
        if (shape.Count(s => s == -1) > 1 || shape.Any(s => s < -1)) throw new ArgumentException($"({Text(wish)}) is no shape");
        var open = Array.IndexOf(shape, -1);
        var known = Product(shape.Where(s => s != -1));
        if (open >= 0) shape[open] = known > 0 && total % known == 0 ? total / known : throw Misfit();
        return Product(shape) == total ? shape : throw Misfit();

        ArgumentException Misfit() => new($"({Text(from)}) cannot become ({Text(wish)})");
    }

    /// <summary>Where a slice begins and how many it takes, bounds beyond the axis being moved onto it; backwards by a step below 0.</summary>
    public static (long Start, long Count) Slice(long size, long start, long end, long step)
    {
        var (from, to) = (Bound(start), Bound(end));
        return (from, Math.Max(0, step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step));

        long Bound(long at) => step > 0 ? Math.Clamp(at < 0 ? at + size : at, 0, size) : Math.Clamp(at < 0 ? at + size : at, -1, size - 1);
    }

    /// <summary>How many windows there are along an axis.</summary>
    /// <exception cref="ArgumentException">None.</exception>
    public static long Windows(long size, long kernel, long stride, long dilation, long before, long behind, bool ceiling)
    {
        var (padded, reach) = (size + before + behind, dilation * (kernel - 1) + 1);
        if (padded < reach) throw new ArgumentException($"windows of {reach} are larger than what they go over, which has {padded}");
        var count = (padded - reach + (ceiling ? stride - 1 : 0)) / stride + 1;
        return ceiling && (count - 1) * stride >= size + before ? count - 1 : count; // none begins in the margin behind
    }
}
