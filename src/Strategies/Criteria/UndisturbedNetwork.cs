using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Readies a network for scoring (dropout off, batch norm in a mode, gradients zero) and, when disposed of, puts back the
/// mode, every gradient and every batch-norm statistic.
/// </summary>
internal sealed class UndisturbedNetwork : IDisposable
{
    private readonly Network network;
    private readonly PassMode mode;
    private readonly IReadOnlyList<Tensor> buffers;
    private readonly Tensor gradients;

    public UndisturbedNetwork(Network network, string batchNorm)
    {
        if (!BatchNormMode.All.Contains(batchNorm)) throw new ArgumentException($"batch norm has no mode '{batchNorm}'", nameof(batchNorm));
        using var _ = no_grad();
        this.network = network;
        mode = network.Mode;
        buffers = [.. network.Buffers.Select(b => b.Buffer.clone().DetachFromDisposeScope())];
        gradients = network.Flat.Gradients.clone().DetachFromDisposeScope();

        network.Flat.Gradients.zero_();
        network.Mode = batchNorm == BatchNormMode.Eval ? PassMode.Evaluation
            : PassMode.Evaluation with { UsesBatchStatistics = true, MayFuse = false, PlainNormInputs = true };
    }

    public void Dispose()
    {
        using var _ = no_grad();
        network.Mode = mode;
        foreach (var ((_, buffer), saved) in network.Buffers.Zip(buffers))
        {
            buffer.copy_(saved);
            saved.Dispose();
        }
        network.Flat.Gradients.copy_(gradients);
        gradients.Dispose();
    }
}
