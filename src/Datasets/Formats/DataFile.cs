using System.IO.Compression;
using System.Security.Cryptography;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// A file to decode, unpacked while it is read where its first bytes are those of gzip, whatever its name. Whatever is wrong with
/// it becomes a <see cref="UserError"/> of one line that begins with its name, and says what the file is where that is known.
/// </summary>
public sealed class DataFile
{
    private static ReadOnlySpan<byte> GzipStart => [0x1f, 0x8b, 8];

    private readonly Func<Stream> open;
    private readonly Lazy<byte[]> content;

    private DataFile(string name, Func<Stream> open)
    {
        Name = name;
        this.open = open;
        content = new(ReadAll);
    }

    /// <summary>What messages call it: the path, or archive and entry.</summary>
    public string Name { get; }

    /// <summary>The whole content, unpacked; read once and kept as long as this object.</summary>
    public byte[] Content => content.Value;

    /// <summary>A file on the disk. <paramref name="name"/> is its name where the path is that of a temporary file.</summary>
    public static DataFile At(string path, string? name = null)
    {
        return new(name ?? path, () =>
        {
            var file = File.OpenRead(path);
            Span<byte> start = stackalloc byte[GzipStart.Length];
            var packed = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(GzipStart);
            file.Position = 0;
            return packed ? new GZipStream(file, CompressionMode.Decompress) : file;
        });
    }

    /// <summary>A file as it lies on the disk, packed or not.</summary>
    public static DataFile Raw(string path) => new(path, () => File.OpenRead(path));

    /// <summary>Content that is in memory already, not packed.</summary>
    public static DataFile InMemory(string name, byte[] content) => new(name, () => new MemoryStream(content, writable: false));

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

    /// <summary>Reads through a stream of the unpacked content.</summary>
    public T Read<T>(Func<Stream, T> read)
    {
        try
        {
            using var stream = open();
            return read(stream);
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
        catch (UnauthorizedAccessException e)
        {
            throw new UserError($"{Name}: no permission to read it", e);
        }
        catch (IOException e)
        {
            throw new UserError($"{Name}: cannot be read: {e.Message}", e);
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
