namespace Bench.Harness.Measuring;

/// <summary>Counts the bytes that are written, and passes them on or drops them.</summary>
/// <param name="next">Where they go, which is closed with this; null: nowhere.</param>
internal sealed class CountingStream(Stream? next) : Stream
{
    public long Count { get; private set; }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Count;

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Count += buffer.Length;
        next?.Write(buffer);
    }

    public override void Flush() => next?.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) next?.Dispose();
        base.Dispose(disposing);
    }
}
