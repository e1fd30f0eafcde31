using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Bench.Tests;

namespace Bench.TorchTests.Datasets;

/// <summary>A folder that goes when the test ends, and small files in the official formats.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bench-").FullName;

    public string File(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public string File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    public IReadOnlyList<string> Files =>
        [.. Directory.GetFiles(Path, "*", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(Path, f)).Order(StringComparer.Ordinal)];

    public void Dispose() => TestFolders.Remove(Path);

    /// <summary>An IDX file of bytes; the sizes are what its header states, true or not.</summary>
    public static byte[] Idx(int[] sizes, params byte[] values)
    {
        var header = new byte[4 + 4 * sizes.Length];
        header[2] = 8;
        header[3] = (byte)sizes.Length;
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        return [.. header, .. values];
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return packed.ToArray();
    }

    public static byte[] Tar(params (string Name, byte[] Content)[] entries) => Tar([.. entries.Select(e =>
        (TarEntry)new UstarTarEntry(TarEntryType.RegularFile, e.Name) { DataStream = new MemoryStream(e.Content) })]);

    public static byte[] Tar(params TarEntry[] entries)
    {
        using var packed = new MemoryStream();
        using (var writer = new TarWriter(packed, leaveOpen: true))
            foreach (var entry in entries) writer.WriteEntry(entry);
        return Gzip(packed.ToArray());
    }
}
