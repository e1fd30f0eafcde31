namespace Bench.Core;

/// <summary>
/// Reads files that others may replace at any moment, on other machines too. Over a network file system an open file whose name has gone to another one can no
/// longer be read (a stale handle), unlike on a local disk: then the file that has the name now is read.
/// </summary>
public static class ReplacedFile
{
    private const int StaleHandle = 116, Tries = 10; // ESTALE

    /// <param name="path">The name.</param>
    /// <param name="read">How to read it, from its beginning.</param>
    public static T Read<T>(string path, Func<string, T> read)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                return read(path);
            }
            catch (IOException stale) when (stale.HResult == StaleHandle && attempt < Tries) { }
    }
}
