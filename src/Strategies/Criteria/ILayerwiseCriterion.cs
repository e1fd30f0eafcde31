using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// A criterion that prunes layer after layer, each with the inputs that the layers before leave it, and so must know every layer's share in advance: it
/// needs a scope whose pools lie within single tensors.
/// </summary>
public interface ILayerwiseCriterion : ICriterion
{
    /// <summary>Chooses and updates.</summary>
    /// <param name="context">As for scoring; the network may be changed meanwhile and is put back by the caller.</param>
    /// <param name="pools">Ranges of elements, each within one tensor, with their places.</param>
    /// <returns>Whether each element (P) is kept, and the new values of each tensor, 0 where it is pruned.</returns>
    (bool[] Keep, IReadOnlyList<Tensor> Weights) Prune(ScoringContext context, IReadOnlyList<Pool> pools);
}
