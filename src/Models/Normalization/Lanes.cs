using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bench.Models;

/// <summary>What the kernels of norms do with 16 numbers at a time.</summary>
internal static class Lanes
{
    /// <summary>a · b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);

    /// <summary>d where z lets it pass: where z is above 0, or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Passed(Vector512<float> z, Vector512<float> d) => Vector512.AndNot(d, Vector512.LessThanOrEqual(z, default));

    /// <summary>d where the bit (of the lowest 16) is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Passed(uint stopped, Vector512<float> d)
    {
        var one = Vector512.Create(1u, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        return Vector512.Equals(Vector512.Create(stopped) & one, default).AsSingle() & d;
    }

    /// <summary>A bit for each number that ReLU stops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Stopped(Vector512<float> z) => Vector512.ExtractMostSignificantBits(Vector512.LessThanOrEqual(z, default));

    /// <summary>x, and 0 where it is none or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Finite(Vector512<float> x) => Vector512.Equals(x - x, default) & x;
}
