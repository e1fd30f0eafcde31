using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>An array of a MATLAB file: its sizes, and its values column by column.</summary>
internal sealed record MatArray(string Name, int[] Sizes, byte[] Values);

/// <summary>
/// MATLAB's level 5 format: elements of a type and a length, an array in each, most often packed by zlib. Read are real arrays of whole numbers of 0 to 255,
/// whatever their type; others are passed over. Memory is bounded by what is asked for, whatever headers claim.
/// </summary>
internal static class MatFile
{
    private const int Header = 128, Compressed = 15, Matrix = 14, MostDimensions = 8, LongestName = 256;

    // By the number of a type: bytes of a value; 0: not read.
    private static ReadOnlySpan<byte> Widths => [0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8];

    /// <summary>The arrays of some names.</summary>
    /// <param name="file">Errors name it.</param>
    /// <param name="names">All of them have to be there.</param>
    /// <param name="most">Values that one may have.</param>
    public static IReadOnlyList<MatArray> Read(DataFile file, IReadOnlyList<string> names, long most)
    {
        var found = file.Read(stream =>
        {
            try
            {
                return Elements(file, stream, names, most);
            }
            catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
            {
                throw Wrong(file, "truncated or corrupt MATLAB file", e);
            }
        });
        return [.. names.Select(name => found.GetValueOrDefault(name) ?? throw Wrong(file, $"has no array '{name}'"))];
    }

    private static Dictionary<string, MatArray> Elements(DataFile file, Stream stream, IReadOnlyList<string> names, long most)
    {
        var header = new byte[Header];
        stream.ReadExactly(header);
        if (header[126] != 'I' || header[127] != 'M' || BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(124)) != 0x0100)
            throw Wrong(file, header[126] == 'M' ? "a MATLAB file of a machine that writes the highest byte first, which is not read" : "not a MATLAB file of level 5 (version 7.3 is another format: save it with -v7)");
        var found = new Dictionary<string, MatArray>();
        var tag = new byte[8];
        while (found.Count < names.Count && stream.ReadAtLeast(tag, tag.Length, throwOnEndOfStream: false) == tag.Length)
        {
            var (type, length) = (BinaryPrimitives.ReadInt32LittleEndian(tag), BinaryPrimitives.ReadUInt32LittleEndian(tag.AsSpan(4)));
            using var element = new Limited(stream, length);
            var array = type switch
            {
                Compressed => OfPacked(file, element, names, most),
                Matrix => OfMatrix(file, element, names, most),
                _ => null,
            };
            if (array is not null) found.TryAdd(array.Name, array);
            element.Skip();
        }
        return found;
    }

    private static MatArray? OfPacked(DataFile file, Stream packed, IReadOnlyList<string> names, long most)
    {
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress, leaveOpen: true);
        var tag = new byte[8];
        unpacked.ReadExactly(tag);
        return BinaryPrimitives.ReadInt32LittleEndian(tag) == Matrix ? OfMatrix(file, unpacked, names, most) : null;
    }

    // Flags, sizes, name, values: each an element of its own.
    private static MatArray? OfMatrix(DataFile file, Stream stream, IReadOnlyList<string> names, long most)
    {
        var (_, flags) = Small(stream, 8);
        var (_, sizes) = Small(stream, 4 * MostDimensions);
        var (_, letters) = Small(stream, LongestName);
        if (flags.Length != 8 || sizes.Length < 8 || sizes.Length % 4 != 0) throw new InvalidDataException("an array's header");
        var name = Encoding.ASCII.GetString(letters);
        if (!names.Contains(name)) return null;
        var (kind, complex) = (flags[0], (flags[1] & 8) != 0);
        if (complex || kind is < 6 or > 15) throw Wrong(file, $"array '{name}' is not one of real numbers");
        var dimensions = new int[sizes.Length / 4];
        var count = 1L;
        for (var i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadInt32LittleEndian(sizes.AsSpan(4 * i));
            if (dimensions[i] < 0 || (count *= dimensions[i]) > most) throw Wrong(file, $"array '{name}' has sizes that are too large to be true");
        }
        return new(name, dimensions, Values(file, stream, name, (int)count));
    }

    private static byte[] Values(DataFile file, Stream stream, string name, int count)
    {
        var (type, length, inside) = Tag(stream);
        var width = type > 0 && type < Widths.Length ? Widths[type] : 0;
        if (width == 0 || length != (long)width * count) throw Wrong(file, $"array '{name}' states {count:N0} values, but {length:N0} bytes of type {type} follow");
        // Grown as it is read: what is claimed need not be there.
        var values = new MemoryStream();
        var block = new byte[1 << 16];
        var left = length;
        while (left > 0)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, left));
            if (inside is null) stream.ReadExactly(part);
            else inside.AsSpan(0, part.Length).CopyTo(part);
            for (var i = 0; i < part.Length; i += width) values.WriteByte(ToByte(file, name, type, part[i..]));
            left -= part.Length;
        }
        return values.ToArray();
    }

    private static byte ToByte(DataFile file, string name, int type, ReadOnlySpan<byte> at)
    {
        double value = type switch
        {
            1 => (sbyte)at[0], 2 => at[0],
            3 => BinaryPrimitives.ReadInt16LittleEndian(at), 4 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            5 => BinaryPrimitives.ReadInt32LittleEndian(at), 6 => BinaryPrimitives.ReadUInt32LittleEndian(at),
            7 => BinaryPrimitives.ReadSingleLittleEndian(at), 9 => BinaryPrimitives.ReadDoubleLittleEndian(at),
            12 => BinaryPrimitives.ReadInt64LittleEndian(at), _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
        };
        return value is >= 0 and <= 255 && value == Math.Floor(value) ? (byte)value : throw Wrong(file, $"array '{name}' has the value {value}, which is no whole number of 0 to 255");
    }

    // By its first bytes it is a MATLAB file, which is no mistake here.
    internal static UserError Wrong(DataFile file, string what, Exception? cause = null) => new($"{file.Name}: {what}", cause);

    private static (int Type, byte[] Content) Small(Stream stream, int most)
    {
        var (type, length, inside) = Tag(stream);
        if (length > most) throw new InvalidDataException("a part of a header");
        if (inside is not null) return (type, inside[..(int)length]);
        var padded = new byte[(length + 7) / 8 * 8];
        stream.ReadExactly(padded);
        return (type, padded[..(int)length]);
    }

    // Up to four bytes stand in the tag itself, whose upper half is then their number.
    private static (int Type, long Length, byte[]? Inside) Tag(Stream stream)
    {
        var tag = new byte[8];
        stream.ReadExactly(tag);
        var first = BinaryPrimitives.ReadUInt32LittleEndian(tag);
        if (first >> 16 is var few and not 0) return few <= 4 ? ((int)(first & 0xffff), few, tag[4..]) : throw new InvalidDataException("a tag");
        return ((int)first, BinaryPrimitives.ReadUInt32LittleEndian(tag.AsSpan(4)), null);
    }

    /// <summary>As many bytes of a stream as an element says that it has.</summary>
    private sealed class Limited(Stream stream, long left) : Stream
    {
        private long left = left;

        public override int Read(byte[] buffer, int offset, int count)
        {
            var n = stream.Read(buffer, offset, (int)Math.Min(count, left));
            left -= n;
            return n;
        }

        public void Skip()
        {
            var block = new byte[1 << 12];
            while (Read(block, 0, block.Length) > 0) { }
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
