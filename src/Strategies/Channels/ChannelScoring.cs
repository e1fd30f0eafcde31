using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// What a channel criterion may look at. While one that needs data runs, dropout is off, batch norm is in the asked mode and all gradients start at zero;
/// whatever it does to gradients, modes and batch-norm statistics is undone after it.
/// </summary>
public sealed class ChannelScoring
{
    private readonly Dictionary<string, Tensor> parameters;
    private readonly Dictionary<string, LayerInfo> layers;

    internal ChannelScoring(Network network, ChannelMap map, ChannelScoringRequest request)
    {
        (Network, Map, Request) = (network, map, request);
        Groups = ChannelGroups.Allowed(network.Graph, map, request.Limits);
        parameters = network.Parameters.ToDictionary(p => p.Name, p => (Tensor)p.Parameter, StringComparer.Ordinal);
        layers = network.Layers.ToDictionary(l => l.Name, StringComparer.Ordinal);
    }

    public Network Network { get; }
    public ChannelMap Map { get; }

    /// <summary>The groups to score.</summary>
    public IReadOnlyList<ChannelGroup> Groups { get; }

    /// <summary>The scoring samples; empty for criteria that need no data.</summary>
    public IReadOnlyList<LabeledBatch> Batches => Request.Criterion.NeedsData ? Request.Batches : [];

    /// <summary>Samples in all batches.</summary>
    public long Samples => Batches.Sum(b => b.Count);

    /// <summary>Of the cell, for criteria that draw.</summary>
    public long Seed => Request.Seed;

    /// <summary>Where the unit of the map stands in the network that was not pruned yet.</summary>
    public int PlaceOf(int unit) => Request.Units?[unit] ?? unit;

    /// <summary>What the sweep sets of the criterion's options.</summary>
    public OptionValues Options => Request.Options;

    internal ChannelScoringRequest Request { get; }

    /// <summary>The convolution or linear layer with a name.</summary>
    public LayerInfo Layer(string name) => layers[name];

    /// <summary>The weights of a layer, or the scales of a norm.</summary>
    public Tensor Weight(string layer) => parameters[layers.TryGetValue(layer, out var info) ? info.WeightName : layer + ".weight"].detach();

    /// <summary>
    /// What each unit has of something that is shaped like a layer's weight, flattened: (units, n). Of a layer that gives the channels it is their filters, of
    /// one that takes them what multiplies them.
    /// </summary>
    public Tensor OfUnits(GroupMember member, Tensor likeWeight)
    {
        var channels = member.Side == ChannelSide.In ? ByInput(likeWeight, layers[member.Layer].Groups) : likeWeight.flatten(1);
        return channels.index_select(0, Flat(member).to(likeWeight.device)).view(member.Indices.Count, -1);
    }

    /// <summary>The sum over the channels of each unit: (channels of the layer) → (units).</summary>
    public static Tensor SumOverUnits(GroupMember member, Tensor channels) =>
        channels.index_select(0, Flat(member).to(channels.device)).view(member.Indices.Count, -1).sum(1);

    // (out, in ÷ groups, ...) -> (in, the rest): a column meets the outputs of its own group alone.
    private static Tensor ByInput(Tensor weight, long groups)
    {
        var (outputs, inputs) = (weight.shape[0] / groups, weight.shape[1]);
        return weight.reshape(groups, outputs, inputs, -1).permute(0, 2, 1, 3).reshape(groups * inputs, -1);
    }

    private static Tensor Flat(GroupMember member) => tensor(member.Indices.SelectMany(i => i).Select(i => (long)i).ToArray());
}
