using Bench.Core;

namespace Bench.Datasets;

/// <summary>What holds for entries of any archive: they lie inside the folder it is unpacked into, and are as long as they say.</summary>
internal static class ArchivePaths
{
    /// <summary>An entry's path with slashes, without empty parts.</summary>
    /// <exception cref="UserError">It would lie outside.</exception>
    public static string Inside(string archive, string entry)
    {
        var parts = entry.Split('/', '\\');
        if (Path.IsPathRooted(entry) || entry.Contains(':') || entry.Contains('\0') || parts.Contains(".."))
            throw new UserError($"{archive}: refused: entry '{OneLine(entry)}' would lie outside the folder it is unpacked into");
        return string.Join('/', parts.Where(part => part is not ("" or ".")));
    }

    public static string OneLine(string name) => name.ReplaceLineEndings(" ").Replace('\0', ' ');

    /// <summary>What a file is that is no archive at all, such as a server's error page; null: not known, or of the archive's kind.</summary>
    public static FileKind? KindOf(string path, string own)
    {
        using var file = File.OpenRead(path);
        var start = new byte[FileKind.Looked];
        var kind = FileKind.Of(start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)));
        return kind?.What == own ? null : kind;
    }

    /// <summary>The sum of the lengths of entries.</summary>
    /// <exception cref="UserError">It is more than it may be.</exception>
    public static long Added(long total, long length, long most, string archive) =>
        length < 0 || total + length > most ? throw new UserError($"{archive}: refused: unpacked it has more than {most:N0} bytes") : total + length;

    /// <summary>Copies exactly as many bytes as an entry says that it has.</summary>
    public static void Copy(Stream from, Stream to, long length, string archive)
    {
        var block = new byte[1 << 16];
        var left = length;
        for (int n; left > 0 && (n = from.Read(block, 0, (int)Math.Min(block.Length, left))) > 0; left -= n) to.Write(block, 0, n);
        if (left > 0 || from.Read(block, 0, 1) > 0) throw new UserError($"{archive}: truncated or corrupt archive");
    }

    /// <summary>Writes an entry into a file.</summary>
    public static void Write(Stream from, string path, long length, string archive)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        Copy(from, file, length, archive);
    }
}
