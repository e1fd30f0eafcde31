using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Readies a network for scoring (dropout off, batch norm in a mode, gradients zero) and, when disposed of, puts back every
/// training flag, gradient and batch-norm statistic. Batch norm by each batch's statistics gets plainly contiguous inputs:
/// libtorch sums those in fp64, channels-last ones in fp32, in an order that depends on the threads, which moves gradients by 1e-5 and
/// more.
/// </summary>
internal sealed class UndisturbedNetwork : IDisposable
{
    private readonly Network network;
    private readonly IReadOnlyList<(nn.Module Module, bool Training)> modes;
    private readonly IReadOnlyList<Tensor> buffers;
    private readonly Tensor gradients;
    private readonly List<nn.Module<Tensor, Tensor>.HookRemover> hooks = [];

    public UndisturbedNetwork(Network network, string batchNorm)
    {
        if (!BatchNormMode.All.Contains(batchNorm)) throw new ArgumentException($"batch norm has no mode '{batchNorm}'", nameof(batchNorm));
        using var _ = no_grad();
        this.network = network;
        modes = [.. network.Module.named_modules().Select(m => m.module).Prepend(network.Module).Select(m => (m, m.training))];
        buffers = [.. network.Buffers.Select(b => b.Buffer.clone().DetachFromDisposeScope())];
        gradients = network.Flat.Gradients.clone().DetachFromDisposeScope();

        network.Flat.Gradients.zero_();
        network.Module.eval();
        if (batchNorm == BatchNormMode.Train)
            foreach (var norm in modes.Select(m => m.Module).OfType<BatchNorm>())
            {
                norm.train();
                norm.MayFuse = false;
                hooks.Add(norm.register_forward_pre_hook((_, input) => input.contiguous()));
            }
    }

    public void Dispose()
    {
        using var _ = no_grad();
        foreach (var hook in hooks) hook.remove();
        foreach (var norm in modes.Select(m => m.Module).OfType<BatchNorm>()) norm.MayFuse = true;
        foreach (var (module, training) in modes) module.train(training); // parents come first: train() reaches down
        foreach (var ((_, buffer), saved) in network.Buffers.Zip(buffers))
        {
            buffer.copy_(saved);
            saved.Dispose();
        }
        network.Flat.Gradients.copy_(gradients);
        gradients.Dispose();
    }
}
