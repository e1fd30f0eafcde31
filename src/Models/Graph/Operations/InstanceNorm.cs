using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Instance normalization of each map of each sample (Ulyanov, Vedaldi and Lempitsky, 2016): (N, C, H, W) → the same, by the sample's own statistics in training and evaluation.</summary>
public sealed record InstanceNorm(int Channels, double Epsilon) : Operation
{
    /// <summary>Whether it multiplies channels by numbers of its own and adds others.</summary>
    public bool IsAffine { get; init; } = true;

    public override IReadOnlyList<TensorInfo> Parameters =>
        IsAffine ? [new(Name + ".weight", [Channels], StartValue.Ones), new(Name + ".bias", [Channels], StartValue.Zeros)] : [];

    public override bool KeepsPrecision => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0].Rank != 3 || inputs[0].Channels != Channels
        ? throw new ArgumentException($"instance norm '{Name}' takes maps of {Channels} channels, not {inputs[0]}", nameof(inputs))
        : inputs[0].Height * inputs[0].Width == 1 ? throw new ArgumentException($"instance norm '{Name}' takes maps of more than one pixel, which has no variance", nameof(inputs))
        : inputs[0];

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        nn.functional.instance_norm(inputs[0], null!, null!, state.Parameter(0)!, state.Parameter(1)!, use_input_stats: true, eps: Epsilon);

    // Through the mean and the deviation each pixel depends on all of its map.
    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var all = inputs[0].sum([2, 3], keepdim: true);
        return inputs[0].add(all, Scalars.One);
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

/// <summary>Group normalization (Wu and He, ECCV 2018): (N, C, H, W) → the same. Its statistics are of several channels at once, which therefore stay.</summary>
public sealed record GroupNorm(int Groups, int Channels, double Epsilon) : Operation
{
    /// <inheritdoc cref="InstanceNorm.IsAffine"/>
    public bool IsAffine { get; init; } = true;

    public override IReadOnlyList<TensorInfo> Parameters =>
        IsAffine ? [new(Name + ".weight", [Channels], StartValue.Ones), new(Name + ".bias", [Channels], StartValue.Zeros)] : [];

    public override bool KeepsPrecision => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0].Rank == 3 && inputs[0].Channels == Channels && Channels % Groups == 0
        ? inputs[0]
        : throw new ArgumentException($"group norm '{Name}' takes maps of {Channels} channels, of which {Groups} groups can be made, not {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        WideNorms.Run(inputs[0], x => nn.functional.group_norm(x, Groups, state.Parameter(0)!, state.Parameter(1)!, Epsilon));

    // Through the mean and the deviation each channel depends on all of its group.
    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var scope = NewDisposeScope();
        var x = inputs[0];
        var all = x.reshape(x.shape[0], Groups, -1).sum([2], keepdim: true).expand(-1, -1, Channels / Groups).reshape(x.shape[0], Channels, 1, 1);
        return x.add(all, Scalars.One).MoveToOuterDisposeScope();
    }

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        units.Fix(inputs[0].Strands.SelectMany(s => s.Units));
        return new(output, []);
    }
}
