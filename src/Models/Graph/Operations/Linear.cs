using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>A linear layer: (N, in) → (N, out), or of tokens (N, T, in) → (N, T, out).</summary>
public sealed record Linear(int In, int Out) : Operation, IWeightedOperation
{
    public bool HasBias { get; init; } = true;

    /// <summary>Before the names of its parameters, instead of the point: PyTorch's attention has <c>in_proj_weight</c>.</summary>
    public string Separator { get; init; } = ".";

    public override bool GivesAway => true;

    public override IReadOnlyList<TensorInfo> Parameters =>
    [
        new(Name + Separator + "weight", [Out, In], StartValue.KaimingNormal),
        .. HasBias ? [new TensorInfo(Name + Separator + "bias", [Out], StartValue.Zeros)] : Array.Empty<TensorInfo>(),
    ];

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs)
    {
        var input = inputs[0];
        if (input.Channels != In || input.Width != 1) throw new ArgumentException($"linear layer '{Name}' takes {In} features, not {input}", nameof(inputs));
        return input with { Channels = Out };
    }

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.linear(inputs[0], state.Parameter(0)!, state.Parameter(1)!);

    public LayerInfo Describe(int index, InputShape input, InputShape output, bool isOutput) => new()
    {
        Index = index, Name = Name, Kind = LayerKind.Linear, WeightShape = Parameters[0].Shape, HasBias = HasBias, Groups = 1,
        StrideHeight = 1, StrideWidth = 1, Input = input, Output = output, IsOutput = isOutput, Separator = Separator,
    };

    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes)
    {
        units.Tell(Name, ChannelSide.In, inputs[0]);
        var output = units.New(Out);
        units.Tell(Name, ChannelSide.Out, output);
        return output;
    }

    internal override Operation Narrow(IReadOnlyList<bool[]> inputs, bool[] output) => this with { In = inputs[0].Count(k => k), Out = output.Count(k => k) };

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<bool[]> inputs, bool[] output) =>
        tensor.Shape.Count == 1 ? [output] : [output, inputs[0]];
}
