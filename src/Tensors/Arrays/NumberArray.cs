namespace Bench.Tensors;

/// <summary>Numbers of a file with their shape, the last index running fastest, in memory as they lie in the file.</summary>
public sealed record NumberArray
{
    private NumberArray(NumberType type, int[] shape, ReadOnlyMemory<byte> data)
    {
        Type = type;
        Shape = shape;
        Data = data;
    }

    public NumberType Type { get; }

    /// <summary>Sizes, outermost first; none for a single number.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The values.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>How many numbers there are.</summary>
    public int Count => Data.Length / Type.Size;

    /// <summary>An array of bytes that a file has, which must be as many as shape and type ask for.</summary>
    /// <param name="type">Of each number.</param>
    /// <param name="shape">Sizes as a header states them, true or not.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="firstFastest">Whether the first index runs fastest (Fortran's order); they are put into the other order.</param>
    /// <exception cref="InvalidDataException">They are not; the message follows the name of the file.</exception>
    public static NumberArray Of(NumberType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data, bool firstFastest = false)
    {
        var bytes = BytesOf(type, shape);
        if (bytes != data.Length) throw new InvalidDataException($"its header states {Text(shape)} values of {type} = {bytes:N0} bytes, but {data.Length:N0} follow");
        int[] sizes = [.. shape.Select(n => (int)n)];
        return new(type, sizes, firstFastest && sizes.Length > 1 ? LastFastest(type.Size, sizes, data.Span) : data);
    }

    /// <summary>The bytes that an array of a stated shape takes; at most what one array of the program can hold.</summary>
    /// <exception cref="InvalidDataException">More than that, or a size below 0.</exception>
    public static long BytesOf(NumberType type, IReadOnlyList<long> shape)
    {
        // Exact below 2⁵³, and above that no file agrees anyway.
        var count = shape.Aggregate(1.0, (product, n) => n is >= 0 and <= int.MaxValue ? product * n : double.NaN);
        return count * type.Size <= Array.MaxLength && shape.Aggregate(1.0, (product, n) => product * Math.Max(n, 1)) <= Array.MaxLength
            ? (long)count * type.Size
            : throw new InvalidDataException($"its header states {Text(shape)} values: too large to be true");
    }

    /// <summary>Numbers from a position on.</summary>
    public void Read(int from, Span<double> values) => Type.Read(Data.Span[(from * Type.Size)..], values);

    private static string Text(IReadOnlyList<long> shape) => shape.Count == 0 ? "1" : string.Join('×', shape);

    // The places of the source are walked through in order; each step of the last index of the result is a stride of the source.
    private static byte[] LastFastest(int size, int[] shape, ReadOnlySpan<byte> source)
    {
        var result = new byte[source.Length];
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var axis = 0; axis < shape.Length; stride *= shape[axis++]) strides[axis] = stride;
        var index = new int[shape.Length];
        for (long to = 0, from = 0; to < source.Length; to += size)
        {
            source.Slice((int)from * size, size).CopyTo(result.AsSpan((int)to));
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis]) break;
                from -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return result;
    }
}
