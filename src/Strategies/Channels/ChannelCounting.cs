using Bench.Models;

namespace Bench.Strategies;

/// <summary>Counts what is left of a network from which channels were removed.</summary>
public static class ChannelCounting
{
    /// <summary>
    /// Counts by the protocol's size: all parameters may go and those of the smaller network are kept, norms and biases too. Layers are matched by their names.
    /// </summary>
    /// <param name="dense">The whole network.</param>
    /// <param name="small">What is left of it.</param>
    /// <param name="protocol">Which counts channels.</param>
    public static NetworkCounts Count(NetworkGraph dense, NetworkGraph small, IProtocol protocol)
    {
        var left = small.Layers.ToDictionary(l => l.Name, StringComparer.Ordinal);
        return new NetworkCounts
        {
            TotalParameters = dense.TotalParameters, PrunableParameters = dense.TotalParameters, AskedKept = small.TotalParameters,
            KeptPrunable = small.TotalParameters, KeptParameters = small.TotalParameters, TiedScores = 0, IsShrunk = true,
            DenseProductMacs = dense.ProductMacs, EffectiveProductMacs = small.ProductMacs,
            Layers = [.. dense.Layers.Select(layer => new LayerCounts
            {
                Layer = layer, Prunable = true, Kept = left[layer.Name].Weights, DenseMacs = layer.Macs, EffectiveMacs = left[layer.Name].Macs,
                KeptChannels = (int)left[layer.Name].WeightShape[0],
            })],
            AchievedCompression = (double)protocol.ChannelSize(dense)! / protocol.ChannelSize(small)!.Value,
        };
    }
}
