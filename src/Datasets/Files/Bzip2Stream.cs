using ICSharpCode.SharpZipLib.BZip2;

namespace Bench.Datasets;

/// <summary>
/// Unpacks bzip2, of a file that can be sought in: all streams that it is made of, as parallel packers and joined files have them. Whatever is wrong with it is one
/// kind of exception.
/// </summary>
internal sealed class Bzip2Stream(Stream packed) : Stream
{
    /// <summary>The file is truncated or damaged.</summary>
    internal sealed class Corrupt(Exception? cause) : Exception("truncated or corrupt bzip2 file", cause);

    private BZip2InputStream? unpacked;

    /// <summary>Whether a file that begins so is one.</summary>
    public static bool Is(ReadOnlySpan<byte> start) => start.StartsWith("BZh"u8) && start.Length > 3 && start[3] is >= (byte)'1' and <= (byte)'9';

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            while (true)
            {
                var read = (unpacked ??= Next()).Read(buffer, offset, count);
                if (read > 0 || count == 0 || packed.Position == packed.Length) return read;
                unpacked = Next();
            }
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or OutOfMemoryException) || e is EndOfStreamException)
        {
            throw new Corrupt(e);
        }
    }

    // The library reads one stream, and no byte behind its end.
    private BZip2InputStream Next()
    {
        Span<byte> start = stackalloc byte[4];
        var place = packed.Position;
        if (!Is(start[..packed.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)])) throw new Corrupt(null);
        packed.Position = place;
        return new(packed) { IsStreamOwner = false };
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
