using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Bench.Benchmarks;

/// <summary>
/// The most floating-point operations a second that this core can do: multiply-adds from registers to registers, twelve chains of them,
/// which hide their latency. A few instructions of machine code, since .NET has none for dot products of bfloat16.
/// </summary>
internal static unsafe partial class Peak
{
    private const int Chains = 12, LeafOfFeatures = 7;
    private const long Turns = 4_000_000;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(0.2);

    /// <summary>FLOP/s of fp32 (<c>vfmadd231ps</c>, 16 numbers wide), a multiplication and an addition each; null without AVX-512.</summary>
    public static double? Fp32() => Avx512F.IsSupported ? Measure(prefix: 0x1D, operation: 0xB8, flops: 2 * 16) : null;

    /// <summary>FLOP/s of bf16 (<c>vdpbf16ps</c>: 32 products, added in pairs to 16 sums of fp32); null where the processor lacks it. Matrix units (AMX) can do more.</summary>
    public static double? Bf16() =>
        Avx512F.IsSupported && (X86Base.CpuId(LeafOfFeatures, 1).Eax & 1 << 5) != 0 ? Measure(prefix: 0x1E, operation: 0x52, flops: 2 * 32) : null;

    // The best of some runs: whatever disturbs one makes it slower.
    private static double? Measure(byte prefix, byte operation, int flops)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return null;
        var code = Code(prefix, operation);
        var page = MapMemory(0, (nuint)code.Length, ReadWrite, PrivateAnonymous, -1, 0);
        if (page == -1) return null;
        code.CopyTo(new Span<byte>((void*)page, code.Length));
        if (ProtectMemory(page, (nuint)code.Length, ReadExecute) != 0) return null;
        var run = (delegate* unmanaged<long, void>)page;
        var (best, whole) = (0.0, Stopwatch.StartNew());
        while (whole.Elapsed < Long)
        {
            var clock = Stopwatch.StartNew();
            run(Turns);
            best = Math.Max(best, (double)Turns * Chains * flops / clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    // Zeroes zmm0 to zmm13, then: zmm0..11 += zmm12 · zmm13, as often as the first argument (rdi) says.
    private static byte[] Code(byte prefix, byte operation)
    {
        var code = new List<byte>();
        for (var register = 0; register < Chains + 2; register++) // vpxord zmmR, zmmR, zmmR
            code.AddRange([0x62, register < 8 ? (byte)0xF1 : (byte)0x51, (byte)(0x05 | (~register & 15) << 3), 0x48, 0xEF, (byte)(0xC0 | (register & 7) * 9)]);
        var loop = code.Count;
        for (var sum = 0; sum < Chains; sum++) // a multiply-add of zmm12 and zmm13 to zmmS
            code.AddRange([0x62, sum < 8 ? (byte)0xD2 : (byte)0x52, prefix, 0x48, operation, (byte)(0xC5 | (sum & 7) << 3)]);
        code.AddRange([0x48, 0xFF, 0xCF]);                            // dec rdi
        code.AddRange([0x75, (byte)(loop - code.Count - 2)]);         // jnz loop
        code.AddRange([0xC5, 0xF8, 0x77, 0xC3]);                      // vzeroupper, ret
        return [.. code];
    }

    private const int ReadWrite = 3, ReadExecute = 5, PrivateAnonymous = 0x22;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MapMemory(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int ProtectMemory(nint address, nuint length, int protection);
}
