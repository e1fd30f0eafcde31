using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// w² · F, F being the mean over scoring samples s of g_s², g_s the gradient of that sample's own cross-entropy: the diagonal of the empirical Fisher
/// information in the place of optimal brain damage's Hessian (LeCun, Denker and Solla, NIPS 1989; Theis et al., "Faster gaze prediction with dense networks and Fisher
/// pruning", 2018), but for a factor of ½ that orders nothing. How samples lie in batches does not matter.
/// </summary>
public sealed class FisherCriterion : ICriterion
{
    public string Name => "fisher";
    public string Title => "w²·mean(g²): optimal brain damage with the diagonal of the empirical Fisher, from the gradient of each sample";
    public string Source => "LeCun et al., Optimal brain damage, NIPS 1989; Theis et al., Faster gaze prediction with dense networks and Fisher pruning, 2018";
    public bool NeedsData => true;

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => (batches, batches);

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        var squares = SquaredGradients.SumsOfSquares(context);
        using var _ = no_grad();
        return [.. context.Tensors.Select(t => context.Parameter(t).Squared().mul_(squares[t.Name]).div_(Scalars.Of((double)context.Samples)))];
    }
}
