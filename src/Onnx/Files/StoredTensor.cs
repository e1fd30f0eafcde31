using System.Runtime.InteropServices;
using Bench.Core;
using Onnx;
using Type = Onnx.TensorProto.Types.DataType;

namespace Bench.Onnx;

/// <summary>A tensor of an ONNX file. Its shape is found to agree with the bytes that are there before any number is read.</summary>
internal sealed class StoredTensor
{
    private const long MostElements = 1L << 40; // so that no product of sizes overflows

    private readonly TensorProto proto;
    private readonly ExternalBytes? outside;

    private StoredTensor(TensorProto proto, long[] shape, long elements, ExternalBytes? outside) => (this.proto, Shape, Elements, this.outside) = (proto, shape, elements, outside);

    public string Name => proto.Name;
    public IReadOnlyList<long> Shape { get; }
    public long Elements { get; }
    public bool IsReal => Element is Type.Float or Type.Float16 or Type.Bfloat16 or Type.Double;
    public bool IsTruth => Element == Type.Bool;

    private Type Element => (Type)proto.DataType;

    /// <param name="proto">The message.</param>
    /// <param name="file">Which it is of.</param>
    /// <param name="what">The tensor as a message calls it.</param>
    /// <exception cref="UserError">What it says of itself is not what is there.</exception>
    public static StoredTensor Of(TensorProto proto, OnnxFile file, string what)
    {
        var element = (Type)proto.DataType;
        if (SizeOf(element) is not { } size) throw file.Refuse($"{what} is of type {element}; numbers are read as float, float16, bfloat16, double, whole numbers or truth values");
        if (proto.Segment is not null) throw file.Refuse($"{what} is stored in segments, which is not read");
        if (proto.Dims.Count > Shapes.MostAxes) throw file.Refuse($"{what} has {proto.Dims.Count:N0} axes, more than {Shapes.MostAxes}");
        var elements = 1L;
        foreach (var side in proto.Dims)
            if (side < 0 || side > MostElements || (elements *= side) > MostElements) throw file.Refuse($"{what} has a shape that cannot be: ({Shapes.Text(proto.Dims)})");
        long[] shape = [.. proto.Dims];
        if (proto.DataLocation == TensorProto.Types.DataLocation.External)
            return new(proto, shape, elements, ExternalBytes.Of(proto, file, elements * size, what));
        var (there, unit) = !proto.RawData.IsEmpty || elements == 0 ? (proto.RawData.Length, (long)size) : (TypedCount(proto, element), 1);
        return there == elements * unit ? new(proto, shape, elements, null)
            : throw file.Refuse($"{what} says that it has {elements:N0} numbers, ({Shapes.Text(shape)}), and has {there / unit:N0}");
    }

    /// <summary>All numbers, as doubles hold them exactly (whole ones up to 2^53).</summary>
    public double[] Numbers()
    {
        if (proto.RawData.IsEmpty && outside is null) return Typed();
        var bytes = Bytes();
        return Element switch
        {
            Type.Float => Each(MemoryMarshal.Cast<byte, float>(bytes.Span), v => v),
            Type.Double => MemoryMarshal.Cast<byte, double>(bytes.Span).ToArray(),
            Type.Float16 => Each(MemoryMarshal.Cast<byte, Half>(bytes.Span), v => (double)v),
            Type.Bfloat16 => Each(MemoryMarshal.Cast<byte, ushort>(bytes.Span), v => BitConverter.Int32BitsToSingle(v << 16)),
            Type.Int64 => Each(MemoryMarshal.Cast<byte, long>(bytes.Span), v => (double)v),
            Type.Int32 => Each(MemoryMarshal.Cast<byte, int>(bytes.Span), v => v),
            Type.Int8 => Each(MemoryMarshal.Cast<byte, sbyte>(bytes.Span), v => v),
            _ => Each(bytes.Span, v => v),
        };
    }

