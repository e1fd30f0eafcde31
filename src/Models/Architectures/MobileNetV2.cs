using Bench.Core;

namespace Bench.Models;

/// <summary>
/// MobileNetV2 (Sandler et al., "Inverted residuals and linear bottlenecks", CVPR 2018), named as in torchvision. Inputs below 64×64 get the strides of
/// kuangliu/pytorch-cifar, 1 in the stem and the second stage; all else stays torchvision's (that code has ReLU for ReLU6, 1×1 convolutions in more shortcuts, and one in the first block).
/// </summary>
internal static class MobileNetV2
{
    private const int Large = 64;

    // The expansion of a stage's blocks, their filters, how many they are, and the stride of the first.
    private static readonly (int Expansion, int Filters, int Blocks, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    public static ModelEntry Entry { get; } = new()
    {
        Name = "mobilenet-v2",
        Title = $"MobileNetV2 of ImageNet, inverted residuals; below {Large}×{Large} with the strides of its form for CIFAR",
        Source = "Sandler et al., CVPR 2018; torchvision; kuangliu/pytorch-cifar",
        Family = "mobilenet",
        Takes = "any from 8×8",
        Refuses = input => Inputs.Below(input, 8),
        Build = (x, classes) => Build(x, classes, isLarge: Inputs.Below(x.Shape, Large) is null, channels => x.Width(channels)),
    };

    internal static Value Build(Value x, int classes, bool isLarge, Func<int, int> width) // sizes for 224×224 and 32×32
    {
        x = x.Convolution("features.0.0", width(32), 3, stride: isLarge ? 2 : 1, padding: 1, bias: false).Norm("features.0.1").Relu6(); // (32, 112, 112) or (32, 32, 32)
        var place = 1; // among the features, which parameters are named by
        foreach (var (stage, (expansion, filters, blocks, stride)) in Stages.Index())
            for (var i = 0; i < blocks; i++)
                x = Block(x, $"features.{place++}.conv", expansion, width(filters), i > 0 || stage == 1 && !isLarge ? 1 : stride); // (·, 112, 112) ... (320, 7, 7) or (·, 32, 32) ... (320, 4, 4)
        return x.Convolution($"features.{place}.0", width(1280), 1, bias: false).Norm($"features.{place}.1").Relu6() // (1280, 7, 7) or (1280, 4, 4)
            .Mean().Dropout(0.2).Linear("classifier.1", classes); // (classes)
    }

    // Wider by a 1×1 convolution, a depthwise 3×3 one, narrow again by a 1×1 one without ReLU.
    private static Value Block(Value x, string name, int expansion, int filters, int stride)
    {
        var (y, place, wide) = (x, 0, expansion * x.Shape.Channels);
        if (expansion > 1) y = y.Convolution($"{name}.{place}.0", wide, 1, bias: false).Norm($"{name}.{place++}.1").Relu6();
        y = y.Convolution($"{name}.{place}.0", wide, 3, stride, padding: 1, groups: wide, bias: false).Norm($"{name}.{place++}.1").Relu6()
            .Convolution($"{name}.{place++}", filters, 1, bias: false).Norm($"{name}.{place}");
        return stride == 1 && x.Shape.Channels == filters ? y.Add(x) : y;
    }
}
