using System.IO.Compression;
using System.IO.Hashing;

namespace Bench.Tensors;

/// <summary>An entry of a zip archive while it is read: its end is reached only if the content is what the archive's directory says, by CRC-32. .NET itself does not look.</summary>
/// <param name="entry">The entry.</param>
public sealed class CheckedEntry(ZipArchiveEntry entry) : Stream
{
    private readonly Stream content = entry.Open();
    private readonly Crc32 sum = new();

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Reads on.</summary>
    /// <exception cref="InvalidDataException">The content has ended, and is not what was packed.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = content.Read(buffer);
        if (read > 0) sum.Append(buffer[..read]);
        else if (buffer.Length > 0 && sum.GetCurrentHashAsUInt32() != entry.Crc32) throw new InvalidDataException("damaged: its content has not the CRC-32 that the archive says");
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) content.Dispose();
        base.Dispose(disposing);
    }
}
