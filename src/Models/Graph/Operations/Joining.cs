using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>The sum of two values of one shape; channels that meet go together.</summary>
internal sealed record Add : Operation
{
    public override bool GivesAway => true;

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) =>
        inputs[0] == inputs[1] ? inputs[0] : throw new ArgumentException($"{inputs[0]} and {inputs[1]} cannot be added", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].add(inputs[1], Scalars.One);

    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes)
    {
        foreach (var (one, other) in inputs[0].Zip(inputs[1])) units.Tie(one, other);
        return inputs[0];
    }
}

/// <summary>The channels of several values, one after the other: (N, C1, H, W), (N, C2, H, W), ... → (N, C1 + C2 + ..., H, W); of tokens their features.</summary>
internal sealed record Concatenate : Operation
{
    public override bool GivesAway => true;

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => inputs.All(i => (i.Height, i.Width) == (inputs[0].Height, inputs[0].Width))
        ? inputs[0] with { Channels = inputs.Sum(i => i.Channels) }
        : throw new ArgumentException($"{string.Join(", ", inputs)} cannot be concatenated", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => cat([.. inputs], inputs[0].ndim == 3 ? 2 : 1);

    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes) => [.. inputs.SelectMany(i => i)];
}
