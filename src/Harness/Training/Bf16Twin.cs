using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using TorchSharp.Modules;
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
    private readonly NetworkBody body;
    private readonly Tensor values;
    private readonly Tensor gradients;
    private readonly List<Tensor> copies = [];

    public Bf16Twin(Network network)
    {
        using var _ = no_grad();
        this.network = network;
        values = network.Flat.Values.to(ScalarType.BFloat16).DetachFromDisposeScope();
        gradients = zeros_like(values).DetachFromDisposeScope();
        var precise = network.Graph.Nodes.Where(n => n.Operation.KeepsPrecision).SelectMany(n => n.Operation.Parameters).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        body = new NetworkBody(
            network.Graph, [.. network.Parameters.Select((p, i) => precise.Contains(p.Name) ? p.Parameter : Half(i))], [.. network.Buffers.Select(b => b.Buffer)]);
    }

    /// <summary>(N, C, H, W) fp32 → class scores (N, classes) fp32.</summary>
    public Tensor Forward(Tensor inputs)
    {
        using var half = inputs.to(ScalarType.BFloat16);
        using var scores = body.Forward(half);
        return scores.to(ScalarType.Float32);
    }

    public void SeedDropout(SeededStream stream) => body.SeedDropout(stream);

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
        body.Dispose();
        foreach (var copy in copies) copy.Dispose();
        values.Dispose();
        gradients.Dispose();
    }

    // A view of the copies, with a view of their gradients.
    private Parameter Half(int index)
    {
        var half = new Parameter(network.Flat.ViewOf(values, index).DetachFromDisposeScope());
        using var gradient = network.Flat.ViewOf(gradients, index);
        half.grad = gradient;
        copies.Add(half);
        return half;
    }
}
