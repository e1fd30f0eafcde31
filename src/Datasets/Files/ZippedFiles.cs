using System.IO.Compression;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>Reads chosen files out of a .zip. An archive with an entry that would lie outside the folder it is unpacked into is refused as a whole.</summary>
internal static class ZippedFiles
{
    /// <summary>The content of the wanted entries that are there, by their path in the archive; of more bytes than expected, where that is known, they are refused.</summary>
    public static Dictionary<string, byte[]> Read(string path, string name, IReadOnlyDictionary<string, long?> wanted) => Within(path, name, archive =>
    {
        var contents = new Dictionary<string, byte[]>();
        foreach (var entry in archive.Entries)
        {
            var place = ArchivePaths.Inside(name, entry.FullName);
            if (!wanted.TryGetValue(place, out var bytes)) continue;
            if ((bytes is { } known && entry.Length != known) || entry.Length > Array.MaxLength)
                throw new UserError($"{name}: entry {place} holds {entry.Length:N0} bytes{(bytes is null ? "" : $", not {bytes:N0}")}");
            // What is there is read, whatever the header claims.
            using var content = new MemoryStream();
            using var data = entry.Open();
            ArchivePaths.Copy(data, content, entry.Length, name);
            contents[place] = content.ToArray();
        }
        return contents;
    });

    /// <summary>Unpacks all of it below a folder.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">Where to; it is made.</param>
    /// <param name="most">Bytes that it may take there.</param>
    public static void Unpack(string path, string name, string folder, long most) => Within(path, name, archive =>
    {
        var total = 0L;
        foreach (var entry in archive.Entries)
        {
            var place = ArchivePaths.Inside(name, entry.FullName);
            if (entry.FullName.EndsWith('/') || place.Length == 0) continue;
            total = ArchivePaths.Added(total, entry.Length, most, name);
            using var data = entry.Open();
            ArchivePaths.Write(data, Path.Combine(folder, place), entry.Length, name);
        }
        return true;
    });

    private static T Within<T>(string path, string name, Func<ZipArchive, T> work)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return work(archive);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException or FormatException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{name}: {ArchivePaths.KindOf(path, "a zip archive")?.ForData ?? "truncated or corrupt archive"}", e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"{name}: cannot be read: {FileTrouble.Reason(e)}", e);
        }
    }
}
