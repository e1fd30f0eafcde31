using System.Runtime.CompilerServices;

namespace Bench.Strategies;

/// <summary>Finds what would stand at a position of sorted scores, without sorting: one pass for each byte of a value.</summary>
internal static class OrderStatistics
{
    /// <summary>The value at a position, from 0, in ascending order; none may be NaN.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static T At<T>(ReadOnlySpan<T> values, long position) where T : unmanaged
    {
        var counts = new long[256];
        var prefix = 0UL;
        for (var shift = 8 * Unsafe.SizeOf<T>() - 8; shift >= 0; shift -= 8)
        {
            Array.Clear(counts);
            foreach (var value in values)
            {
                var key = Key(value);
                if (key >> shift >> 8 == prefix) counts[(byte)(key >> shift)]++;
            }
            var digit = 0;
            while (position >= counts[digit]) position -= counts[digit++];
            prefix = prefix << 8 | (uint)digit;
        }
        return Value<T>(prefix);
    }

    // Unsigned integers in the order of the numbers: the sign bit is flipped, and all others too where it was set.
    private static ulong Key<T>(T value) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            var wide = Unsafe.BitCast<T, long>(value);
            return (ulong)(wide < 0 ? ~wide : wide ^ long.MinValue);
        }
        var bits = Unsafe.BitCast<T, int>(value);
        return (uint)(bits < 0 ? ~bits : bits ^ int.MinValue);
    }

    private static T Value<T>(ulong key) where T : unmanaged => typeof(T) == typeof(double)
        ? Unsafe.BitCast<long, T>((long)key < 0 ? (long)key ^ long.MinValue : ~(long)key)
        : Unsafe.BitCast<int, T>((int)key < 0 ? (int)key ^ int.MinValue : ~(int)key);
}
