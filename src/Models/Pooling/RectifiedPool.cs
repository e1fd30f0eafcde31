using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// ReLU and the maximum of 2 × 2 pixels, stride 2, as one operation. On one thread of a CPU with AVX-512 it is one pass each way, with the
/// numbers of the two operations: for the 20 channels of LeNet-5 those take longer than its first convolution, as their loops run over 8
/// channels at a time and the rest one by one, and keep 8 bytes for the place of each maximum.
/// </summary>
internal static class RectifiedPool
{
    private const int Side = 2, Narrowest = 16;

    /// <summary>max(0, the largest of each 2 × 2 pixels): (N, C, H, W) → (N, C, ⌊H/2⌋, ⌊W/2⌋).</summary>
    public static Tensor Of(Tensor x)
    {
        if (!Fuses(x)) return Rectified(nn.functional.max_pool2d(x, Side)); // in this order ReLU has a quarter of the work; the result is the same
        using var scope = NewDisposeScope(); // for what TorchSharp keeps beside the result
        return (is_grad_enabled() && x.requires_grad ? Differentiable.apply(x) : Forward(x, null)).MoveToOuterDisposeScope();
    }

    /// <summary>Whether the fused pass is taken: for channels-last numbers of at least 16 channels on one thread of a CPU with AVX-512.</summary>
    internal static bool Fuses(Tensor x) =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported && get_num_threads() == 1 && ComputeDevice.Cpu.Holds(x)
        && x.dtype is (ScalarType.Float32 or ScalarType.BFloat16) && x.ndim == 4 && x.shape[1] >= Narrowest && RectifiedNorm.IsChannelsLast(x)
        && RectifiedNorm.IsAddressable(x);

    private static Tensor Rectified(Tensor x)
    {
        using (x) return nn.functional.relu(x, inplace: true);
    }

    private static unsafe Tensor Forward(Tensor x, Tensor? source)
    {
        var (images, channels, height, width) = Shape(x);
        using var packed = x.new_empty(images, height / Side, width / Side, channels);
        var y = packed.permute(0, 3, 1, 2);
        var (from, to, place) = (Numbers(x), Numbers(y), source is null ? 0 : Numbers(source));
        if (x.dtype == ScalarType.BFloat16) RectifiedPoolKernel<Bf16, ushort>.Forward((ushort*)from, (ushort*)to, (byte*)place, images, height, width, channels);
        else RectifiedPoolKernel<Fp32, float>.Forward((float*)from, (float*)to, (byte*)place, images, height, width, channels);
        return y;
    }

    private static unsafe Tensor Backward(Tensor dy, Tensor source, long[] shape)
    {
        using var packed = shape[2] % Side + shape[3] % Side == 0
            ? dy.new_empty(shape[0], shape[2], shape[3], shape[1])
            : dy.new_zeros(shape[0], shape[2], shape[3], shape[1]);
        var dx = packed.permute(0, 3, 1, 2);
        var (images, channels, height, width) = Shape(dx);
        var (from, place, to) = (Numbers(dy), Numbers(source), Numbers(dx));
        if (dy.dtype == ScalarType.BFloat16) RectifiedPoolKernel<Bf16, ushort>.Backward((ushort*)from, (byte*)place, (ushort*)to, images, height, width, channels);
        else RectifiedPoolKernel<Fp32, float>.Backward((float*)from, (byte*)place, (float*)to, images, height, width, channels);
        return dx;
    }

    private static (long Images, int Channels, int Height, int Width) Shape(Tensor x) => (x.shape[0], (int)x.shape[1], (int)x.shape[2], (int)x.shape[3]);

    // Where the numbers of channels-last images lie: native memory, which stays.
    private static unsafe nint Numbers(Tensor x)
    {
        using var plain = x.permute(0, 2, 3, 1);
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(plain.bytes));
    }

    private sealed class Differentiable : autograd.SingleTensorFunction<Differentiable>
    {
        [ThreadStatic] private static Tensor? handedOver;

        public override string Name => nameof(RectifiedPool);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            var source = x.new_empty([x.shape[0], x.shape[2] / Side, x.shape[3] / Side, x.shape[1]], dtype: ScalarType.Byte).permute(0, 3, 1, 2);
            ctx.save_for_backward([source]);
            ctx.save_data("shape", x.shape);
            return Forward(x, source);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad)
        {
            using var source = ctx.get_saved_variables()[0];
            using var incoming = grad;
            using var dy = RectifiedNorm.IsChannelsLast(grad) ? grad.alias() : Layout.ChannelsLast(grad);
            var dx = Backward(dy, source, (long[])ctx.get_data("shape"));
            ctx.Dispose(); // what was saved: a gradient is asked for once
            // libtorch takes the gradient over when backward has returned; its handle would keep it in memory.
            handedOver?.Dispose();
            handedOver = dx;
            return [dx];
        }
    }
}
