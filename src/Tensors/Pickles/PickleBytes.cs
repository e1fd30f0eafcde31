using System.Buffers.Binary;
using System.Text;

namespace Bench.Tensors;

/// <summary>The bytes of a pickle, of which no more are asked for than the stream has left.</summary>
internal sealed class PickleBytes(Stream stream)
{
    private const int LongestLine = 1 << 29; // an array in protocol 0 is one

    public byte Byte() => stream.ReadByte() is >= 0 and var value ? (byte)value : throw new EndOfStreamException();

    public byte[] Bytes(long count)
    {
        if (count > stream.Length - stream.Position || count > Array.MaxLength) throw new EndOfStreamException();
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A length that the file states, in 4 or 8 bytes.</summary>
    public long Length(int size)
    {
        var bytes = Bytes(size);
        var length = size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return length >= 0 ? length : throw new EndOfStreamException();
    }

    /// <summary>A line without its end.</summary>
    public string Line()
    {
        var line = new StringBuilder();
        for (byte letter; (letter = Byte()) != '\n';)
            if (line.Append((char)letter).Length > LongestLine) throw new EndOfStreamException();
        return line.ToString().TrimEnd('\r');
    }
}
