using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Channels;

/// <summary>Biases, norms and running statistics that say something, as no network has at initialization.</summary>
internal static class RandomState
{
    public static void Give(Network network, ulong seed)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in network.State)
        {
            if (tensor.dim() > 1) continue;
            var drawn = Draw(tensor.shape, seed++).mul(Scalars.Of(0.5));
            tensor.copy_(name.EndsWith("var", StringComparison.Ordinal) ? drawn.abs().add(Scalars.Of(0.5)) : name.EndsWith("weight", StringComparison.Ordinal) ? drawn.add(Scalars.One) : drawn);
        }
    }

    public static Tensor Draw(long[] shape, ulong seed)
    {
        using var generator = new Generator(seed, CPU);
        return randn(shape, generator: generator);
    }
}
