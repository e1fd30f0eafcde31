using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Σ_b (w · g_b)², g_b being the gradient of the mean cross-entropy over scoring batch b: the squared first-order change of the loss when the weight is set to zero
/// (Molchanov et al., "Importance estimation for neural network pruning", CVPR 2019, equation 8). Gradients of different batches do not cancel, so the size
/// of the batches matters; with batches of one sample it is the order of the diagonal Fisher.
/// </summary>
public sealed class TaylorCriterion : ICriterion
{
    public string Name => "taylor";
    public string Title => "Σ(w·g)²: the squared product of weight and gradient, summed over the scoring batches";
    public string Source => "Molchanov et al., Importance estimation for neural network pruning, CVPR 2019";
    public bool NeedsData => true;

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => (batches, batches);

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        var weights = context.Tensors.Select(t => context.Parameter(t).detach().to(ScalarType.Float64)).ToList();
        var sums = weights.Select(w => zeros_like(w)).ToList();
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            using (enable_grad()) nn.functional.cross_entropy(context.Network.Forward(batch.Inputs), batch.Labels).backward();
            using var _ = no_grad();
            foreach (var (tensor, (weight, sum)) in context.Tensors.Zip(weights.Zip(sums)))
                sum.add_(context.Gradient(tensor).to(ScalarType.Float64).mul_(weight).Squared(), Scalars.One);
            context.Network.Flat.Gradients.zero_();
        }
        return sums;
    }
}
