using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>A linear layer: (N, in) → (N, out), or of tokens (N, T, in) → (N, T, out).</summary>
public sealed record Linear(int In, int Out) : Operation, IWeightedOperation
{
    public bool HasBias { get; init; } = true;

    /// <summary>Before the names of its parameters, instead of the point: PyTorch's attention has <c>in_proj_weight</c>.</summary>
    public string Separator { get; init; } = ".";

    /// <summary>What its weight begins with.</summary>
    public StartValue Start { get; init; } = StartValue.KaimingNormal;

    public override bool GivesAway => true;

    public override IReadOnlyList<TensorInfo> Parameters =>
    [
        new(Name + Separator + "weight", [Out, In], Start),
        .. HasBias ? [new TensorInfo(Name + Separator + "bias", [Out], StartValue.Zeros)] : Array.Empty<TensorInfo>(),
    ];

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs)
    {
        var input = inputs[0];
        if (input.Rank is not (1 or 2) || input.Channels != In) throw new ArgumentException($"linear layer '{Name}' takes {In} features, not {input}", nameof(inputs));
        return input.With(input.ChannelAxis, Out);
    }

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.linear(inputs[0], state.Parameter(0)!, state.Parameter(1)!);

    public LayerInfo Describe(int index, InputShape input, InputShape output, bool isOutput) => new()
    {
        Index = index, Name = Name, Kind = LayerKind.Linear, WeightShape = Parameters[0].Shape, HasBias = HasBias, Groups = 1,
        StrideHeight = 1, StrideWidth = 1, Input = input, Output = output, IsOutput = isOutput, Separator = Separator,
    };

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var axis = output.ChannelAxis;
        units.Tell(Name, ChannelSide.In, units.Along(inputs[0], axis));
        var features = units.New(Out);
        units.Tell(Name, ChannelSide.Out, features);
        return new(output, [new([axis], features, Vanishes: true), .. inputs[0].Strands.Where(s => !s.Axes.Contains(axis)).Select(s => s with { Vanishes = s.Vanishes && !HasBias })]);
    }

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) => this with { In = inputs[0].Left.Channels, Out = output.Left.Channels };

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<KeptElements> inputs, KeptElements output) =>
        tensor.Shape.Count == 1 ? [output.Channels] : [output.Channels, inputs[0].Channels];
}
