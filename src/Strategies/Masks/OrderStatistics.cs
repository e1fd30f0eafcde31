namespace Bench.Strategies;

/// <summary>Finds what would stand at a position of sorted scores, without sorting: four passes, one for each byte of the value.</summary>
internal static class OrderStatistics
{
    /// <summary>The value at a position, from 0, in ascending order; none may be NaN.</summary>
    public static float At(ReadOnlySpan<float> values, long position)
    {
        var counts = new long[256];
        var prefix = 0UL;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            Array.Clear(counts);
            foreach (var value in values)
            {
                var key = Key(value);
                if (key >> (shift + 8) == prefix) counts[(byte)(key >> shift)]++;
            }
            var digit = 0;
            while (position >= counts[digit]) position -= counts[digit++];
            prefix = prefix << 8 | (uint)digit;
        }
        return Value((uint)prefix);
    }

    // Unsigned integers in the order of the floats: the sign bit is flipped, and all others too where it was set.
    private static ulong Key(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value);
        return (uint)(bits < 0 ? ~bits : bits ^ int.MinValue);
    }

    private static float Value(uint key) => BitConverter.Int32BitsToSingle((int)key < 0 ? (int)key ^ int.MinValue : ~(int)key);
}
