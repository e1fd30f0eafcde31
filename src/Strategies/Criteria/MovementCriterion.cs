using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// −Σ over training steps of w · ∂L/∂w: weights that training moves away from zero score high, those that it moves towards zero low (Sanh, Wolf and Rush, "Movement pruning: adaptive
/// sparsity by fine-tuning", NeurIPS 2020). The gradient goes straight through the mask, to pruned weights too. The score has a sign.
/// </summary>
public sealed class MovementCriterion : ICriterion
{
    public string Name => "movement";
    public string Title => "−Σw·g over the training steps before: how far training moves the weight away from zero, signed";
    public string Source => "Sanh et al., Movement pruning: adaptive sparsity by fine-tuning, NeurIPS 2020";
    public bool NeedsData => false;
    public bool IsSigned => true;
    public bool NeedsTraining => true;

    public IReadOnlyList<Tensor> Score(ScoringContext context) => [.. context.Tensors.Select(t => context.Accumulated(t).detach().clone())];
}
