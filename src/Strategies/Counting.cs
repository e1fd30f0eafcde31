using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Counts what masks leave of a network.</summary>
public static class Counting
{
    /// <summary>
    /// Counts by the protocol's rules: from the masks, never by testing for zeros, save under <c>shrinkbench</c>, whose rule
    /// that is. The masks need not have been applied to the network.
    /// </summary>
    public static NetworkCounts Count(Network network, IProtocol protocol, MaskSet masks)
    {
        using var _ = no_grad();
        var byName = masks.Masks.ToDictionary(m => m.Tensor.Name, StringComparer.Ordinal);
        var kept = network.Parameters.ToDictionary(p => p.Name, p => protocol.Kept(p.Parameter, byName.GetValueOrDefault(p.Name)), StringComparer.Ordinal);
        var counts = new NetworkCounts
        {
            TotalParameters = network.TotalParameters,
            PrunableParameters = masks.Prunable,
            AskedKept = masks.AskedKept,
            KeptPrunable = masks.KeptPrunable,
            KeptParameters = kept.Values.Sum(),
            TiedScores = masks.TiedScores,
            DenseProductMacs = network.Graph.ProductMacs,
            EffectiveProductMacs = network.Graph.ProductMacs,
            Layers = [.. network.Layers.Select(layer => Count(layer, protocol, kept[layer.WeightName], byName.ContainsKey(layer.WeightName)))],
        };
        return counts with { AchievedCompression = protocol.Compression(counts) };
    }

    private static LayerCounts Count(LayerInfo layer, IProtocol protocol, long kept, bool prunable) => new()
    {
        Layer = layer,
        Prunable = prunable,
        Kept = kept,
        DenseMacs = layer.Weights * protocol.MacsPerWeight(layer),
        EffectiveMacs = kept * protocol.MacsPerWeight(layer),
    };
}
