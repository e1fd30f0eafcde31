using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Dropout (Srivastava et al., JMLR 2014): in training each value is zeroed with the given probability and the others are scaled by its complement's
/// inverse; in evaluation values pass unchanged. Masks are drawn on the CPU and moved: they are the same on every device.
/// </summary>
internal sealed record Dropout(double Probability) : Operation
{
    public override bool IsRandom => true;

    internal override bool IsView(ValueShape input) => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0];

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        var x = inputs[0];
        if (!state.Mode.DropsOut) return x.alias();
        using var drawn = empty_like(x, device: CPU).bernoulli_(1 - Probability, state.Chance!).mul_(Scalars.Of(1 / (1 - Probability)));
        using var kept = drawn.to(x.device);
        return x.mul(kept);
    }
}
