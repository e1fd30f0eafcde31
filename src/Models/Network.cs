using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// A built model with its layers, its parameters in one flat buffer (see <see cref="FlatParameters"/>) and its batch-norm buffers.
/// </summary>
public sealed class Network : IDisposable
{
    private readonly IReadOnlyList<Dropout> dropouts;

    private Network(ModelEntry model, InputShape input, int classes, nn.Module<Tensor, Tensor> module, ComputeDevice device)
    {
        Model = model;
        Input = input;
        Classes = classes;
        Module = module;
        Device = device;
        (Layers, Norms) = LayerTable.Of(module, input);
        module.to(device.Place);
        Parameters = [.. module.named_parameters().Select(p => (p.name, p.parameter))];
        Buffers = [.. module.named_buffers().Where(b => b.buffer is not null).Select(b => (b.name, b.buffer))];
        State = [.. Parameters.Select(p => (p.Name, (Tensor)p.Parameter)), .. Buffers];
        Flat = FlatParameters.Adopt([.. Parameters.Select(p => p.Parameter)]);
        dropouts = [.. module.modules().OfType<Dropout>()];
    }

    public ModelEntry Model { get; }
    public InputShape Input { get; }
    public int Classes { get; }
    public nn.Module<Tensor, Tensor> Module { get; }

    /// <summary>Where parameters and buffers are.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Convolution and linear layers in forward order.</summary>
    public IReadOnlyList<LayerInfo> Layers { get; }

    /// <summary>Batch norms in forward order.</summary>
    public IReadOnlyList<NormInfo> Norms { get; }

    /// <summary>The first batch norm over 1×1 maps, to which a batch of one sample shows one value a channel; null where there is none.</summary>
    public string? LoneNorm => Norms.FirstOrDefault(n => n.Values == 1)?.Name;

    /// <summary>All parameters, in the module's order.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>Batch-norm running statistics and counters.</summary>
    public IReadOnlyList<(string Name, Tensor Buffer)> Buffers { get; }

    /// <summary>Parameters, then buffers: all that a checkpoint holds.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> State { get; }

    /// <summary>The parameters' storage.</summary>
    public FlatParameters Flat { get; }

    /// <summary>T: elements of all parameters.</summary>
    public long TotalParameters => Parameters.Sum(p => p.Parameter.NumberOfElements);

    /// <summary>
    /// Builds and initializes a network; refuses inputs that the model does not take. The weights do not depend on the device.
    /// </summary>
    /// <exception cref="UserError">The model does not take such inputs.</exception>
    public static Network Create(ModelEntry model, InputShape input, int classes, SeededStream initialization, ComputeDevice? device = null)
    {
        if (model.Refuses(input) is { } reason) throw new UserError($"model '{model.Name}' does not take {input} inputs: {reason}");
        var module = model.Build(input, classes);
        try
        {
            Initialization.KaimingNormal(module, initialization);
            model.Initialize?.Invoke(module, initialization);
            var network = new Network(model, input, classes, module, device ?? ComputeDevice.Cpu);
            network.SeedDropout(initialization);
            return network;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Starts the dropout masks of coming training passes anew; a new network's come from its initialization stream.</summary>
    public void SeedDropout(SeededStream stream)
    {
        foreach (var dropout in dropouts) dropout.Reseed(stream);
    }

    /// <summary>(N, C, H, W) → class scores (N, classes); hooks fire.</summary>
    public Tensor Forward(Tensor inputs) => Module.call(inputs);

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
        Module.Dispose();
        Flat.Dispose();
    }
}
