using Bench.Core;

namespace Bench.Models;

/// <summary>
/// Wide ResNets of depth 28 (Zagoruyko and Komodakis, "Wide residual networks", BMVC 2016): three stages of four pre-activated blocks with 16k, 32k and 64k
/// filters, without dropout; modules are named as in xternalz/WideResNet-pytorch.
/// </summary>
internal static class WideResNet
{
    private const int Blocks = 4; // (28 − 4) ÷ 6

    /// <param name="k">How many times as wide as the ResNets of CIFAR.</param>
    public static ModelEntry Entry(int k) => new()
    {
        Name = $"wrn-28-{k}",
        Title = $"wide ResNet-28 for CIFAR, {16 * k}, {32 * k} and {64 * k} filters, pre-activated blocks",
        Source = "Zagoruyko & Komodakis, BMVC 2016",
        Family = "wrn",
        Takes = "any from 4×4",
        Refuses = input => Inputs.Below(input, 4),
        Build = (x, classes) => Build(x, k, classes),
    };

    private static Value Build(Value x, int k, int classes) // sizes for 32×32
    {
        x = x.Convolution("conv1", x.Width(16), 3, padding: 1, bias: false); // (16, 32, 32)
        for (var stage = 1; stage <= 3; stage++)
            for (var block = 0; block < Blocks; block++)
                x = Block(x, $"block{stage}.layer.{block}", x.Width((8 << stage) * k), stride: stage > 1 && block == 0 ? 2 : 1, projects: block == 0 && (stage > 1 || k > 1)); // (16k, 32, 32), (32k, 16, 16), (64k, 8, 8)
        return x.Norm("bn1").Relu().Mean().Linear("fc", classes); // (classes)
    }

    // Where a 1×1 convolution is the shortcut, it takes what is normalized and rectified.
    private static Value Block(Value x, string name, int filters, int stride, bool projects)
    {
        var activated = x.Norm($"{name}.bn1").Relu();
        var y = activated.Convolution($"{name}.conv1", filters, 3, stride, padding: 1, bias: false).Norm($"{name}.bn2").Relu()
            .Convolution($"{name}.conv2", filters, 3, padding: 1, bias: false);
        return y.Add(projects ? activated.Convolution($"{name}.convShortcut", filters, 1, stride, bias: false) : x);
    }
}
