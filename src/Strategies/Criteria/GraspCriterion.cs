using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// w ⊙ Hg: g and H being gradient and Hessian, by the scored weights, of the mean cross-entropy over the scoring samples, its logits divided by 200. To
/// first order the squared norm of g falls by 2·w·(Hg) when the weight is set to zero: the score has a sign, and the weights go first without which the
/// gradient's flow grows most (Wang et al., "Picking winning tickets before training by preserving gradient flow", ICLR 2020). fp64.
/// </summary>
public sealed class GraspCriterion : ICriterion
{
    private const double Temperature = 200;

    public string Name => "grasp";
    public string Title => "w·(Hg): what the gradient's flow loses without the weight, signed; logits ÷ 200";
    public string Source => "Wang et al., Picking winning tickets before training by preserving gradient flow (GraSP), ICLR 2020";
    public bool NeedsData => true;
    public bool IsSigned => true;

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => (2 * batches, 3 * batches);

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        using var twin = new DoubleTwin(context.Network);
        var curvature = new Curvature(context, twin, Temperature);
        var gradients = curvature.Gradients();
        using var _ = no_grad();
        var products = gradients.Select(g => zeros_like(g)).ToList();
        curvature.Times(1, _ => gradients, (_, part) => products.Zip(part).ToList().ForEach(p => p.First.add_(p.Second, Scalars.One)));
        return [.. context.Tensors.Zip(products, (t, product) => twin.Parameter(t).mul(product))];
    }
}
