using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// |w · g|, g being the gradient of the mean cross-entropy over all scoring samples (the batches' gradients, each weighted by
/// its share of the samples): the first-order change of the loss when the weight is set to zero (Mozer and Smolensky, NeurIPS
/// 1988). The magnitude is taken after the sum over samples, so gradients that disagree cancel.
/// </summary>
public sealed class GradientCriterion : ICriterion
{
    public string Name => "gradient";
    public string Title => "|w·Σg|: the weight times the gradient of the mean loss over the scoring samples";
    public string Source => "Mozer and Smolensky, Skeletonization, NeurIPS 1988; as in Blalock et al., MLSys 2020";
    public bool NeedsData => true;

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => (batches, batches);

    public IReadOnlyList<Tensor> Score(ScoringContext context) =>
        [.. context.Tensors.Zip(Gradients(context), (t, gradient) => Score(context.Parameter(t).detach(), gradient))];

    /// <summary>The score of a weight with a gradient, both of one shape.</summary>
    public static Tensor Score(Tensor weight, Tensor gradient) => weight.mul(gradient).abs_();

    /// <summary>The gradients of the mean loss, one for each scored tensor: views of what backward passes accumulate into, from zero.</summary>
    public static IReadOnlyList<Tensor> Gradients(ScoringContext context)
    {
        using var _ = enable_grad();
        var samples = (double)context.Samples;
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            var meanLoss = nn.functional.cross_entropy(context.Network.Forward(batch.Inputs), batch.Labels);
            meanLoss.mul(Scalars.Of(batch.Count / samples)).backward();
        }
        return [.. context.Tensors.Select(context.Gradient)];
    }
}
