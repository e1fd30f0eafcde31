using System.Runtime.Intrinsics;
using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Batch normalization over channels (Ioffe and Szegedy, ICML 2015) with PyTorch's arithmetic and names. It has no counter
/// of batches, which nothing here reads: TorchSharp's own module adds to it in every step, by a temporary
/// <see cref="TorchSharp.Scalar"/> (see <see cref="Tensors.Scalars"/>).
/// </summary>
public sealed class BatchNorm : nn.Module<Tensor, Tensor>
{
    private readonly double epsilon;

    // Registered under these names.
    private readonly Parameter weight, bias;
    private readonly Tensor running_mean, running_var;

    public BatchNorm(long channels, double epsilon = 1e-5) : base(nameof(BatchNorm))
    {
        this.epsilon = epsilon;
        using (var scope = NewDisposeScope())
        {
            weight = new Parameter(ones(channels));
            bias = new Parameter(zeros(channels));
            running_mean = zeros(channels);
            running_var = ones(channels);
            scope.Detach(weight, bias, running_mean, running_var);
        }
        RegisterComponents();
    }

    /// <summary>Whether <see cref="Rectified"/> may use its fused pass, which fires no hooks.</summary>
    public bool MayFuse { get; set; } = true;

    /// <summary>The part that a training batch has in the running statistics: 0.1 in training; 1 leaves those of the batch.</summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>Mean and variance by channel (C), which evaluation uses.</summary>
    public (Tensor Mean, Tensor Variance) Running => (running_mean, running_var);

    /// <summary>(N, C) or (N, C, H, W) → the same shape; in training by the batch's statistics, which move the running ones.</summary>
    /// <exception cref="UserError">In training: one value a channel, which has no variance.</exception>
    public override Tensor forward(Tensor x)
    {
        RefuseOneValue(x);
        return nn.functional.batch_norm(x, running_mean, running_var, weight, bias, training, Momentum, epsilon);
    }

    /// <summary>
    /// max(0, normalized x + shortcut): (N, C, H, W) → the same shape. In training on one thread it is one fused pass, which rounds
    /// differently in the last bits than the three operations do.
    /// </summary>
    /// <exception cref="UserError">In training: one value a channel, which has no variance.</exception>
    public Tensor Rectified(Tensor x, Tensor? shortcut = null)
    {
        if (!Fuses(x, shortcut))
            return call(x).Then(y => nn.functional.relu(shortcut is null ? y : y.add_(shortcut, Scalars.One), inplace: true));
        RefuseOneValue(x);
        using var scope = NewDisposeScope(); // for what TorchSharp keeps beside the result
        return RectifiedNorm.apply(x, weight, bias, shortcut!, new RectifiedNorm.Settings(running_mean, running_var, Momentum, epsilon))
            .MoveToOuterDisposeScope();
    }

    // libtorch would go on with a running variance of NaN.
    private void RefuseOneValue(Tensor x)
    {
        if (training && x.NumberOfElements == x.shape[1])
            throw new UserError($"a training batch of one sample shows a batch norm of {x.shape[1]} channels one value a channel, which has no variance: take another batch size");
    }

    /// <summary>Whether <see cref="Rectified"/> takes its fused pass: in training, of channels-last numbers on one thread of a CPU with AVX-512.</summary>
    internal bool Fuses(Tensor x, Tensor? shortcut) =>
        MayFuse && training && Vector512.IsHardwareAccelerated && get_num_threads() == 1 && ComputeDevice.Cpu.Holds(x)
        && x.dtype is (ScalarType.Float32 or ScalarType.BFloat16) && x.ndim == 4
        && RectifiedNormKernel<Fp32, float>.Takes(x.NumberOfElements / x.shape[1], (int)x.shape[1])
        && RectifiedNorm.IsAddressable(x) && RectifiedNorm.IsChannelsLast(x) && (shortcut is null || RectifiedNorm.IsChannelsLast(shortcut) && shortcut.dtype == x.dtype);
}
