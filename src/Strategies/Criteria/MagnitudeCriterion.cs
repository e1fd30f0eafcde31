using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>|w| (Janowsky, Physical Review A 1989; Han et al., NeurIPS 2015).</summary>
public sealed class MagnitudeCriterion : ICriterion
{
    public string Name => "magnitude";
    public string Title => "|w|: the absolute value of the weight";
    public string Source => "Han et al., Learning both weights and connections for efficient neural networks, NeurIPS 2015";
    public bool NeedsData => false;

    public IReadOnlyList<Tensor> Score(ScoringContext context) => [.. context.Tensors.Select(t => context.Parameter(t).detach().abs())];
}
