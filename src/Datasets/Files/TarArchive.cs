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
    public static Dictionary<string, byte[]> Read(string path, IReadOnlyDictionary<string, long> wanted)
    {
        var contents = new Dictionary<string, byte[]>();
        try
        {
            using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                var name = Inside(path, entry);
                if (entry.DataStream is not { } data || !wanted.TryGetValue(name, out var bytes)) continue;
                if (entry.Length != bytes) throw new UserError($"{path}: entry {name} holds {entry.Length:N0} bytes, not {bytes:N0}");
                var content = new byte[bytes];
                data.ReadExactly(content);
                contents[name] = content;
            }
            return contents;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new UserError($"{path}: truncated or corrupt archive", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static string Inside(string path, TarEntry entry)
    {
        if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            throw new UserError($"{path}: refused: entry '{entry.Name}' is a link to '{entry.LinkName}'");
        var parts = entry.Name.Split('/', '\\');
        if (Path.IsPathRooted(entry.Name) || entry.Name.Contains(':') || parts.Contains(".."))
            throw new UserError($"{path}: refused: entry '{entry.Name}' would lie outside the folder it is unpacked into");
        return string.Join('/', parts.Where(part => part is not ("" or ".")));
    }
}
