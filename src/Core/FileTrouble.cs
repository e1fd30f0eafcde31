namespace Bench.Core;

/// <summary>What the system says about files, in our own words: its exceptions speak of calls and paths that nobody typed.</summary>
public static class FileTrouble
{
    // Numbers of Linux and macOS where they are the same or do not collide, then those of Windows.
    private static readonly Dictionary<int, string> Reasons = new()
    {
        [5] = "the disk reports an error", [11] = "another process holds it", [17] = "there is a file of that name already", [20] = "a part of its path is a file, not a folder",
        [21] = "it is a folder", [24] = "too many files are open", [26] = "it is a program that is running", [28] = "the disk is full", [30] = "the file system is read-only",
        [36] = "its name is too long", [40] = "its links lead in a circle", [122] = "the disk quota is used up",
        [unchecked((int)0x80070020)] = "another process holds it", [unchecked((int)0x80070050)] = "there is a file of that name already",
        [unchecked((int)0x80070070)] = "the disk is full", [unchecked((int)0x80070013)] = "the disk is write-protected",
    };

    /// <summary>Whether an exception tells of a file or a path, and not of a fault in the program.</summary>
    public static bool Is(Exception error) => error is IOException or UnauthorizedAccessException || IsPath(error);

    /// <summary>Whether a file could not be opened as another process has it for itself: EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    public static bool IsHeld(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>Why something could not be done, to stand after a colon: <c>permission is denied</c>.</summary>
    /// <param name="error">What the system says.</param>
    /// <param name="file">What was to be read or written as a file, where that may have been a folder.</param>
    public static string Reason(Exception error, string? file = null) => error switch
    {
        FileNotFoundException => "it does not exist",
        DirectoryNotFoundException => "its folder does not exist",
        PathTooLongException => Reasons[36],
        UnauthorizedAccessException or IOException when file is not null && Directory.Exists(file) => Reasons[21],
        UnauthorizedAccessException => "permission is denied",
        IOException when Reasons.TryGetValue(error.HResult, out var reason) => reason,
        IOException => $"the system reports error {error.HResult & 0xFFFF}",
        _ => "no path can have a zero character",
    };

    /// <summary>One line for an exception that nobody has put into words: the path, as far as it tells one, and the reason.</summary>
    public static string Line(Exception error)
    {
        var message = error.Message;
        var (first, last) = (message.IndexOf('\''), message.LastIndexOf('\''));
        var path = (error as FileNotFoundException)?.FileName ?? (last > first + 1 ? message[(first + 1)..last] : null);
        return path is null ? Reason(error) : $"'{path}': {Reason(error)}";
    }

    private static bool IsPath(Exception error) => error is ArgumentException && error.Message.StartsWith("Null character in path", StringComparison.Ordinal);
}
