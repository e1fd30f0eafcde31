using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>max(0, x), or min(6, max(0, x)) (Howard et al., MobileNets, 2017).</summary>
public sealed record Rectify : Operation
{
    /// <summary>6, or none.</summary>
    public int? Most { get; init; }

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0];

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => Apply(inputs[0], inPlace: false);

    /// <summary>In the memory of x, or in another.</summary>
    public Tensor Apply(Tensor x, bool inPlace) => Most is null ? nn.functional.relu(x, inplace: inPlace) : nn.functional.relu6(x, inplace: inPlace);
}
