using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Bench.Models.Lanes;

namespace Bench.Models;

/// <summary>
/// The passes of <see cref="RectifiedNormKernel{TFormat, T}"/> for numbers of channels that 8 does not divide, as networks have from which channels were
/// removed. Numbers are taken 16 at a time through a period of whole rows and whole vectors, after which the same channels meet the same places again. One
/// thread; the order of summation is fixed.
/// </summary>
internal static unsafe class RaggedNormKernel<TFormat, T>
    where TFormat : INumberFormat<T>
    where T : unmanaged
{
    private const int Vector = 16;

    /// <summary>Periods between two transfers from the fp32 partial sums to the fp64 ones.</summary>
    private const int Chunk = 64;

    /// <summary>Whether channels are as many as it is for, and their period fits into the nearest cache.</summary>
    public static bool Takes(int channels) => channels % 8 != 0 && channels <= 512; // of multiples of 8 libtorch's own loops are as fast

    /// <inheritdoc cref="RectifiedNormKernel{TFormat, T}.Statistics"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Statistics(T* x, long rows, int channels, Span<double> mean, Span<double> variance)
    {
        var period = Period(channels);
        var numbers = rows * channels;
        var room = new float[3 * period];
        var (sums, squares) = (new double[channels], new double[channels]);
        fixed (float* k = room)
        {
            float* s = k + period, q = k + 2 * period;
            var first = stackalloc float[channels];
            for (var c = 0; c < channels; c += Vector) Store(first + c, Finite(Load(x + c, Math.Min(Vector, channels - c))), Math.Min(Vector, channels - c));
            for (var j = 0; j < period; j++) k[j] = first[j % channels];
            var (at, periods) = (0L, 0);
            for (; at + period <= numbers; at += period)
            {
                for (var j = 0; j < period; j += Vector)
                {
                    var v = TFormat.Load(x + at + j) - Vector512.Load(k + j);
                    (Vector512.Load(s + j) + v).Store(s + j);
                    Fma(v, v, Vector512.Load(q + j)).Store(q + j);
                }
                if (++periods % Chunk != 0) continue;
                Transfer(s, period, sums);
                Transfer(q, period, squares);
            }
            for (var j = 0; at < numbers; j += Vector, at += Vector)
            {
                var count = (int)Math.Min(Vector, numbers - at);
                var v = Only(Load(x + at, count) - Vector512.Load(k + j), count);
                (Vector512.Load(s + j) + v).Store(s + j);
                Fma(v, v, Vector512.Load(q + j)).Store(q + j);
            }
            Transfer(s, period, sums);
            Transfer(q, period, squares);
            for (var c = 0; c < channels; c++)
            {
                var shifted = sums[c] / rows;
                mean[c] = first[c] + shifted;
                variance[c] = Math.Max(0, squares[c] / rows - shifted * shifted);
            }
        }
    }

    /// <inheritdoc cref="RectifiedNormKernel{TFormat, T}.Forward"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(T* x, T* shortcut, T* y, ushort* stopped, long rows, int channels, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        var period = Period(channels);
        var numbers = rows * channels;
        fixed (float* a = Spread(period, scale, shift))
        {
            var b = a + period;
            var j = 0;
            for (var at = 0L; at < numbers; at += Vector, j = j + Vector == period ? 0 : j + Vector)
            {
                var count = (int)Math.Min(Vector, numbers - at);
                var v = Fma(Load(x + at, count), Vector512.Load(a + j), Vector512.Load(b + j));
                if (shortcut != null)
                {
                    v += Load(shortcut + at, count);
                    stopped[at / Vector] = (ushort)Stopped(v);
                }
                Store(y + at, Vector512.MaxNative(default, v), count);
            }
        }
    }

    /// <inheritdoc cref="RectifiedNormKernel{TFormat, T}.Sums"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sums(
        T* dy, T* x, ushort* stopped, T* dz, long rows, int channels,
        ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ReadOnlySpan<float> mean, Span<double> sum, Span<double> product)
    {
        var period = Period(channels);
        var numbers = rows * channels;
        var room = new float[2 * period];
        var (sums, products) = (new double[channels], new double[channels]);
        fixed (float* a = Spread(period, scale, shift, mean), s = room)
        {
            float* b = a + period, m = a + 2 * period, q = s + period;
            var (j, periods) = (0, 0);
            for (var at = 0L; at < numbers; at += Vector)
            {
                var count = (int)Math.Min(Vector, numbers - at);
                var (z, d) = (Load(x + at, count), Load(dy + at, count));
                if (dz == null) d = Passed(Fma(z, Vector512.Load(a + j), Vector512.Load(b + j)), d);
                else
                {
                    d = Passed(stopped[at / Vector], d);
                    Store(dz + at, d, count);
                }
                d = Only(d, count);
                (Vector512.Load(s + j) + d).Store(s + j);
                Fma(d, z - Vector512.Load(m + j), Vector512.Load(q + j)).Store(q + j);
                if ((j += Vector) < period) continue;
                j = 0;
                if (++periods % Chunk != 0) continue;
                Transfer(s, period, sums);
                Transfer(q, period, products);
            }
            Transfer(s, period, sums);
            Transfer(q, period, products);
        }
        sums.CopyTo(sum);
        products.CopyTo(product);
    }

    /// <inheritdoc cref="RectifiedNormKernel{TFormat, T}.Backward"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        T* dy, T* x, T* dz, T* dx, long rows, int channels, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ReadOnlySpan<float> mean,
        ReadOnlySpan<float> slope, ReadOnlySpan<float> offset)
    {
        var period = Period(channels);
        var numbers = rows * channels;
        fixed (float* a = Spread(period, scale, shift, mean, slope, offset))
        {
            float* b = a + period, m = a + 2 * period, k = a + 3 * period, c = a + 4 * period;
            var j = 0;
            for (var at = 0L; at < numbers; at += Vector, j = j + Vector == period ? 0 : j + Vector)
            {
                var count = (int)Math.Min(Vector, numbers - at);
                var (z, gain) = (Load(x + at, count), Vector512.Load(a + j));
                var d = dz != null ? Load(dz + at, count) : Passed(Fma(z, gain, Vector512.Load(b + j)), Load(dy + at, count));
                Store(dx + at, Fma(d, gain, Fma(z - Vector512.Load(m + j), Vector512.Load(k + j), Vector512.Load(c + j))), count);
            }
        }
    }

    // Numbers after which rows and vectors begin together again.
    private static int Period(int channels)
    {
        var rows = Vector;
        for (var common = channels; common % 2 == 0 && rows > 1; common /= 2) rows /= 2;
        return rows * channels;
    }

    // What a channel has, at each place of a period, one after the other.
    private static float[] Spread(int period, ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<float> third = default, ReadOnlySpan<float> fourth = default, ReadOnlySpan<float> fifth = default)
    {
        var all = new float[5 * period];
        Fill(first, 0);
        Fill(second, 1);
        Fill(third, 2);
        Fill(fourth, 3);
        Fill(fifth, 4);
        return all;

        void Fill(ReadOnlySpan<float> values, int place)
        {
            for (var j = 0; j < period && !values.IsEmpty; j++) all[place * period + j] = values[j % values.Length];
        }
    }

    private static void Transfer(float* partial, int period, double[] sums)
    {
        for (int j = 0, c = 0; j < period; j++, c = c + 1 == sums.Length ? 0 : c + 1) sums[c] += partial[j];
        new Span<float>(partial, period).Clear();
    }

    // The last numbers may be fewer than a vector: others are 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(T* p, int count) => count == Vector ? TFormat.Load(p) : LoadFew(p, count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> LoadFew(T* p, int count)
    {
        var few = stackalloc T[Vector];
        new Span<T>(few, Vector).Clear();
        new Span<T>(p, count).CopyTo(new Span<T>(few, Vector));
        return TFormat.Load(few);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* p, Vector512<float> values, int count)
    {
        if (count == Vector) TFormat.Store(p, values);
        else StoreFew(p, values, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreFew(T* p, Vector512<float> values, int count)
    {
        var few = stackalloc T[Vector];
        TFormat.Store(few, values);
        new Span<T>(few, count).CopyTo(new Span<T>(p, count));
    }

    private static void Store(float* p, Vector512<float> values, int count)
    {
        for (var i = 0; i < count; i++) p[i] = values[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Only(Vector512<float> values, int count) =>
        count == Vector ? values : Vector512.ConditionalSelect(Vector512.LessThan(Vector512<float>.Indices, Vector512.Create((float)count)), values, default);
}
