using System.IO.Compression;
using Bench.Core;
using Bench.Tensors;

namespace Bench.Datasets;

/// <summary>
/// Arrays of NumPy by name: of an archive (<c>.npz</c>, packed or not), or of one array alone (<c>.npy</c>), whose name is empty. No array is read
/// before it is asked for, and none unpacks to more than its header says or than an honest one could.
/// </summary>
public sealed class NumPyFile
{
    private const long AlwaysAllowed = 64 << 20;
    private const int MostPacked = 200, MostArrays = 10_000;

    private readonly Dictionary<string, (string Name, Func<Stream> Open, long? Most)> arrays = new(StringComparer.Ordinal);

    private NumPyFile(string name) => Name = name;

    /// <summary>What messages call the file.</summary>
    public string Name { get; }

    /// <summary>The names of its arrays.</summary>
    public IReadOnlyCollection<string> Names => arrays.Keys;

    /// <summary>Opens a file.</summary>
    /// <exception cref="UserError">It is none of NumPy's, or damaged.</exception>
    public static NumPyFile Open(DataFile file)
    {
        var opened = new NumPyFile(file.Name);
        var start = file.Start(FileKind.Looked);
        if (start.Length == 0 || start[0] != 'P')
        {
            if (FileKind.Of(start) is { IsNumPy: false } kind) throw new UserError($"{file.Name}: {kind.ForData}");
            opened.arrays.Add("", (file.Name, () => new MemoryStream(file.Content, writable: false), null));
            return opened;
        }
        try
        {
            var zip = new ZipArchive(new MemoryStream(file.Content, writable: false), ZipArchiveMode.Read);
            if (zip.Entries.Count > MostArrays) throw new UserError($"{file.Name}: has {zip.Entries.Count:N0} entries, more than the {MostArrays:N0} that are read");
            foreach (var entry in zip.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)))
                opened.arrays[entry.FullName[..^4]] = ($"{file.Name} ({entry.FullName[..^4]})", () => new CheckedEntry(entry), Math.Max(AlwaysAllowed, entry.CompressedLength * MostPacked));
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new UserError($"{file.Name}: truncated or corrupt archive", e);
        }
        return opened.arrays.Count > 0 ? opened : throw new UserError($"{file.Name}: {FileKind.Of(start)?.ForData ?? "it holds no array of NumPy"}");
    }

    /// <summary>What messages call an array.</summary>
    public string NameOf(string array) => arrays[array].Name.ReplaceLineEndings(" ");

    /// <summary>The sizes of an array, from its header alone.</summary>
    public IReadOnlyList<int> ShapeOf(string array) => Within(array, stream =>
    {
        var header = NumPyHeader.Read(stream);
        _ = NumberArray.BytesOf(header.Type, header.Shape);
        return (IReadOnlyList<int>)[.. header.Shape.Select(n => (int)n)];
    });

    /// <summary>An array.</summary>
    public NumberArray Read(string array) => Within(array, stream =>
    {
        var header = NumPyHeader.Read(stream);
        var bytes = NumberArray.BytesOf(header.Type, header.Shape);
        if (bytes > (arrays[array].Most ?? long.MaxValue)) throw new InvalidDataException($"it unpacks to {bytes:N0} bytes, far more than what lies in the archive could be");
        return NumberArray.Of(header.Type, header.Shape, Rest(stream, bytes), header.FirstFastest);
    });

    // As many bytes as follow, but no more than one beyond what is expected; what a header claims is never taken at once.
    private static byte[] Rest(Stream stream, long expected)
    {
        using var buffer = new MemoryStream();
        var block = new byte[1 << 17];
        for (int n; buffer.Length <= expected && (n = stream.Read(block)) > 0;) buffer.Write(block, 0, n);
        return buffer.Length == buffer.Capacity ? buffer.GetBuffer() : buffer.ToArray();
    }

    private T Within<T>(string array, Func<Stream, T> read)
    {
        var (_, open, _) = arrays[array];
        try
        {
            using var stream = open();
            return read(stream);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new UserError($"{NameOf(array)}: {(e is InvalidDataException ? e.Message.ReplaceLineEndings(" ") : "truncated or corrupt")}", e);
        }
    }

    private static bool IsDamage(Exception e) => e is InvalidDataException or EndOfStreamException or NotSupportedException or OverflowException or ArgumentException;
}
