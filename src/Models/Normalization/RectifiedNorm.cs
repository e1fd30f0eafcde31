using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>The fused training pass of <see cref="Norm"/> as a differentiable operation: what it needs, and its gradients.</summary>
internal sealed class RectifiedNorm : autograd.SingleTensorFunction<RectifiedNorm>
{
    [ThreadStatic] private static Tensor?[]? handedOver;

    public override string Name => nameof(RectifiedNorm);

    /// <summary>What is not differentiated: the running statistics, which move, and two constants.</summary>
    public sealed record Settings(Tensor RunningMean, Tensor RunningVariance, double Momentum, double Epsilon);

    /// <summary>(N, C, H, W) channels-last, fp32 or bf16; weight and bias (C) fp32; a shortcut like x, or null; <see cref="Settings"/>.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, bias, shortcut, settings) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor?)vars[3], (Settings)vars[4]);
        var channels = (int)x.shape[1];
        var rows = x.NumberOfElements / channels;
        var y = empty_like(x);
        var (mean, variance) = (new double[channels], new double[channels]);
        var (scale, shift) = (new float[channels], new float[channels]);
        Run(x, new Statistics(rows, channels, mean, variance), x);

        var w = Floats(weight);
        var b = Floats(bias);
        var runningMean = Floats(settings.RunningMean);
        var runningVariance = Floats(settings.RunningVariance);
        var deviations = new float[channels]; // inverse
        for (var c = 0; c < channels; c++)
        {
            var inverse = 1 / Math.Sqrt(variance[c] + settings.Epsilon);
            deviations[c] = (float)inverse;
            scale[c] = (float)(w[c] * inverse);
            shift[c] = (float)(b[c] - mean[c] * w[c] * inverse);
            runningMean[c] += (float)(settings.Momentum * (mean[c] - runningMean[c]));
            runningVariance[c] += (float)(settings.Momentum * (variance[c] * rows / (rows - 1) - runningVariance[c]));
        }
        var stopped = shortcut is null ? null : empty((x.NumberOfElements + 63) / 64, dtype: ScalarType.Int64);
        Run(x, new Forward(rows, channels, scale, shift, Bits(stopped)), x, shortcut, y);
        ctx.save_for_backward(stopped is null ? [x] : [x, stopped]);
        ctx.save_data(nameof(Saved), new Saved(scale, shift, [.. mean.Select(m => (float)m)], deviations));
        return y;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad)
    {
        var tensors = ctx.get_saved_variables();
        var saved = (Saved)ctx.get_data(nameof(Saved));
        using var x = tensors[0];
        using var stopped = tensors.Count > 1 ? tensors[1] : null;
        var channels = (int)x.shape[1];
        var rows = x.NumberOfElements / channels;
        using var incoming = grad;
        using var dy = IsChannelsLast(grad) ? grad.alias() : Layout.ChannelsLast(grad); // such as a mean's gradient, one number for all pixels
        var dx = empty_like(x);
        var dz = stopped is null ? null : empty_like(x);
        var (sum, product) = (new double[channels], new double[channels]);
        Run(x, new Sums(rows, channels, saved, Bits(stopped), sum, product), dy, x, dz);

        var (slope, offset) = (new float[channels], new float[channels]);
        var (dWeight, dBias) = (new float[channels], new float[channels]);
        for (var c = 0; c < channels; c++)
        {
            var inverse = (double)saved.InverseDeviation[c];
            dWeight[c] = (float)(product[c] * inverse);
            dBias[c] = (float)sum[c];
            slope[c] = (float)(-saved.Scale[c] * inverse * inverse * product[c] / rows);
            offset[c] = (float)(-saved.Scale[c] * sum[c] / rows);
        }
        Run(x, new Backward(rows, channels, saved, slope, offset), dy, x, dz, dx);
        ctx.Dispose(); // what was saved: a gradient is asked for once
        return HandOver(dx, tensor(dWeight), tensor(dBias), dz);
    }

    // libtorch takes the gradients over when backward has returned; their handles would keep those of all layers in memory.
    private static List<Tensor> HandOver(params Tensor?[] gradients)
    {
        foreach (var gradient in handedOver ?? []) gradient?.Dispose();
        handedOver = gradients;
        return [.. gradients.Select(g => g!), null!];
    }

    /// <summary>Whether the bytes of a tensor can be had as one span, which ends at 2 GiB.</summary>
    public static bool IsAddressable(Tensor x) => x.NumberOfElements * x.ElementSize <= int.MaxValue;

    /// <summary>Whether the numbers lie in the order N, H, W, C without gaps.</summary>
    public static bool IsChannelsLast(Tensor x)
    {
        var (size, stride) = (x.shape, x.stride());
        return size.Length == 4 && stride[1] == 1 && stride[3] == size[1] && stride[2] == size[3] * stride[3] && stride[0] == size[2] * stride[2];
    }

    private sealed record Saved(float[] Scale, float[] Shift, float[] Mean, float[] InverseDeviation);

    private interface IPass
    {
        unsafe void Run<TFormat, T>(T* a, T* b, T* c, T* d)
            where TFormat : INumberFormat<T>
            where T : unmanaged;
    }

    private readonly record struct Statistics(long Rows, int Channels, double[] Mean, double[] Variance) : IPass
    {
        public unsafe void Run<TFormat, T>(T* a, T* b, T* c, T* d)
            where TFormat : INumberFormat<T>
            where T : unmanaged
        {
            if (RaggedNormKernel<TFormat, T>.Takes(Channels)) RaggedNormKernel<TFormat, T>.Statistics(a, Rows, Channels, Mean, Variance);
            else RectifiedNormKernel<TFormat, T>.Statistics(a, Rows, Channels, Mean, Variance);
        }
    }

    private readonly record struct Forward(long Rows, int Channels, float[] Scale, float[] Shift, nint Stopped) : IPass
    {
        public unsafe void Run<TFormat, T>(T* a, T* b, T* c, T* d)
            where TFormat : INumberFormat<T>
            where T : unmanaged
        {
            if (RaggedNormKernel<TFormat, T>.Takes(Channels)) RaggedNormKernel<TFormat, T>.Forward(a, b, c, (ushort*)Stopped, Rows, Channels, Scale, Shift);
            else RectifiedNormKernel<TFormat, T>.Forward(a, b, c, (ulong*)Stopped, Rows, Channels, Scale, Shift);
        }
    }

    private readonly record struct Sums(long Rows, int Channels, Saved Saved, nint Stopped, double[] Sum, double[] Product) : IPass
    {
        public unsafe void Run<TFormat, T>(T* a, T* b, T* c, T* d)
            where TFormat : INumberFormat<T>
            where T : unmanaged
        {
            if (RaggedNormKernel<TFormat, T>.Takes(Channels))
                RaggedNormKernel<TFormat, T>.Sums(a, b, (ushort*)Stopped, c, Rows, Channels, Saved.Scale, Saved.Shift, Saved.Mean, Sum, Product);
            else RectifiedNormKernel<TFormat, T>.Sums(a, b, (ulong*)Stopped, c, Rows, Channels, Saved.Scale, Saved.Shift, Saved.Mean, Sum, Product);
        }
    }

    private readonly record struct Backward(long Rows, int Channels, Saved Saved, float[] Slope, float[] Offset) : IPass
    {
        public unsafe void Run<TFormat, T>(T* a, T* b, T* c, T* d)
            where TFormat : INumberFormat<T>
            where T : unmanaged
        {
            if (RaggedNormKernel<TFormat, T>.Takes(Channels))
                RaggedNormKernel<TFormat, T>.Backward(a, b, c, d, Rows, Channels, Saved.Scale, Saved.Shift, Saved.Mean, Slope, Offset);
            else RectifiedNormKernel<TFormat, T>.Backward(a, b, c, d, Rows, Channels, Saved.Scale, Saved.Shift, Saved.Mean, Slope, Offset);
        }
    }

    // The pass over the memory of up to four tensors of like's type.
    private static unsafe void Run<TPass>(Tensor like, TPass pass, params ReadOnlySpan<Tensor?> tensors) where TPass : IPass
    {
        var pointers = stackalloc nint[4];
        for (var i = 0; i < tensors.Length; i++)
            if (tensors[i] is { } tensor)
            {
                using var plain = tensor.permute(0, 2, 3, 1);
                pointers[i] = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(plain.bytes)); // native memory: it stays
            }
        if (like.dtype == ScalarType.BFloat16)
            pass.Run<Bf16, ushort>((ushort*)pointers[0], (ushort*)pointers[1], (ushort*)pointers[2], (ushort*)pointers[3]);
        else
            pass.Run<Fp32, float>((float*)pointers[0], (float*)pointers[1], (float*)pointers[2], (float*)pointers[3]);
    }

    // Where ReLU stopped the numbers, 64 of them an integer.
    private static unsafe nint Bits(Tensor? stopped) => stopped is null ? 0 : (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(stopped.bytes));

    private static Span<float> Floats(Tensor vector) => MemoryMarshal.Cast<byte, float>(vector.bytes);
}
