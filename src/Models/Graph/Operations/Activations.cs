using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>A function of each value by itself.</summary>
internal abstract record Activation : Operation
{
    /// <summary>Whether it leaves 0 at 0, so that a channel of zeros stays one.</summary>
    protected virtual bool KeepsZero => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0];

    // Each number depends on itself alone, however flat the function is there.
    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].clone();

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) => KeepsZero ? inputs[0] : inputs[0].Filled();
}

/// <summary>x where it is positive, else a part of it (Maas, Hannun and Ng, 2013).</summary>
internal sealed record LeakyRectify(double Slope) : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.leaky_relu(inputs[0], Slope);
}

/// <summary>x where it is positive, else α · (eˣ − 1) (Clevert, Unterthiner and Hochreiter, ICLR 2016).</summary>
internal sealed record Elu(double Alpha) : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.elu(inputs[0], Alpha);
}

/// <summary>x · Φ(x), the exact form (Hendrycks and Gimpel, 2016).</summary>
internal sealed record Gelu : Activation
{
    /// <summary>Its approximation by a hyperbolic tangent.</summary>
    public bool IsApproximate { get; init; }

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        IsApproximate ? inputs[0].gelu(TorchSharp.Modules.GELU.Approximate.tanh) : nn.functional.gelu(inputs[0]);
}

/// <summary>x · σ(x), also called swish (Elfwing, Uchibe and Doya, 2018).</summary>
internal sealed record Silu : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.silu(inputs[0]);
}

/// <summary>x · min(1, max(0, x ÷ 6 + ½)) (Howard et al., MobileNetV3, ICCV 2019).</summary>
internal sealed record HardSwish : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.hardswish(inputs[0]);
}

/// <summary>The hyperbolic tangent.</summary>
internal sealed record Tanh : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].tanh();
}

/// <summary>1 ÷ (1 + e⁻ˣ).</summary>
internal sealed record Sigmoid : Activation
{
    protected override bool KeepsZero => false;

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].sigmoid();
}

/// <summary>min(1, max(0, slope · x + shift)).</summary>
internal sealed record HardSigmoid(double Slope, double Shift) : Activation
{
    protected override bool KeepsZero => Shift <= 0;

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var line = inputs[0].mul(Scalars.Of(Slope));
        using var shifted = line.add(Scalars.Of(Shift));
        return shifted.clamp(Scalars.Zero, Scalars.One);
    }
}

/// <summary>min(most, max(least, x)).</summary>
internal sealed record Clip(double? Least, double? Most) : Activation
{
    protected override bool KeepsZero => Least is not > 0 && Most is not < 0;

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        inputs[0].clamp(Scalars.Of(Least ?? double.NegativeInfinity), Scalars.Of(Most ?? double.PositiveInfinity));
}

/// <summary>ln(1 + eˣ).</summary>
internal sealed record Softplus : Activation
{
    protected override bool KeepsZero => false;

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.softplus(inputs[0]);
}

/// <summary>x · tanh(ln(1 + eˣ)) (Misra, BMVC 2020).</summary>
internal sealed record Mish : Activation
{
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.mish(inputs[0]);
}

/// <summary>factor · x + shift.</summary>
internal sealed record Affine(double Factor, double Shift) : Activation
{
    public override bool GivesAway => true;

    protected override bool KeepsZero => Shift == 0;

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        if (Shift == 0) return inputs[0].mul(Scalars.Of(Factor));
        if (Factor == 1) return inputs[0].add(Scalars.Of(Shift));
        using var line = inputs[0].mul(Scalars.Of(Factor));
        return line.add(Scalars.Of(Shift));
    }
}

/// <summary>eˣ ÷ Σ eˣ along an axis, or the logarithm of that. What the axis holds, whose sum is that of all, stays.</summary>
internal sealed record Softmax(int Axis) : Activation
{
    public bool IsLogarithm { get; init; }

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) =>
        Axis >= 0 && Axis < inputs[0].Rank ? inputs[0] : throw new ArgumentException($"{inputs[0]} have no axis {Axis}, over which a softmax goes", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => IsLogarithm ? inputs[0].log_softmax(Axis + 1) : inputs[0].softmax(Axis + 1);

    // Of each all others along the axis; where nothing arrives, all have the same share, which is not nothing.
    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var sum = inputs[0].sum([Axis + 1L], true);
        using var shares = sum.add(Scalars.One);
        return shares.expand_as(inputs[0]).clone();
    }

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) => units.FixedAlong(inputs[0], Axis).Filled();
}
