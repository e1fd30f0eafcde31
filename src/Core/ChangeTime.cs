using System.Runtime.InteropServices;

namespace Bench.Core;

/// <summary>When a file was changed last, as the system notes it itself: copying and unpacking can set every other time, but not this one. .NET does not tell it.</summary>
public static partial class ChangeTime
{
    private const int WorkingFolder = -100, Length = 256, Mask = 0, Seconds = 96, Nanoseconds = 104; // of struct statx
    private const uint Changed = 0x80;

    /// <summary>Nanoseconds since 1970, of the file at the end of links; null: the system does not tell.</summary>
    public static long? Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        Span<byte> told = stackalloc byte[Length];
        try
        {
            if (Statx(WorkingFolder, path, 0, Changed, ref MemoryMarshal.GetReference(told)) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // an old C library
        }
        var (seconds, rest) = (MemoryMarshal.Read<long>(told[Seconds..]), MemoryMarshal.Read<uint>(told[Nanoseconds..]));
        return (MemoryMarshal.Read<uint>(told[Mask..]) & Changed) != 0 ? seconds * 1_000_000_000 + rest : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte told);
}
