using System.Globalization;
using Bench.Core;
using Bench.Models;
using Bench.Results;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Measuring;

/// <summary>
/// The networks of a finished cell that are timed, made from its model and what is known of its masks. Their weights are arbitrary: a pass takes as long with
/// whatever values.
/// </summary>
internal static class CellNetworks
{
    /// <summary>
    /// The dense network; then, of a cell that is pruned, the masked one and, where channels are removed, the smaller one. A narrower network of the same family
    /// that takes the place of a pruned one has no mask.
    /// </summary>
    /// <param name="graph">Of the dense network.</param>
    /// <param name="shape">Of the cell; null: it is not pruned.</param>
    /// <param name="device">Where they compute.</param>
    public static IReadOnlyList<TimedNetwork> Of(NetworkGraph graph, NetworkShape? shape, ComputeDevice device)
    {
        var dense = New(graph, device);
        if (shape is null) return [new("dense", true, dense)];
        if (shape.KeptUnits?.StartsWith(PackedBits.Width, StringComparison.Ordinal) == true)
        {
            var width = double.Parse(shape.KeptUnits[PackedBits.Width.Length..], CultureInfo.InvariantCulture);
            return [new("dense", false, dense), new("shrunk", true, New(NetworkGraph.Of(graph.Model.WithWidth(width), graph.Input, graph.Classes), device))];
        }
        var masked = New(graph, device);
        if (shape.KeptUnits is not { } packed)
        {
            Mask(masked, shape.Densities);
            return [new("dense", false, dense), new("masked", true, masked)];
        }
        var map = ChannelMap.Of(graph);
        var shrunk = map.Shrink(PackedBits.Unpack(packed, map.Units));
        ChannelMasking.Apply(masked, shrunk);
        return [new("dense", false, dense), new("masked", false, masked), new("shrunk", true, dense.Shrink(shrunk))];
    }

    private static Network New(NetworkGraph graph, ComputeDevice device) =>
        Network.Create(graph.Model, graph.Input, graph.Classes, SeededStream.For(0, "latency"), device);

    // As many zeros, somewhere.
    private static void Mask(Network network, IReadOnlyDictionary<string, double> densities)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var chance = new Generator(1, CPU);
        foreach (var layer in network.Layers)
        {
            var weight = network.Find(layer.WeightName);
            weight.mul_(rand(weight.shape, generator: chance).lt(Scalars.Of(densities.GetValueOrDefault(layer.Name, 1))).to(weight.dtype).to(weight.device));
        }
    }
}
