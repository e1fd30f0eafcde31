using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Bench.Models.Lanes;

namespace Bench.Models;

/// <summary>
/// Batch norm, a shortcut's addition and ReLU in one pass each over channels-last numbers (rows × channels), where separate operations
/// read and write every number three times as often. The numbers are taken 64 at a time, which are whole rows or a block of channels, so
/// that each of four vectors always meets the same channels. One thread; the order of summation is fixed.
/// </summary>
internal static unsafe class RectifiedNormKernel<TFormat, T>
    where TFormat : INumberFormat<T>
    where T : unmanaged
{
    private const int Width = 64, Vector = 16;

    /// <summary>Groups between two transfers from the fp32 partial sums to the fp64 ones.</summary>
    private const long Chunk = 256;

    /// <summary>Mean and biased variance of each channel, by sums of differences from the channel's first value, where that is finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Statistics(T* x, long rows, int channels, Span<double> mean, Span<double> variance)
    {
        var (groups, stride, blocks) = Shape(rows, channels);
        var pattern = stackalloc float[Width];
        var sums = stackalloc double[Width];
        var squares = stackalloc double[Width];
        for (var block = 0; block < blocks; block++)
        {
            var from = x + block * Width;
            for (var j = 0; j < Width; j += Vector) Finite(TFormat.Load(from + j % channels)).Store(pattern + j);
            var (k0, k1, k2, k3) = Load(pattern);
            new Span<double>(sums, Width).Clear();
            new Span<double>(squares, Width).Clear();
            for (var start = 0L; start < groups; start += Chunk)
            {
                Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, q0 = default, q1 = default, q2 = default, q3 = default;
                var end = Math.Min(groups, start + Chunk);
                for (var g = start; g < end; g++)
                {
                    var p = from + g * stride;
                    var (v0, v1, v2, v3) = (TFormat.Load(p) - k0, TFormat.Load(p + 16) - k1, TFormat.Load(p + 32) - k2, TFormat.Load(p + 48) - k3);
                    (s0, s1, s2, s3) = (s0 + v0, s1 + v1, s2 + v2, s3 + v3);
                    (q0, q1, q2, q3) = (Fma(v0, v0, q0), Fma(v1, v1, q1), Fma(v2, v2, q2), Fma(v3, v3, q3));
                }
                AddTo(sums, s0, s1, s2, s3);
                AddTo(squares, q0, q1, q2, q3);
            }
            var (folds, seen) = Fold(channels);
            for (var c = 0; c < seen; c++)
            {
                var (sum, square) = (0.0, 0.0);
                for (var fold = 0; fold < folds; fold++) (sum, square) = (sum + sums[c + fold * seen], square + squares[c + fold * seen]);
                var shifted = sum / rows;
                mean[block * Width + c] = pattern[c] + shifted;
                variance[block * Width + c] = Math.Max(0, square / rows - shifted * shifted);
            }
        }
    }

    /// <summary>
    /// y = max(0, scale · x + shift + shortcut); a null shortcut is none. A NaN stays one: the second of the maximum's operands wins then.
    /// With a shortcut a bit for each number says where ReLU stopped it, which is less to read than the shortcut again.
    /// It runs backwards, as <see cref="Backward"/> does: the pass before has left the end of x in the cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(T* x, T* shortcut, T* y, ulong* stopped, long rows, int channels, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        var (groups, stride, blocks) = Shape(rows, channels);
        var pattern = stackalloc float[Width];
        for (var block = blocks - 1; block >= 0; block--)
        {
            var (a0, a1, a2, a3) = Load(Spread(scale, block, pattern));
            var (b0, b1, b2, b3) = Load(Spread(shift, block, pattern));
            for (var g = groups - 1; g >= 0; g--)
            {
                var at = block * Width + g * stride;
                var p = x + at;
                var (v0, v1, v2, v3) = (Fma(TFormat.Load(p), a0, b0), Fma(TFormat.Load(p + 16), a1, b1), Fma(TFormat.Load(p + 32), a2, b2), Fma(TFormat.Load(p + 48), a3, b3));
                if (shortcut != null)
                {
                    var s = shortcut + at;
                    (v0, v1, v2, v3) = (v0 + TFormat.Load(s), v1 + TFormat.Load(s + 16), v2 + TFormat.Load(s + 32), v3 + TFormat.Load(s + 48));
                    stopped[block * groups + g] = Stopped(v0) | Stopped(v1) << 16 | Stopped(v2) << 32 | Stopped(v3) << 48;
                }
                var q = y + at;
                TFormat.Store(q, Vector512.MaxNative(default, v0));
                TFormat.Store(q + 16, Vector512.MaxNative(default, v1));
                TFormat.Store(q + 32, Vector512.MaxNative(default, v2));
                TFormat.Store(q + 48, Vector512.MaxNative(default, v3));
            }
        }
    }

    /// <summary>
    /// Sums over each channel of dz and of dz · (x − mean), where dz is dy where ReLU let pass (a NaN too, as libtorch has it), else 0. With a shortcut dz, which is
    /// the shortcut's gradient too, is written, and where ReLU stopped it is told by <see cref="Forward"/>'s bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sums(
        T* dy, T* x, ulong* stopped, T* dz, long rows, int channels,
        ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ReadOnlySpan<float> mean, Span<double> sum, Span<double> product)
    {
        var (groups, stride, blocks) = Shape(rows, channels);
        var pattern = stackalloc float[Width];
        var sums = stackalloc double[Width];
        var products = stackalloc double[Width];
        for (var block = 0; block < blocks; block++)
        {
            var (a0, a1, a2, a3) = Load(Spread(scale, block, pattern));
            var (b0, b1, b2, b3) = Load(Spread(shift, block, pattern));
            var (m0, m1, m2, m3) = Load(Spread(mean, block, pattern));
            new Span<double>(sums, Width).Clear();
            new Span<double>(products, Width).Clear();
            for (var start = 0L; start < groups; start += Chunk)
            {
                Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, q0 = default, q1 = default, q2 = default, q3 = default;
                var end = Math.Min(groups, start + Chunk);
                for (var g = start; g < end; g++)
                {
                    var at = block * Width + g * stride;
                    var p = x + at;
                    var (x0, x1, x2, x3) = (TFormat.Load(p), TFormat.Load(p + 16), TFormat.Load(p + 32), TFormat.Load(p + 48));
                    var d = dy + at;
                    var (d0, d1, d2, d3) = (TFormat.Load(d), TFormat.Load(d + 16), TFormat.Load(d + 32), TFormat.Load(d + 48));
                    if (dz == null)
                    {
                        (d0, d1) = (Passed(Fma(x0, a0, b0), d0), Passed(Fma(x1, a1, b1), d1));
                        (d2, d3) = (Passed(Fma(x2, a2, b2), d2), Passed(Fma(x3, a3, b3), d3));
                    }
                    else
                    {
                        var bits = stopped[block * groups + g];
                        (d0, d1, d2, d3) = (Passed((uint)bits, d0), Passed((uint)bits >> 16, d1), Passed((uint)(bits >> 32), d2), Passed((uint)(bits >> 48), d3));
                        var o = dz + at;
                        TFormat.Store(o, d0);
                        TFormat.Store(o + 16, d1);
                        TFormat.Store(o + 32, d2);
                        TFormat.Store(o + 48, d3);
                    }
                    (s0, s1, s2, s3) = (s0 + d0, s1 + d1, s2 + d2, s3 + d3);
                    (q0, q1, q2, q3) = (Fma(d0, x0 - m0, q0), Fma(d1, x1 - m1, q1), Fma(d2, x2 - m2, q2), Fma(d3, x3 - m3, q3));
                }
                AddTo(sums, s0, s1, s2, s3);
                AddTo(products, q0, q1, q2, q3);
            }
            var (folds, seen) = Fold(channels);
            for (var c = 0; c < seen; c++)
            {
                var (total, crossed) = (0.0, 0.0);
                for (var fold = 0; fold < folds; fold++) (total, crossed) = (total + sums[c + fold * seen], crossed + products[c + fold * seen]);
                (sum[block * Width + c], product[block * Width + c]) = (total, crossed);
            }
        }
    }

    /// <summary>dx = gain · dz + slope · (x − mean) + offset. Without <paramref name="dz"/> it is made of dy as in <see cref="Sums"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        T* dy, T* x, T* dz, T* dx, long rows, int channels, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ReadOnlySpan<float> mean,
        ReadOnlySpan<float> slope, ReadOnlySpan<float> offset)
    {
        var (groups, stride, blocks) = Shape(rows, channels);
        var pattern = stackalloc float[Width];
        for (var block = blocks - 1; block >= 0; block--)
        {
            var (a0, a1, a2, a3) = Load(Spread(scale, block, pattern)); // the gain is the forward pass's scale
            var (b0, b1, b2, b3) = Load(Spread(shift, block, pattern));
            var (m0, m1, m2, m3) = Load(Spread(mean, block, pattern));
            var (k0, k1, k2, k3) = Load(Spread(slope, block, pattern));
            var (c0, c1, c2, c3) = Load(Spread(offset, block, pattern));
            for (var g = groups - 1; g >= 0; g--)
            {
                var at = block * Width + g * stride;
                var p = x + at;
                var (x0, x1, x2, x3) = (TFormat.Load(p), TFormat.Load(p + 16), TFormat.Load(p + 32), TFormat.Load(p + 48));
                Vector512<float> d0, d1, d2, d3;
                if (dz != null)
                {
                    var d = dz + at;
                    (d0, d1, d2, d3) = (TFormat.Load(d), TFormat.Load(d + 16), TFormat.Load(d + 32), TFormat.Load(d + 48));
                }
                else
                {
                    var d = dy + at;
                    d0 = Passed(Fma(x0, a0, b0), TFormat.Load(d));
                    d1 = Passed(Fma(x1, a1, b1), TFormat.Load(d + 16));
                    d2 = Passed(Fma(x2, a2, b2), TFormat.Load(d + 32));
                    d3 = Passed(Fma(x3, a3, b3), TFormat.Load(d + 48));
                }
                var o = dx + at;
                TFormat.Store(o, Fma(d0, a0, Fma(x0 - m0, k0, c0)));
                TFormat.Store(o + 16, Fma(d1, a1, Fma(x1 - m1, k1, c1)));
                TFormat.Store(o + 32, Fma(d2, a2, Fma(x2 - m2, k2, c2)));
                TFormat.Store(o + 48, Fma(d3, a3, Fma(x3 - m3, k3, c3)));
            }
        }
    }

    /// <summary>Whether rows of so many channels can be taken 64 numbers at a time.</summary>
    public static bool Takes(long rows, int channels) =>
        channels % Vector == 0 && (channels % Width == 0 || Width % channels == 0 && rows * channels % Width == 0);

    private static (long Groups, long Stride, int Blocks) Shape(long rows, int channels) =>
        channels >= Width ? (rows, channels, channels / Width) : (rows * channels / Width, Width, 1);

    private static (int Folds, int Channels) Fold(int channels) => channels >= Width ? (1, Width) : (Width / channels, channels);

    private static float* Spread(ReadOnlySpan<float> values, int block, float* pattern)
    {
        for (var j = 0; j < Width; j++) pattern[j] = values[(block * Width + j) % values.Length];
        return pattern;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>) Load(float* p) =>
        (Vector512.Load(p), Vector512.Load(p + 16), Vector512.Load(p + 32), Vector512.Load(p + 48));

    private static void AddTo(double* sums, Vector512<float> s0, Vector512<float> s1, Vector512<float> s2, Vector512<float> s3)
    {
        var all = stackalloc float[Width];
        s0.Store(all);
        s1.Store(all + 16);
        s2.Store(all + 32);
        s3.Store(all + 48);
        for (var j = 0; j < Width; j++) sums[j] += all[j];
    }
}
