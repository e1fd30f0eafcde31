using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// A second body of a network for training in bfloat16: its convolutions and linear layers hold bf16 copies of the weights, while
/// batch norm keeps the network's own fp32 parameters and statistics. The network's flat buffer stays the fp32 master: gradients
/// are collected into it, optimizer and masks work on it, and the copies are refreshed from it (Micikevicius et al., Mixed
/// Precision Training, ICLR 2018; bf16 needs no loss scaling).
/// </summary>
internal sealed class Bf16Twin : IDisposable
{
    private readonly Network network;
    private readonly nn.Module<Tensor, Tensor> module;
    private readonly Tensor values;
    private readonly Tensor gradients;
    private readonly IReadOnlyList<Models.Dropout> dropouts;

    public Bf16Twin(Network network)
    {
        using var _ = no_grad();
        this.network = network;
        module = network.Model.Build(network.Input, network.Classes);
        module.to(network.Device.Place);
        values = network.Flat.Values.to(ScalarType.BFloat16).DetachFromDisposeScope();
        gradients = zeros_like(values).DetachFromDisposeScope();
        dropouts = [.. module.modules().OfType<Models.Dropout>()];
        foreach (var child in module.modules())
            if (child is TorchSharp.Modules.Conv2d or TorchSharp.Modules.Linear) child.to(ScalarType.BFloat16);

        foreach (var ((_, parameter), index) in module.named_parameters().Select((p, i) => (p, i)))
        {
            var half = parameter.dtype == ScalarType.BFloat16;
            using var view = network.Flat.ViewOf(half ? values : network.Flat.Values, index);
            parameter.set_(view);
            parameter.grad = network.Flat.ViewOf(half ? gradients : network.Flat.Gradients, index);
        }
        foreach (var ((_, own), (_, buffer)) in module.named_buffers().Where(b => b.buffer is not null).Zip(network.Buffers)) own.set_(buffer);
        module.train();
    }

    /// <summary>(N, C, H, W) fp32 → class scores (N, classes) fp32.</summary>
    public Tensor Forward(Tensor inputs)
    {
        using var half = inputs.to(ScalarType.BFloat16);
        return module.call(half).to(ScalarType.Float32);
    }

    public void SeedDropout(SeededStream stream)
    {
        foreach (var dropout in dropouts) dropout.Reseed(stream);
    }

    /// <summary>After a backward pass: moves its gradients to the master.</summary>
    public void CollectGradients()
    {
        using var _ = no_grad();
        network.Flat.Gradients.add_(gradients, Scalars.One);
        gradients.zero_();
    }

    /// <summary>After a change of the master: rounds its values again.</summary>
    public void Refresh()
    {
        using var _ = no_grad();
        values.copy_(network.Flat.Values);
    }

    public void Dispose()
    {
        module.Dispose();
        values.Dispose();
        gradients.Dispose();
    }
}
