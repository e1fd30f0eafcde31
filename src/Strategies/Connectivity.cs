using Bench.Models;

namespace Bench.Strategies;

/// <summary>
/// Which kept weights lie on a path of kept weights from input to output (Tanaka et al., NeurIPS 2020; Vysogorets and Kempe, "Connectivity matters", 2021):
/// the others change nothing. Biases and norms make no path, as what they add does not depend on the input.
/// </summary>
public sealed record Connectivity
{
    /// <summary>Prunable weights kept that are on a path.</summary>
    public required long EffectiveKept { get; init; }

    /// <summary>The same ÷ all prunable weights.</summary>
    public required double EffectiveDensity { get; init; }

    /// <summary>Outputs of the network that no path reaches.</summary>
    public required int CutOffOutputs { get; init; }

    /// <summary>In the order of <see cref="Network.Layers"/>.</summary>
    public required IReadOnlyList<LayerConnectivity> Layers { get; init; }

    /// <summary>Of what masks leave of a network, whatever its weights are; the masks need not have been applied. The network is left as it was.</summary>
    public static Connectivity Of(Network network, MaskSet masks)
    {
        var prunable = masks.Masks.Where(m => !m.Tensor.IsBias).ToDictionary(m => m.Tensor.Layer.Name, m => m, StringComparer.Ordinal);
        using var paths = PathTracer.Trace(network, prunable);
        var layers = network.Layers.Select(layer => new LayerConnectivity(layer, paths.WeightsOf(layer), paths.CutOffOf(layer))).ToList();
        var effective = layers.Where(l => prunable.ContainsKey(l.Layer.Name)).DistinctBy(l => l.Layer.Name).Sum(l => l.EffectiveKept);
        return new Connectivity
        {
            EffectiveKept = effective,
            EffectiveDensity = (double)effective / prunable.Values.Sum(m => m.Tensor.Elements),
            CutOffOutputs = paths.CutOffOutputs,
            Layers = layers,
        };
    }
}

/// <summary>The weights of a layer that are on a path, and its outputs (units, channels) that are on none.</summary>
public sealed record LayerConnectivity(LayerInfo Layer, long EffectiveKept, int DisconnectedOutputs);
