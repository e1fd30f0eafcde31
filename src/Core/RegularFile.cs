namespace Bench.Core;

/// <summary>Files that somebody names, opened to be read. What is none, such as a device or a pipe, is refused before: reading it may never end, and is done more than once.</summary>
public static class RegularFile
{
    /// <summary>As <see cref="File.OpenRead"/>.</summary>
    /// <exception cref="UserError">It is a device, a pipe or a socket.</exception>
    public static FileStream OpenRead(string path)
    {
        Check(path);
        return File.OpenRead(path);
    }

    /// <summary>What is not there passes: who opens it has words for that.</summary>
    /// <exception cref="UserError">It is a device, a pipe or a socket.</exception>
    public static void Check(string path)
    {
        if (UnixStatus.IsSpecial(path)) throw new UserError($"{path}: is a device, pipe or socket: save its content as a file");
    }
}
