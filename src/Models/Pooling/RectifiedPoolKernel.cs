using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bench.Models;

/// <summary>
/// The maximum of 2 × 2 pixels and ReLU in one pass over channels-last numbers, 16 channels at a time (the last 16 overlap those before
/// them where 16 does not divide the channels). It only compares and copies, so its numbers are those of the separate operations, zeros being positive. One thread.
/// </summary>
internal static unsafe class RectifiedPoolKernel<TFormat, T>
    where TFormat : INumberFormat<T>
    where T : unmanaged
{
    private const int Vector = 16, Window = 4, Nowhere = Window;

    /// <summary>
    /// y = max(0, the largest of each window); of equal ones the first counts, and the last NaN before all. Where it came from (0 to 3 in
    /// reading order; 4: nowhere, as ReLU stopped it) is written unless <paramref name="source"/> is null.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(T* x, T* y, byte* source, long images, int height, int width, int channels)
    {
        var row = (long)width * channels;
        for (var image = 0L; image < images; image++, x += height * row)
            for (var top = 0; top + 1 < height; top += 2)
                for (var left = 0; left + 1 < width; left += 2)
                {
                    var window = x + top * row + (long)left * channels;
                    for (var c = 0; c < channels; c += Vector)
                    {
                        var from = Math.Min(c, channels - Vector);
                        var most = TFormat.Load(window + from);
                        var place = Vector512<int>.Zero;
                        for (var i = 1; i < Window; i++)
                        {
                            var other = TFormat.Load(window + (i / 2 * row + i % 2 * channels + from));
                            var wins = Vector512.GreaterThan(other, most) | ~Vector512.Equals(other, other);
                            most = Vector512.ConditionalSelect(wins, other, most);
                            place = Vector512.ConditionalSelect(wins.AsInt32(), Vector512.Create(i), place);
                        }
                        var stopped = Vector512.LessThanOrEqual(most, default); // not a NaN, which stays one
                        TFormat.Store(y + from, Vector512.AndNot(most, stopped));
                        if (source == null) continue;
                        place = Vector512.ConditionalSelect(stopped.AsInt32(), Vector512.Create(Nowhere), place);
                        Avx512F.ConvertToVector128Byte(place).Store(source + from);
                    }
                    y += channels;
                    if (source != null) source += channels;
                }
    }

    /// <summary>dx = dy where it came from, else 0; what no window covers (the last row or column of an odd size) is left as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(T* dy, byte* source, T* dx, long images, int height, int width, int channels)
    {
        var row = (long)width * channels;
        for (var image = 0L; image < images; image++, dx += height * row)
            for (var top = 0; top + 1 < height; top += 2)
                for (var left = 0; left + 1 < width; left += 2, dy += channels, source += channels)
                {
                    var window = dx + top * row + (long)left * channels;
                    for (var c = 0; c < channels; c += Vector)
                    {
                        var from = Math.Min(c, channels - Vector);
                        var place = Avx512F.ConvertToVector512Int32(Vector128.Load(source + from));
                        var given = TFormat.Load(dy + from);
                        given = Vector512.AndNot(given, Vector512.Equals(given, default)); // −0 becomes 0, as in the sum that libtorch makes
                        for (var i = 0; i < Window; i++)
                            TFormat.Store(window + (i / 2 * row + i % 2 * channels + from), Vector512.Equals(place, Vector512.Create(i)).AsSingle() & given);
                    }
                }
    }
}
