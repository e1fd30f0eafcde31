using Bench.Core;

namespace Bench.Datasets;

/// <summary>A text while it is read, no line of which is longer than a sample could be: a line is in memory as a whole.</summary>
/// <param name="text">The text.</param>
/// <param name="file">Named where a line is too long.</param>
/// <param name="shape">Of a sample.</param>
internal sealed class BoundedLines(Stream text, DataFile file, InputShape shape) : Stream
{
    private const long Least = 1 << 20, OfValue = 256;

    private readonly long most = Math.Max(Least, OfValue * shape.Size);
    private long line = 1, length;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = text.Read(buffer);
        for (var rest = buffer[..read]; rest.Length > 0;)
        {
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            length += end < 0 ? rest.Length : end;
            if (length > most) throw file.Wrong($"a line of more than {most:N0} bytes, which is no sample of {shape}", line);
            if (end < 0) break;
            if (rest[end] == '\n') line++;
            length = 0;
            rest = rest[(end + 1)..];
        }
        return read;
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
