using System.Buffers.Binary;
using Bench.Core;

namespace Bench.Results;

/// <summary>
/// What a path says before SQLite is asked: it would leave files beside a database that is not ours (sqlite.org/fileformat2.html).
/// </summary>
internal static class DatabaseFile
{
    private const int HeaderBytes = 108;

    /// <summary>Why a path can be no results database; null where it can, or where only SQLite can tell.</summary>
    public static string? Refusal(string path)
    {
        if (Directory.Exists(path)) return $"{path} is a folder, not a database: name a file in it, such as {Path.Combine(path, "bench.db")}";
        if (!File.Exists(path) && !Directory.Exists(Nearest(path))) return $"database {path} cannot be made: {Obstacle(path)}";
        if (File.Exists(path + "-wal") && new FileInfo(path + "-wal").Length > 0) return null; // the header may be there
        if (Header(path) is not { Length: > 0 } header) return null;
        if (!header.AsSpan().StartsWith("SQLite format 3\0"u8)) return SqliteErrors.Describe(26, path);
        if (header.Length < HeaderBytes || Number(header, 68) == Schema.ApplicationId) return null;
        var empty = Number(header, 60) == 0 && header[100] == 13 && header[103] == 0 && header[104] == 0; // a leaf without a table in it
        return empty ? null : $"{path} is an SQLite database of another program: choose another file with --db";
    }

    /// <summary>Why a file cannot be made or changed at a path: what is in the way.</summary>
    public static string Obstacle(string path)
    {
        var there = Nearest(path);
        var what = Directory.Exists(there) ? "no file can be made in folder " : there == Path.GetFullPath(path) ? "no permission to change " : "not a folder: ";
        return what + there;
    }

    // What there is of the path.
    private static string Nearest(string path)
    {
        var there = Path.GetFullPath(path);
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } parent) there = parent;
        return there;
    }

    private static byte[]? Header(string path)
    {
        try
        {
            if (!File.Exists(path)) return null;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[HeaderBytes];
            return bytes[..file.ReadAtLeast(bytes, HeaderBytes, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Number(byte[] header, int offset) => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(offset));
}
