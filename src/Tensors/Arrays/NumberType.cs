using System.Buffers.Binary;
using System.Globalization;

namespace Bench.Tensors;

/// <summary>How one number lies in a file: bool, whole or floating-point, in 1 to 8 bytes of either order.</summary>
/// <param name="Kind"><c>b</c> bool, <c>u</c> unsigned, <c>i</c> signed, <c>f</c> floating-point: NumPy's letters.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
public sealed record NumberType(char Kind, int Size, bool IsBigEndian = false)
{
    /// <summary>Unsigned bytes, as most images are.</summary>
    public static NumberType Byte { get; } = new('u', 1);

    /// <summary>As NumPy writes it: <c>&lt;f4</c>, <c>|u1</c>, <c>&gt;i8</c>; null: it is none of these.</summary>
    public static NumberType? Named(string text)
    {
        var order = text.Length > 0 ? text[0] : ' ';
        var name = order is '<' or '>' or '|' or '=' ? text[1..] : text;
        if (name.Length != 2 || !int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var size)) return null;
        return (name[0], size) is ('b', 1) or ('u' or 'i', 1 or 2 or 4 or 8) or ('f', 2 or 4 or 8) ? new(name[0], size, order == '>' && size > 1) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(Size == 1 ? "" : IsBigEndian ? "big-endian " : "")}{Kind switch { 'b' => "bool", 'u' => "uint", 'i' => "int", _ => "float" }}{(Kind == 'b' ? "" : Size * 8)}";

    /// <summary>Numbers out of bytes, as many as <paramref name="values"/> holds.</summary>
    public void Read(ReadOnlySpan<byte> source, Span<double> values)
    {
        Span<byte> swapped = stackalloc byte[8];
        for (var i = 0; i < values.Length; i++)
        {
            scoped var bytes = source.Slice(i * Size, Size);
            if (IsBigEndian)
            {
                bytes.CopyTo(swapped);
                swapped[..Size].Reverse();
                bytes = swapped[..Size];
            }
            values[i] = Of(bytes);
        }
    }

    private double Of(ReadOnlySpan<byte> bytes) => (Kind, Size) switch
    {
        ('b', _) => bytes[0] == 0 ? 0 : 1,
        ('u', 1) => bytes[0],
        ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        ('u', _) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        ('i', 1) => (sbyte)bytes[0],
        ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };
}