    /// <summary>All numbers in fp32, for a tensor that is real.</summary>
    public float[] Floats() => Element == Type.Float && (outside is not null || !proto.RawData.IsEmpty)
        ? MemoryMarshal.Cast<byte, float>(Bytes().Span).ToArray()
        : Element == Type.Float ? [.. proto.FloatData] : Array.ConvertAll(Numbers(), v => (float)v);

    private ReadOnlyMemory<byte> Bytes() => outside?.Read() ?? proto.RawData.Memory;

    private double[] Typed() => Element switch
    {
        Type.Float => [.. proto.FloatData.Select(v => (double)v)],
        Type.Double => [.. proto.DoubleData],
        Type.Int64 => [.. proto.Int64Data.Select(v => (double)v)],
        Type.Float16 => [.. proto.Int32Data.Select(v => (double)BitConverter.UInt16BitsToHalf((ushort)v))],
        Type.Bfloat16 => [.. proto.Int32Data.Select(v => (double)BitConverter.Int32BitsToSingle(v << 16))],
        _ => [.. proto.Int32Data.Select(v => (double)v)],
    };

    private static double[] Each<T>(ReadOnlySpan<T> values, Func<T, double> convert)
    {
        var numbers = new double[values.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = convert(values[i]);
        return numbers;
    }

    private static int? SizeOf(Type element) => element switch
    {
        Type.Double or Type.Int64 => 8,
        Type.Float or Type.Int32 => 4,
        Type.Float16 or Type.Bfloat16 => 2,
        Type.Int8 or Type.Uint8 or Type.Bool => 1,
        _ => null,
    };

    private static int TypedCount(TensorProto proto, Type element) => element switch
    {
        Type.Float => proto.FloatData.Count,
        Type.Double => proto.DoubleData.Count,
        Type.Int64 => proto.Int64Data.Count,
        _ => proto.Int32Data.Count,
    };
}

/// <summary>The bytes of a tensor in a file beside the one that names it.</summary>
/// <param name="Path">Of the file; it lies in the same folder, or below it.</param>
/// <param name="Offset">Of the first byte.</param>
/// <param name="Length">How many.</param>
internal sealed record ExternalBytes(string Path, long Offset, int Length)
{
    /// <exception cref="UserError">The file is elsewhere, or has not as many bytes.</exception>
    public static ExternalBytes Of(TensorProto proto, OnnxFile file, long bytes, string what)
    {
        var path = PathOf(proto, file, what);
        var location = System.IO.Path.GetFileName(path);
        var offset = Number("offset") ?? 0;
        if ((Number("length") ?? bytes) != bytes || bytes > int.MaxValue) throw file.Refuse($"{what} needs {bytes:N0} bytes and says that it has {Shown.Of(Entry("length"))}");
        var length = new FileInfo(path).Length;
        return offset >= 0 && offset <= length - bytes ? new(path, offset, (int)bytes)
            : throw file.Refuse($"{what} lies at {offset:N0} of '{Shown.Of(location)}', which has {length:N0} bytes: {bytes:N0} from there are beyond its end");

        string? Entry(string key) => proto.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
        long? Number(string key) => Entry(key) is not { } text ? null
            : long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw file.Refuse($"{what} has '{Shown.Of(text)}' as its {key}");
    }

    /// <summary>The file that a tensor lies in.</summary>
    /// <exception cref="UserError">It is not there, or elsewhere than beside the file.</exception>
    public static string PathOf(TensorProto proto, OnnxFile file, string what)
    {
        var location = proto.ExternalData.FirstOrDefault(e => e.Key == "location")?.Value ?? throw file.Refuse($"{what} lies in another file, and nothing says in which");
        var isBeside = location.Length > 0 && !location.Contains('\0') && !System.IO.Path.IsPathRooted(location) && !location.Split('/', '\\').Contains("..");
        var path = isBeside ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file.Path))!, location) : null;
        return File.Exists(path) ? path : throw file.Refuse($"{what} lies in '{Shown.Of(location)}', which is not beside the file");
    }

    public byte[] Read()
    {
        var bytes = new byte[Length];
        using var stream = RegularFile.OpenRead(Path);
        stream.Position = Offset;
        stream.ReadExactly(bytes);
        return bytes;
    }
}
