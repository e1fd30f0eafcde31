using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// A graph of layers with its parameters, which lie in one flat buffer (see <see cref="FlatParameters"/>), and its batch-norm buffers.
/// </summary>
public sealed class Network : IDisposable
{
    private Network(NetworkGraph graph, SeededStream? initialization, ComputeDevice device)
    {
        (Graph, Device) = (graph, device);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var start = Start.Of(graph, initialization);
        Parameters = [.. graph.Parameters.Select(p => (p.Name, new Parameter(start[p.Name].to(device.Place).DetachFromDisposeScope())))];
        Buffers = [.. graph.Buffers.Select(b => (b.Name, start[b.Name].to(device.Place).DetachFromDisposeScope()))];
        State = [.. Parameters.Select(p => (p.Name, (Tensor)p.Parameter)), .. Buffers];
        Flat = FlatParameters.Adopt([.. Parameters.Select(p => p.Parameter)]);
        Body = new NetworkBody(graph, [.. Parameters.Select(p => (Tensor)p.Parameter)], [.. Buffers.Select(b => b.Buffer)]);
        if (initialization is not null) Body.SeedDropout(initialization);
    }

    /// <summary>What is computed.</summary>
    public NetworkGraph Graph { get; }

    public ModelEntry Model => Graph.Model;
    public int Classes => Graph.Classes;

    /// <summary>Which computes with the network's own tensors.</summary>
    public NetworkBody Body { get; }

    public InputShape Input => Graph.Input;

    /// <summary>Where parameters and buffers are.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Convolution and linear layers in forward order.</summary>
    public IReadOnlyList<LayerInfo> Layers => Graph.Layers;

    /// <summary>Batch norms in forward order.</summary>
    public IReadOnlyList<NormInfo> Norms => Graph.Norms;

    /// <summary>The first batch norm over 1×1 maps, to which a batch of one sample shows one value a channel; null where there is none.</summary>
    public string? LoneNorm => Graph.LoneNorm;

    /// <summary>All parameters, in the graph's order.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>Batch-norm running statistics, and constants that have a name.</summary>
    public IReadOnlyList<(string Name, Tensor Buffer)> Buffers { get; }

    /// <summary>Parameters, then buffers: all that a checkpoint holds.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> State { get; }

    /// <summary>The parameters' storage.</summary>
    public FlatParameters Flat { get; }

    /// <summary>T: elements of all parameters.</summary>
    public long TotalParameters => Graph.TotalParameters;

    /// <summary>The parameter or buffer with a name.</summary>
    public Tensor Find(string name) => State.First(t => t.Name == name).Tensor;

    /// <summary>How values pass: as in training or as in evaluation.</summary>
    public PassMode Mode
    {
        get => Body.Mode;
        set => Body.Mode = value;
    }

    /// <summary>
    /// Builds and initializes a network; refuses inputs that the model does not take. The weights do not depend on the device.
    /// </summary>
    /// <exception cref="UserError">The model does not take such inputs.</exception>
    public static Network Create(ModelEntry model, InputShape input, int classes, SeededStream initialization, ComputeDevice? device = null) =>
        Create(NetworkGraph.Of(model, input, classes), initialization, device);

    /// <summary>Builds a graph's network; without a stream its values are zeros until they are given.</summary>
    public static Network Create(NetworkGraph graph, SeededStream? initialization, ComputeDevice? device = null) => new(graph, initialization, device ?? ComputeDevice.Cpu);

    /// <summary>A network of another graph at the same place; its values are zeros until they are given.</summary>
    public Network Like(NetworkGraph graph) => Create(graph, null, Device);

    /// <summary>Starts the dropout masks of coming training passes anew; a new network's come from its initialization stream.</summary>
    public void SeedDropout(SeededStream stream) => Body.SeedDropout(stream);

    /// <summary>(N, C, H, W) → class scores (N, classes).</summary>
    public Tensor Forward(Tensor inputs) => Body.Forward(inputs);

    /// <summary>Copies of all parameters and buffers by name, plainly contiguous, on the CPU; the caller owns them.</summary>
    public Dictionary<string, Tensor> CopyState()
    {
        using var scope = NewDisposeScope();
        return State.ToDictionary(t => t.Name, t => t.Tensor.detach().cpu().contiguous().clone().DetachFromDisposeScope(), StringComparer.Ordinal);
    }

    /// <summary>Overwrites all parameters and buffers, once all are found to fit.</summary>
    /// <exception cref="InvalidDataException">A name is missing or a shape differs.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach (var (name, target) in State)
        {
            if (!state.TryGetValue(name, out var source)) throw new InvalidDataException($"the state lacks '{name}'");
            if (!source.shape.SequenceEqual(target.shape))
                throw new InvalidDataException($"'{name}' has shape ({string.Join(", ", source.shape)}), not ({string.Join(", ", target.shape)})");
        }
        using var _ = no_grad();
        foreach (var (name, target) in State) target.copy_(state[name]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Body.Dispose();
        foreach (var (_, tensor) in State) tensor.Dispose();
        Flat.Dispose();
    }
}
