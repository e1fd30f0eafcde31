using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Gates of value 1 that multiply channels, one for each sample and channel: what they do to the loss is asked of their gradients, Σ over the pixels of x · ∂L/∂x. The numbers that pass stay.
/// </summary>
internal sealed class ChannelGates : IDisposable
{
    private readonly Network network;
    private readonly Dictionary<string, Tensor> gates = new(StringComparer.Ordinal); // of the pass under way
    private readonly IDisposable watch;

    private ChannelGates(Network network, IReadOnlyCollection<string> which, Func<Operation, Tensor, Tensor, Tensor> after) =>
        (this.network, watch) = (network, network.Body.Observe(which, after: (operation, x, y) =>
        {
            using (y) return after(operation, x, y);
        }));

    /// <summary>On what layers or norms give.</summary>
    public static ChannelGates BehindOperations(Network network, IReadOnlyCollection<string> which)
    {
        ChannelGates gates = null!;
        return gates = new(network, which, (operation, _, y) => y.mul(gates.Open(operation, y)));
    }

    /// <summary>On what layers take, for each by itself.</summary>
    public static ChannelGates BeforeLayers(Network network, IReadOnlyCollection<string> which)
    {
        ChannelGates gates = null!;
        return gates = new(network, which, (operation, x, _) =>
        {
            var (weight, bias) = (network.Find(operation.Parameters[0].Name), operation.Parameters.Count > 1 ? network.Find(operation.Parameters[1].Name) : null);
            using var gated = x.mul(gates.Open(operation, x));
            return operation is Convolution convolution ? convolution.Apply(gated, weight, bias) : nn.functional.linear(gated, weight, bias!);
        });
    }

    /// <summary>Of the loss of a batch, by operation (samples, channels), fp64 on the CPU.</summary>
    public IReadOnlyDictionary<string, Tensor> Gradients(LabeledBatch batch, nn.Reduction reduction)
    {
        gates.Clear();
        using (enable_grad())
            nn.functional.cross_entropy(network.Forward(batch.Inputs), batch.Labels, reduction: reduction).backward(inputs: [.. gates.Values]);
        using var _ = no_grad();
        return gates.ToDictionary(
            g => g.Key, g => (g.Value.grad ?? zeros_like(g.Value)).reshape(g.Value.shape[0], -1).to(ScalarType.Float64).cpu(), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => watch.Dispose();

    // Channels are the second dimension of maps and vectors, and the last of tokens.
    private Tensor Open(Operation operation, Tensor x)
    {
        long[] shape = x.ndim switch
        {
            4 => [x.shape[0], x.shape[1], 1, 1],
            3 => [x.shape[0], 1, x.shape[2]],
            _ => x.shape,
        };
        return gates[operation.Name] = ones(shape, dtype: x.dtype, device: x.device).requires_grad_(true);
    }
}
