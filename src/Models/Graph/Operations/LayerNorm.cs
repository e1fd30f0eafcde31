using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Layer normalization (Ba, Kiros and Hinton, 2016) of each token over its features: (N, T, C) → the same. Without some of its channels its mean and variance
/// are those of the others, so that a smaller network computes something else than one whose channels are zeros.
/// </summary>
public sealed record LayerNorm(int Features, double Epsilon) : Operation
{
    public override IReadOnlyList<TensorInfo> Parameters => [new(Name + ".weight", [Features], StartValue.Ones), new(Name + ".bias", [Features], StartValue.Zeros)];
    public override bool KeepsPrecision => true;

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => inputs[0].Channels == Features && inputs[0].Width == 1
        ? inputs[0]
        : throw new ArgumentException($"layer norm '{Name}' takes {Features} features, not {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        nn.functional.layer_norm(inputs[0], [Features], state.Parameter(0)!, state.Parameter(1)!, Epsilon);

    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes)
    {
        units.Tell(Name, ChannelSide.Norm, inputs[0]);
        return inputs[0];
    }

    internal override Operation Narrow(IReadOnlyList<bool[]> inputs, bool[] output) => this with { Features = output.Count(k => k) };

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<bool[]> inputs, bool[] output) => [output];
}
