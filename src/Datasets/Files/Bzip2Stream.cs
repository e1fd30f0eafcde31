using ICSharpCode.SharpZipLib.BZip2;

namespace Bench.Datasets;

/// <summary>Unpacks bzip2; whatever is wrong with it is one kind of exception.</summary>
internal sealed class Bzip2Stream(Stream packed) : Stream
{
    /// <summary>The file is truncated or damaged.</summary>
    internal sealed class Corrupt(Exception cause) : Exception("truncated or corrupt bzip2 file", cause);

    private BZip2InputStream? unpacked;

    public static ReadOnlySpan<byte> Start => "BZh"u8;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return (unpacked ??= new BZip2InputStream(packed)).Read(buffer, offset, count);
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or OutOfMemoryException) || e is EndOfStreamException)
        {
            throw new Corrupt(e);
        }
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) packed.Dispose();
        base.Dispose(disposing);
    }
}
