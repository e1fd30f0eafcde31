using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>A function of each value by itself that leaves 0 at 0, so that a channel of zeros stays one.</summary>
internal abstract record Activation : Operation
{
    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => inputs[0];
}

/// <summary>x where it is positive, else a part of it (Maas, Hannun and Ng, 2013).</summary>
internal sealed record LeakyRectify(double Slope) : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.leaky_relu(inputs[0], Slope);
}

/// <summary>x · Φ(x), the exact form (Hendrycks and Gimpel, 2016).</summary>
internal sealed record Gelu : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.gelu(inputs[0]);
}

/// <summary>x · σ(x), also called swish (Elfwing, Uchibe and Doya, 2018).</summary>
internal sealed record Silu : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.silu(inputs[0]);
}

/// <summary>The hyperbolic tangent.</summary>
internal sealed record Tanh : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].tanh();
}
