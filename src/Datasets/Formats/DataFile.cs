using System.IO.Compression;
using System.Security.Cryptography;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// A file to decode, unpacked while it is read where its first bytes are those of gzip or bzip2, whatever its name. Whatever is wrong with
/// it becomes a <see cref="UserError"/> of one line that begins with its name, and says what the file is where that is known.
/// </summary>
public sealed class DataFile
{
    private static ReadOnlySpan<byte> GzipStart => [0x1f, 0x8b, 8];

    private readonly Func<Stream> open, openRaw;
    private readonly Lazy<byte[]> content;

    private DataFile(string name, Func<Stream> open, Func<Stream>? openRaw = null)
    {
        Name = name;
        this.open = open;
        this.openRaw = openRaw ?? open;
        content = new(ReadAll);
    }

    /// <summary>What messages call it: the path, or archive and entry.</summary>
    public string Name { get; }

    /// <summary>The whole content, unpacked; read once and kept as long as this object.</summary>
    public byte[] Content => content.Value;

    /// <summary>A file on the disk. <paramref name="name"/> is its name where the path is that of a temporary file.</summary>
    public static DataFile At(string path, string? name = null)
    {
        return new(name ?? path, () => Unpacked(Opened(path)), () => Opened(path));
    }

    /// <summary>A file as it lies on the disk, packed or not.</summary>
    public static DataFile Raw(string path) => new(path, () => Opened(path));

    /// <summary>Content that is in memory already, packed or not.</summary>
    public static DataFile InMemory(string name, byte[] content) =>
        new(name, () => Unpacked(new MemoryStream(content, writable: false)), () => new MemoryStream(content, writable: false));

    /// <summary>What is made of a file, each time that it is read.</summary>
    internal static DataFile Decoded(DataFile file, Func<DataFile, byte[]> decode) => new(file.Name, () => new MemoryStream(decode(file), writable: false));

    /// <summary>A gzipped resource of this assembly.</summary>
    internal static DataFile Embedded(string resource) => new(resource, () =>
        new GZipStream(typeof(DataFile).Assembly.GetManifestResourceStream(resource)!, CompressionMode.Decompress));

    /// <summary>The first bytes, fewer where the file is shorter; the rest is not read.</summary>
    public byte[] Start(int count) => Read(stream =>
    {
        var start = new byte[count];
        return start[..stream.ReadAtLeast(start, count, throwOnEndOfStream: false)];
    });

    /// <summary>Bytes of the unpacked content and, where a kind is given, its checksum in lower-case hexadecimal; the content is not kept.</summary>
    internal (long Bytes, string? Hash) Digest(HashAlgorithmName? kind)
    {
        if (content.IsValueCreated)
            return (Content.LongLength, kind is { } known ? Convert.ToHexStringLower(CryptographicOperations.HashData(known, Content)) : null);
        return Read<(long, string?)>(stream =>
        {
            using var hash = kind is { } wanted ? IncrementalHash.CreateHash(wanted) : null;
            var block = new byte[1 << 17];
            var bytes = 0L;
            for (int n; (n = stream.Read(block)) > 0; bytes += n) hash?.AppendData(block, 0, n);
            return (bytes, hash is null ? null : Convert.ToHexStringLower(hash.GetHashAndReset()));
        });
    }

    /// <summary>The checksum of the file as it lies on the disk, where it is packed; null where it is not.</summary>
    internal string? DigestPacked(HashAlgorithmName kind) => Read(openRaw, stream =>
    {
        using var known = Unpacked(stream);
        return ReferenceEquals(known, stream) ? null : Convert.ToHexStringLower(CryptographicOperations.HashData(kind, stream));
    });

    /// <summary>Reads through a stream of the unpacked content.</summary>
    public T Read<T>(Func<Stream, T> read) => Read(open, read);

    // Data are read more than once.
    private static FileStream Opened(string path) => RegularFile.OpenRead(path);

    private static Stream Unpacked(Stream file)
    {
        Span<byte> start = stackalloc byte[4];
        var begun = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        return begun.StartsWith(GzipStart) ? new GZipStream(file, CompressionMode.Decompress)
            : Bzip2Stream.Is(begun) ? new Bzip2Stream(file)
            : file;
    }

    private T Read<T>(Func<Stream> open, Func<Stream, T> read)
    {
        try
        {
            using var stream = open();
            return read(stream);
        }
        catch (Bzip2Stream.Corrupt e)
        {
            throw new UserError($"{Name}: {e.Message}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{Name}: no such file", e);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(Name))
        {
            throw new UserError($"{Name}: is a folder; name the files in it", e);
        }
        catch (InvalidDataException e)
        {
            throw new UserError($"{Name}: truncated or corrupt gzip file", e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"{Name}: cannot be read: {FileTrouble.Reason(e)}", e);
        }
    }

    /// <summary>A mistake in this file, on a line of it where that is known; where it is a file of another kind, that is the mistake.</summary>
    internal UserError Wrong(string what, long? line = null, Exception? cause = null) =>
        KindOrNull() is { } kind ? new($"{Name}: {kind.ForData}", cause) : new($"{Name}:{line}{(line is null ? "" : ":")} {what}", cause);

    private FileKind? KindOrNull()
    {
        try
        {
            return FileKind.Of(Start(FileKind.Looked));
        }
        catch (UserError)
        {
            return null; // what cannot be read at all is of no kind
        }
    }

    // The size comes from what is there, never from what a header claims.
    private byte[] ReadAll() => Read(stream =>
    {
        using var buffer = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, Array.MaxLength) : 0);
        var block = new byte[1 << 17];
        for (int n; (n = stream.Read(block)) > 0;)
        {
            if (buffer.Length + n > Array.MaxLength) throw Wrong("larger than 2 GiB: give it as several files");
            buffer.Write(block, 0, n);
        }
        return buffer.Length == buffer.Capacity ? buffer.GetBuffer() : buffer.ToArray();
    });
}
