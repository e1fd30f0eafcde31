using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Weight initialization from a stream of our own: TorchSharp's initializers ignore their generator.</summary>
public static class Initialization
{
    /// <summary>
    /// Kaiming-normal, fan-in, gain √2 (He et al., ICCV 2015) for convolution and linear weights, zero biases
    /// (<see cref="BatchNorm"/> starts at weight 1 and bias 0). Every layer draws from its own child of the stream, in the module's order.
    /// </summary>
    public static void KaimingNormal(nn.Module module, SeededStream stream)
    {
        using var _ = no_grad();
        foreach (var child in module.modules())
            switch (child)
            {
                case Conv2d conv:
                    Fill(conv.weight, conv.bias, stream);
                    break;
                case Linear linear:
                    Fill(linear.weight, linear.bias, stream);
                    break;
            }
    }

    private static void Fill(Tensor weight, Tensor? bias, SeededStream stream)
    {
        using var generator = new Generator(stream.NextUInt64(), CPU);
        var fanIn = weight.NumberOfElements / weight.shape[0];
        using var drawn = randn(weight.shape, generator: generator);
        using var scaled = drawn.mul(Scalars.Of(Math.Sqrt(2.0 / fanIn)));
        weight.copy_(scaled);
        bias?.fill_(Scalars.Of(0));
    }
}
