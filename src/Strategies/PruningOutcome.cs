using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>What a cut decides; the network is as before until it is applied.</summary>
/// <param name="Masks">What is kept.</param>
/// <param name="Weights">What the prunable parameters become, one tensor for each mask, 0 where it prunes; null where those that are left stay as they are.</param>
public sealed record PruningOutcome(MaskSet Masks, IReadOnlyList<Tensor>? Weights) : IDisposable
{
    /// <summary>Writes the new weights, where there are any, and 0 where the masks prune.</summary>
    public void Apply(Network network)
    {
        using var _ = no_grad();
        var parameters = network.Parameters.ToDictionary(p => p.Name, p => p.Parameter, StringComparer.Ordinal);
        if (Weights is not null)
            foreach (var (mask, weights) in Masks.Masks.Zip(Weights)) parameters[mask.Tensor.Name].copy_(weights);
        using var flat = Masks.FlatMask(network);
        network.Flat.ApplyMask(flat);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Masks.Dispose();
        foreach (var weights in Weights ?? []) weights.Dispose();
    }
}
