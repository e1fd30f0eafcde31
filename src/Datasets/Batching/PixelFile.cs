using Bench.Core;
using Microsoft.Win32.SafeHandles;

namespace Bench.Datasets;

/// <summary>
/// An open file of pixels that several stores read; it is closed with the last of them. What is open can be read on when another process deletes the file.
/// It is read in pieces and not mapped: its pages are in the system's cache once for all workers, and count for none of them, and a file that is cut off is
/// an error and not the end of the process.
/// </summary>
internal sealed class PixelFile(string path) : IDisposable
{
    private readonly SafeFileHandle file = File.OpenHandle(path, options: FileOptions.RandomAccess);
    private int users = 1;

    /// <summary>The same for one more user, who disposes it too.</summary>
    public PixelFile Shared()
    {
        Interlocked.Increment(ref users);
        return this;
    }

    /// <summary>Fills a buffer from a position on.</summary>
    /// <exception cref="UserError">The file ends before.</exception>
    public void Read(long position, Span<byte> bytes)
    {
        for (int n, read = 0; read < bytes.Length; read += n)
            if ((n = RandomAccess.Read(file, bytes[read..], position + read)) == 0) throw new UserError($"{path}: was cut off while it was in use");
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref users) == 0) file.Dispose();
    }
}
