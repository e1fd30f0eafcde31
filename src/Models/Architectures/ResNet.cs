using Bench.Core;

namespace Bench.Models;

/// <summary>
/// The CIFAR ResNets of depth 6n + 2 (He et al., "Deep residual learning for image recognition", CVPR 2016, section 4.2):
/// three stages of n basic blocks with 16, 32 and 64 filters. Where a block narrows, its shortcut is parameter-free ("option A"), or a 1×1
/// convolution with batch norm ("option B").
/// </summary>
internal static class ResNet
{
    /// <param name="depth">6n + 2.</param>
    /// <param name="projects">Option B.</param>
    public static ModelEntry Entry(int depth, bool projects = false) => new()
    {
        Name = $"resnet{depth}{(projects ? "-b" : "")}",
        Title = $"CIFAR ResNet-{depth}, basic blocks, {(projects ? "1×1 convolutions with batch norm as shortcuts (option B)" : "parameter-free shortcuts (option A)")}",
        Source = "He et al., CVPR 2016",
        Family = "resnet",
        Takes = "any from 4×4",
        Refuses = input => Inputs.Below(input, 4),
        Build = (x, classes) => Build(x, (depth - 2) / 6, projects, classes),
    };

    private static Value Build(Value x, int blocks, bool projects, int classes) // sizes for 32×32
    {
        x = x.Convolution("conv1", x.Width(16), 3, padding: 1, bias: false).Norm("bn1").Relu(); // (16, 32, 32)
        for (var stage = 1; stage <= 3; stage++)
            for (var block = 0; block < blocks; block++)
                x = Block(x, $"layer{stage}.{block}", x.Width(8 << stage), halves: stage > 1 && block == 0, projects); // (16, 32, 32), (32, 16, 16), (64, 8, 8)
        return x.Mean().Linear("linear", classes);        // (classes)
    }

    // Two 3×3 convolutions and a shortcut; the first of a stage halves height and width.
    private static Value Block(Value x, string name, int filters, bool halves, bool projects)
    {
        var added = filters - x.Shape.Channels;
        var y = x.Convolution($"{name}.conv1", filters, 3, stride: halves ? 2 : 1, padding: 1, bias: false).Norm($"{name}.bn1").Relu()
            .Convolution($"{name}.conv2", filters, 3, padding: 1, bias: false).Norm($"{name}.bn2");
        // Option A: every other pixel (as the mean of one, whose gradient is one pass; that of two slices is four), zeros for the added channels, half of them on either side.
        var shortcut = !halves ? x
            : projects ? x.Convolution($"{name}.shortcut.0", filters, 1, stride: 2, bias: false).Norm($"{name}.shortcut.1")
            : x.AveragePool(1, stride: 2).PadChannels(added / 2, added - added / 2);
        return y.Add(shortcut).Relu();
    }
}
