using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// w² · h / 2, h being the diagonal of the Hessian of the mean cross-entropy over the scoring samples: the second-order change of the loss when the weight
/// is set to zero, other weights apart (LeCun, Denker and Solla, "Optimal brain damage", NIPS 1989). h is estimated as the mean over draws of v ⊙ Hv with
/// random signs v (Hutchinson 1990; Bekas, Kokiopoulou and Saad, Applied Numerical Mathematics 2007; for networks Yao et al., "AdaHessian", AAAI 2021).
/// It may be negative, where the loss would fall. fp64; the signs come from the cell's seed and are 0 where an earlier cut has pruned.
/// </summary>
public sealed class HutchinsonCriterion : ICriterion
{
    private static readonly WholeOption Draws = new("draws", 10, "random vectors of signs whose products with the Hessian are averaged") { Most = 10_000 };

    public string Name => "hutchinson";
    public string Title => "w²·h/2: h the diagonal of the Hessian by Hutchinson's estimator, mean of v·Hv over random signs v";
    public string Source => "LeCun et al., Optimal brain damage, NIPS 1989; the estimator as Yao et al., AdaHessian, AAAI 2021";
    public bool NeedsData => true;
    public bool IsSigned => true;
    public IReadOnlyList<PartOption> Options => [Draws];

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => (batches, (1 + Draws.Of(options)) * batches);

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        var draws = Draws.Of(context.Options);
        using var twin = new DoubleTwin(context.Network);
        var curvature = new Curvature(context, twin);
        using var _ = no_grad();
        var diagonal = context.Tensors.Select(t => zeros_like(twin.Parameter(t)).detach()).ToList();
        curvature.Times(draws, draw => Signs(context, curvature, draw), (signs, products) =>
        {
            foreach (var (sum, (sign, product)) in diagonal.Zip(signs.Zip(products))) sum.add_(sign.mul(product), Scalars.One);
        });
        return [.. context.Tensors.Zip(diagonal, (t, h) => twin.Parameter(t).Squared().mul_(h).mul_(Scalars.Of(0.5 / draws)))];
    }

    private static IReadOnlyList<Tensor> Signs(ScoringContext context, Curvature curvature, int draw)
    {
        using var generator = new Generator(SeededStream.For(context.Seed, "hutchinson", draw).NextUInt64(), CPU);
        return [.. context.Tensors.Select(t => curvature.Left(t, empty([.. t.Shape], dtype: ScalarType.Float64).bernoulli_(0.5, generator)
            .mul_(Scalars.Of(2.0)).sub_(Scalars.Of(1.0)).to(context.Network.Device.Place)))];
    }
}
