using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// |w_f| − |w_i|, the weight at the end of training and at initialization: what training has made larger is kept (Zhou et al., "Deconstructing lottery
/// tickets: zeros, signs, and the supermask", NeurIPS 2019). The score has a sign.
/// </summary>
public sealed class MagnitudeIncreaseCriterion : ICriterion
{
    public string Name => "magnitude-increase";
    public string Title => "|w_f|−|w_i|: how much the absolute value of the weight has grown since initialization";
    public string Source => "Zhou et al., Deconstructing lottery tickets: zeros, signs, and the supermask, NeurIPS 2019";
    public bool NeedsData => false;
    public bool IsSigned => true;
    public bool NeedsInitial => true;

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        using var _ = no_grad();
        return [.. context.Tensors.Select(t => context.Parameter(t).abs().sub_(context.Initial(t).to(context.Network.Device.Place).abs()))];
    }
}
