using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace Bench.Tensors;

/// <summary>Prepares the process for tensors; call <see cref="Initialize"/> before the first one.</summary>
public static partial class Native
{
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3, ArenaMax = -8;
    private static bool initialized;

    /// <summary>
    /// Tunes the C allocator, lets libtorch use AVX-512 where the processor has it, and sets the number of intra-op threads. By
    /// default glibc gives every large tensor back to the kernel and faults it in again page by page; keeping the memory doubles the
    /// speed of training on a CPU.
    /// </summary>
    public static void Initialize(int threads = 1)
    {
        if (initialized) return;
        initialized = true;
        if (OperatingSystem.IsLinux())
        {
            TuneAllocator();
            UseWidestVectors();
        }
        torch.set_num_threads(Math.Max(1, threads));
    }

    /// <summary>Gives memory that is free back to the system; for between cells.</summary>
    public static void ReleaseFreeMemory()
    {
        if (!OperatingSystem.IsLinux()) return;
        try { _ = MallocTrim(0); }
        catch (EntryPointNotFoundException) { } // musl
    }

    private static void TuneAllocator()
    {
        try
        {
            _ = Mallopt(MmapThreshold, 1 << 30);
            _ = Mallopt(TrimThreshold, int.MaxValue);
            _ = Mallopt(TopPad, 256 << 20);
            _ = Mallopt(ArenaMax, 1);
        }
        catch (EntryPointNotFoundException) { } // musl
    }

    // libtorch's own loops (batch norm, ReLU, sums) stay at AVX2 unless told; it reads the variable at its first operation.
    private static void UseWidestVectors()
    {
        if (Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Fma.IsSupported)
            _ = SetEnvironment("ATEN_CPU_CAPABILITY", "avx512", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
