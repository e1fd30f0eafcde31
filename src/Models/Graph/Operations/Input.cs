using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>What a network is given.</summary>
internal sealed record Input(ValueShape Shape) : Operation
{
    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => Shape;

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0];

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) => UnitFlow.Along(Shape, Shape.ChannelAxis, units.Fixed(Shape.Channels));
}
