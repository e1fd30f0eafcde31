using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Removes channels by zeros, in a network of the same size: their weights in the layers that give and take them, biases, and the scales and shifts of their
/// norms, so that the channels are 0 wherever they pass.
/// </summary>
public static class ChannelMasking
{
    /// <summary>Zeroes all parameters that the network without the units that are not kept lacks.</summary>
    /// <param name="network">The network.</param>
    /// <param name="map">Of its graph.</param>
    /// <param name="kept">Of all units, group after group.</param>
    /// <exception cref="ArgumentException">A layer would lose its last channel.</exception>
    public static void Apply(Network network, ChannelMap map, IReadOnlyList<bool> kept) => Apply(network, map.Shrink(kept));

    /// <summary>Zeroes all parameters that the smaller network lacks.</summary>
    public static void Apply(Network network, ShrunkGraph shrunk)
    {
        using var _ = no_grad();
        foreach (var (name, parameter) in network.Parameters)
            foreach (var (dimension, kept) in shrunk.Kept[name].Index())
            {
                if (kept is null || !kept.Contains(false)) continue;
                using var scope = NewDisposeScope();
                var removed = tensor(kept.Index().Where(k => !k.Item).Select(k => (long)k.Index).ToArray(), int64).to(parameter.device);
                parameter.index_fill_(dimension, removed, Scalars.Zero);
            }
    }

    /// <summary>Of each parameter by name, 1 where the smaller network has the element and 0 where it lacks it, fp32 on the CPU; the caller owns them.</summary>
    public static Dictionary<string, Tensor> Masks(NetworkGraph graph, ShrunkGraph shrunk)
    {
        using var scope = NewDisposeScope();
        return graph.Parameters.ToDictionary(p => p.Name, p => Mask(p, shrunk.Kept[p.Name]).DetachFromDisposeScope(), StringComparer.Ordinal);
    }

    private static Tensor Mask(TensorInfo parameter, IReadOnlyList<bool[]?> kept)
    {
        long[] shape = [.. parameter.Shape];
        var mask = ones(shape);
        foreach (var (dimension, own) in kept.Index())
        {
            if (own is null) continue;
            long[] along = [.. shape.Select((size, i) => i == dimension ? size : 1)];
            mask.mul_(tensor(own.Select(k => k ? 1f : 0f).ToArray()).view(along));
        }
        return mask;
    }
}
