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
    public static Dictionary<string, byte[]> Read(string path, string name, IReadOnlyDictionary<string, long> wanted)
    {
        var contents = new Dictionary<string, byte[]>();
        try
        {
            using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                var place = Inside(name, entry);
                if (entry.DataStream is not { } data || !wanted.TryGetValue(place, out var bytes)) continue;
                if (entry.Length != bytes) throw new UserError($"{name}: entry {place} holds {entry.Length:N0} bytes, not {bytes:N0}");
                var content = new byte[bytes];
                data.ReadExactly(content);
                contents[place] = content;
            }
            return contents;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException or FormatException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{name}: {KindOf(path)?.ForData ?? "truncated or corrupt archive"}", e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"{name}: cannot be read: {FileTrouble.Reason(e)}", e);
        }
    }

    // Of a file that is no archive at all, such as a server's error page.
    private static FileKind? KindOf(string path)
    {
        using var file = File.OpenRead(path);
        var start = new byte[FileKind.Looked];
        var kind = FileKind.Of(start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)));
        return kind?.What == "a gzip file" ? null : kind;
    }

    private static string Inside(string archive, TarEntry entry)
    {
        if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            throw new UserError($"{archive}: refused: entry '{OneLine(entry.Name)}' is a link to '{OneLine(entry.LinkName)}'");
        var parts = entry.Name.Split('/', '\\');
        if (Path.IsPathRooted(entry.Name) || entry.Name.Contains(':') || parts.Contains(".."))
            throw new UserError($"{archive}: refused: entry '{OneLine(entry.Name)}' would lie outside the folder it is unpacked into");
        return string.Join('/', parts.Where(part => part is not ("" or ".")));
    }

    private static string OneLine(string name) => name.ReplaceLineEndings(" ");
}
