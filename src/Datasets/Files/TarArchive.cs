using System.Formats.Tar;
using System.IO.Compression;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// Reads chosen files out of a .tar.gz. An archive with a link, or with an entry that would lie outside the folder it is
/// unpacked into, is refused as a whole.
/// </summary>
internal static class TarArchive
{
    /// <summary>The content of the wanted entries that are there, by their path in the archive; more bytes than expected are refused.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="wanted">Entries and their sizes.</param>
    public static Dictionary<string, byte[]> Read(string path, string name, IReadOnlyDictionary<string, long?> wanted)
    {
        var contents = new Dictionary<string, byte[]>();
        Each(path, name, (place, entry, data) =>
        {
            if (!wanted.TryGetValue(place, out var bytes)) return;
            if ((bytes is { } known && entry.Length != known) || entry.Length > Array.MaxLength)
                throw new UserError($"{name}: entry {place} holds {entry.Length:N0} bytes{(bytes is null ? "" : $", not {bytes:N0}")}");
            using var content = new MemoryStream();
            ArchivePaths.Copy(data, content, entry.Length, name);
            contents[place] = content.ToArray();
        });
        return contents;
    }

    /// <summary>Unpacks all of it below a folder.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">Where to; it is made.</param>
    /// <param name="most">Bytes that it may take there.</param>
    public static void Unpack(string path, string name, string folder, long most)
    {
        var total = 0L;
        Each(path, name, (place, entry, data) =>
        {
            total = ArchivePaths.Added(total, entry.Length, most, name);
            ArchivePaths.Write(data, Path.Combine(folder, place), entry.Length, name);
        });
    }

    private static void Each(string path, string name, Action<string, TarEntry, Stream> with)
    {
        try
        {
            using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                var place = Inside(name, entry);
                if (entry.DataStream is { } data) with(place, entry, data);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException or FormatException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{name}: {ArchivePaths.KindOf(path, "a gzip file")?.ForData ?? "truncated or corrupt archive"}", e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"{name}: cannot be read: {FileTrouble.Reason(e)}", e);
        }
    }

    private static string Inside(string archive, TarEntry entry)
    {
        if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            throw new UserError($"{archive}: refused: entry '{ArchivePaths.OneLine(entry.Name)}' is a link to '{ArchivePaths.OneLine(entry.LinkName)}'");
        return ArchivePaths.Inside(archive, entry.Name);
    }
}
