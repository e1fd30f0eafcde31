using Bench.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// A second body of a network in fp64, for criteria that differentiate twice or whose scores span more orders of magnitude than fp32 has: the
/// network stays as it is, and no pass is fused, which could not be differentiated twice. It has the values and modes that the network has when it is made.
/// </summary>
internal sealed class DoubleTwin : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> module;
    private readonly Dictionary<string, Parameter> parameters;

    public DoubleTwin(Network network)
    {
        using var _ = no_grad();
        using (var random = get_rng_state()) // which the library's own initialization moves
        {
            module = network.Model.Build(network.Input, network.Classes);
            set_rng_state(random);
        }
        module.to(ScalarType.Float64);
        module.to(network.Device.Place);
        var state = network.State.ToDictionary(t => t.Name, t => t.Tensor, StringComparer.Ordinal);
        foreach (var (name, tensor) in State) tensor.copy_(state[name]);
        foreach (var (own, original) in Modules(module).Zip(Modules(network.Module))) own.train(original.training); // parents come first: train() reaches down
        parameters = module.named_parameters().ToDictionary(p => p.name, p => p.parameter, StringComparer.Ordinal);
    }

    /// <summary>Parameters and buffers.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State =>
        module.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Concat(module.named_buffers().Where(b => b.buffer is not null).Select(b => (b.name, b.buffer)));

    public Parameter Parameter(PrunableTensor tensor) => parameters[tensor.Name];

    /// <summary>Running statistics in place of those of a batch.</summary>
    public void Eval() => module.eval();

    /// <summary>(N, C, H, W) of any type → class scores (N, classes) fp64.</summary>
    public Tensor Forward(Tensor inputs)
    {
        using var wide = inputs.to(ScalarType.Float64);
        return module.call(wide);
    }

    public void ZeroGradients() => module.zero_grad(set_to_none: false);

    /// <inheritdoc/>
    public void Dispose() => module.Dispose();

    private static IEnumerable<nn.Module> Modules(nn.Module module) => module.named_modules().Select(m => m.module).Prepend(module);
}
