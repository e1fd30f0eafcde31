using System.Runtime.InteropServices;

namespace Bench.Core;

/// <summary>
/// Files that are either wholly there or not at all, whatever happens meanwhile: written under a temporary name in
/// the same folder, flushed to the disk, renamed, and the folder flushed too. Where the path is a symbolic link, the file that it leads to is written.
/// </summary>
public static partial class DurableFile
{
    /// <summary>Writes a file through <paramref name="write"/>; an existing one is replaced.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        if (new FileInfo(path) is { LinkTarget: not null } link) path = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        FlushFolder(folder);
    }

    /// <summary>Writes bytes.</summary>
    public static void Write(string path, ReadOnlyMemory<byte> content) => Write(path, stream => stream.Write(content.Span));

    /// <summary>Writes text in UTF-8 without a mark.</summary>
    public static void Write(string path, string content) => Write(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Moves a finished temporary file into place, durably.</summary>
    public static void Commit(string temporary, string path)
    {
        using (var stream = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite)) stream.Flush(flushToDisk: true);
        File.Move(temporary, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Moves a finished temporary folder, whose files are on the disk, into place, durably; where another one has come there first, that one stays.</summary>
    public static void CommitFolder(string temporary, string folder)
    {
        var place = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        Directory.CreateDirectory(place);
        try
        {
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(temporary, recursive: true);
        }
        FlushFolder(place);
    }

    /// <summary>
    /// Gives a file that is written once and never over a second name, or, where the other folder is on another file system, a copy; what is there under that
    /// name stays.
    /// </summary>
    public static void LinkOrCopy(string from, string to)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(to))!;
        Directory.CreateDirectory(folder);
        if (File.Exists(to)) return;
        if (!OperatingSystem.IsWindows() && Link(from, to) == 0) FlushFolder(folder);
        else if (!File.Exists(to))
            Write(to, stream =>
            {
                using var source = File.OpenRead(from);
                source.CopyTo(stream);
            });
    }

    // A rename is durable once its folder is on the disk; .NET has no call for that.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) return;
        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
