using System.Runtime.Intrinsics;
using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Batch normalization over channels (Ioffe and Szegedy, ICML 2015) with PyTorch's arithmetic and names: (N, C) or (N, C, H, W) → the same shape. It has no
/// counter of batches, which nothing here reads.
/// </summary>
public sealed record Norm(int Channels, double Epsilon = 1e-5) : Operation
{
    /// <summary>Whether it multiplies by numbers of its own, and adds some.</summary>
    public bool IsAffine { get; init; } = true;

    public override IReadOnlyList<TensorInfo> Parameters => IsAffine ? [new(Name + ".weight", [Channels], StartValue.Ones), new(Name + ".bias", [Channels], StartValue.Zeros)] : [];
    public override IReadOnlyList<TensorInfo> Buffers => [new(Name + ".running_mean", [Channels], StartValue.Zeros), new(Name + ".running_var", [Channels], StartValue.Ones)];
    public override bool KeepsPrecision => true;
    public override bool GivesAway => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0] is { Rank: 1 or 3 } && inputs[0].Channels == Channels
        ? inputs[0]
        : throw new ArgumentException($"norm '{Name}' takes {Channels} channels, not {inputs[0]}{(inputs[0].Rank == 2 ? ", which are tokens: take a layer norm" : "")}", nameof(inputs));

    /// <exception cref="UserError">By the batch's statistics: one value a channel, which has no variance.</exception>
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        var x = inputs[0];
        if (x.ndim == 3) throw new ArgumentException($"norm '{Name}' is of channels of images, not of tokens, whose second dimension counts them: take a layer norm", nameof(inputs));
        RefuseOneValue(x, state.Mode);
        using var plain = state.Mode.PlainNormInputs ? x.contiguous() : null;
        var (weight, bias, mean, variance) = (IsAffine ? state.Parameter(0) : null, IsAffine ? state.Parameter(1) : null, state.Buffers.Span[0], state.Buffers.Span[1]);
        return nn.functional.batch_norm(plain ?? x, mean, variance, weight!, bias!, state.Mode.UsesBatchStatistics, state.Mode.Momentum, Epsilon);
    }

    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].clone();

    /// <summary>max(0, normalized x + shortcut) in one pass, which rounds differently in the last bits than the three operations do.</summary>
    internal Tensor Rectified(Tensor x, Tensor? shortcut, OperationState state)
    {
        RefuseOneValue(x, state.Mode);
        using var scope = NewDisposeScope(); // for what TorchSharp keeps beside the result
        var settings = new RectifiedNorm.Settings(state.Buffers.Span[0], state.Buffers.Span[1], state.Mode.Momentum, Epsilon);
        return RectifiedNorm.apply(x, state.Parameter(0)!, state.Parameter(1)!, shortcut!, settings).MoveToOuterDisposeScope();
    }

    /// <summary>Whether <see cref="Rectified"/> can be taken: in training, of channels-last numbers on one thread of a CPU with AVX-512.</summary>
    internal static bool Fuses(Tensor x, Tensor? shortcut, PassMode mode) =>
        mode.MayFuse && mode.UsesBatchStatistics && Vector512.IsHardwareAccelerated && get_num_threads() == 1 && ComputeDevice.Cpu.Holds(x)
        && x.dtype is (ScalarType.Float32 or ScalarType.BFloat16) && x.ndim == 4
        && (RectifiedNormKernel<Fp32, float>.Takes(x.NumberOfElements / x.shape[1], (int)x.shape[1]) || RaggedNormKernel<Fp32, float>.Takes((int)x.shape[1]))
        && RectifiedNorm.IsAddressable(x) && RectifiedNorm.IsChannelsLast(x) && (shortcut is null || RectifiedNorm.IsChannelsLast(shortcut) && shortcut.dtype == x.dtype);

    // libtorch would go on with a running variance of NaN.
    private static void RefuseOneValue(Tensor x, PassMode mode)
    {
        if (mode.UsesBatchStatistics && x.NumberOfElements == x.shape[1])
            throw new UserError($"a training batch of one sample shows a batch norm of {x.shape[1]} channels one value a channel, which has no variance: take another batch size");
    }

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var channels = units.ChannelsOf(inputs[0]);
        if (IsAffine) units.Tell(Name, ChannelSide.Norm, channels);
        return UnitFlow.Along(output, 0, channels, IsAffine || inputs[0].Strands.All(s => s.Vanishes));
    }

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) => this with { Channels = output.Left.Channels };

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<KeptElements> inputs, KeptElements output) => [output.Channels];
}
