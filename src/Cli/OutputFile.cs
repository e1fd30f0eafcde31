using Bench.Core;

namespace Bench.Cli;

/// <summary>A file that an option names.</summary>
internal static class OutputFile
{
    /// <summary>Writes a text, whole or not at all, and says on the standard output where it is.</summary>
    /// <param name="what">The option, to begin the line of a mistake.</param>
    /// <param name="path">The file.</param>
    /// <param name="text">What it holds.</param>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void Write(string what, string path, string text)
    {
        Save(what, path, text);
        Console.WriteLine(path);
    }

    /// <summary>The same in silence, where the standard output holds something else.</summary>
    /// <inheritdoc cref="Write"/>
    public static void Save(string what, string path, string text)
    {
        Check(what, path);
        try
        {
            DurableFile.Write(path, text);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"{what}: '{path}' cannot be written: {FileTrouble.Reason(error)}", error);
        }
    }

    /// <summary>Refuses a file that cannot be written, or holds results, before there is something to write.</summary>
    /// <param name="what">The option, to begin the line of a mistake.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="UserError">It is a folder, a device or the like, belongs to a database, or its folder cannot be written.</exception>
    public static void Check(string what, string path)
    {
        if (Directory.Exists(path)) throw new UserError($"{what}: '{path}' is a folder; it takes a file");
        if (UnixStatus.IsSpecial(path)) throw new UserError($"{what}: '{path}' is a device, pipe or socket, in whose place a file would come; it takes a file");
        if (DatabaseOf(path) is { } database) throw new UserError($"{what}: '{path}' belongs to the SQLite database {database}, which would be lost: choose another file");
        OutputFolder.Prepare(what, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    // The database that a file is or belongs to; null for any other file.
    private static string? DatabaseOf(string path) => new[] { "", "-wal", "-shm", "-journal", ".lock" }.Where(end => path.EndsWith(end, StringComparison.Ordinal))
        .Select(end => path[..^end.Length]).FirstOrDefault(IsDatabase);

    private static bool IsDatabase(string path)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[16];
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("SQLite format 3\0"u8);
        }
        catch (Exception unreadable) when (FileTrouble.Is(unreadable))
        {
            return false; // what can be said of it is said where it is written
        }
    }
}
