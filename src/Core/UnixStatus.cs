using System.Runtime.InteropServices;

namespace Bench.Core;

/// <summary>What Linux knows of a file and .NET does not tell.</summary>
public static partial class UnixStatus
{
    private const int WorkingFolder = -100, Length = 256, Mask = 0, Mode = 28, Seconds = 96, Nanoseconds = 104; // of struct statx
    private const uint TypeWanted = 0x1, Changed = 0x80;
    private const ushort Type = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>Nanoseconds since 1970 when a file, the one at the end of links, was changed last: copying and unpacking can set every other time, but not this one. Null: the system does not tell.</summary>
    public static long? ChangeTime(string path)
    {
        Span<byte> told = stackalloc byte[Length];
        if (!Read(path, Changed, told)) return null;
        return MemoryMarshal.Read<long>(told[Seconds..]) * 1_000_000_000 + MemoryMarshal.Read<uint>(told[Nanoseconds..]);
    }

    /// <summary>Whether a device, a pipe or a socket is there, to which writing is another matter than to a file.</summary>
    public static bool IsSpecial(string path)
    {
        Span<byte> told = stackalloc byte[Length];
        return Read(path, TypeWanted, told) && (MemoryMarshal.Read<ushort>(told[Mode..]) & Type) is not (Regular or Folder);
    }

    private static bool Read(string path, uint wanted, Span<byte> told)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return Statx(WorkingFolder, path, 0, wanted, ref MemoryMarshal.GetReference(told)) == 0 && (MemoryMarshal.Read<uint>(told[Mask..]) & wanted) != 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // an old C library
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte told);
}
