using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Puts back all of a network's parameters when disposed of.</summary>
internal sealed class RestoredWeights(Network network) : IDisposable
{
    private readonly Tensor values = network.Flat.Values.clone().DetachFromDisposeScope();

    public void Dispose()
    {
        using var _ = no_grad();
        network.Flat.Values.copy_(values);
        values.Dispose();
    }
}
