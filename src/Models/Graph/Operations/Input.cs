using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>What a network is given.</summary>
internal sealed record Input(InputShape Shape) : Operation
{
    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => Shape;

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0];

    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes) => units.Fixed(Shape.Channels);
}
