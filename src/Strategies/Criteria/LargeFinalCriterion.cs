using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// |w_f|, the weight at the end of training: the criterion of lottery tickets, which go on from the initial weights under the mask (Zhou et al.,
/// "Deconstructing lottery tickets: zeros, signs, and the supermask", NeurIPS 2019). It has the scores of magnitude, under the name that the paper's comparison gives it.
/// </summary>
public sealed class LargeFinalCriterion : ICriterion
{
    public string Name => "large-final";
    public string Title => "|w_f|: the absolute value of the weight after training, the name that magnitude has beside magnitude-increase";
    public string Source => "Zhou et al., Deconstructing lottery tickets: zeros, signs, and the supermask, NeurIPS 2019";
    public bool NeedsData => false;

    public IReadOnlyList<Tensor> Score(ScoringContext context) => [.. context.Tensors.Select(t => context.Parameter(t).detach().abs())];
}
