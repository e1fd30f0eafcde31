using Bench.Core;

namespace Bench.Models;

/// <summary>
/// VGG-16 with batch-norm and dropout for CIFAR (Zagoruyko, "92.45% on CIFAR-10 in Torch", 2015, after Simonyan and
/// Zisserman, ICLR 2015), which ShrinkBench calls vgg_bn_drop; modules are named as there. Larger inputs get configuration D of ImageNet, named as in torchvision.
/// </summary>
internal static class Vgg16
{
    private const double Epsilon = 1e-3;
    private const int Large = 64;
    private static readonly int[][] Stages = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

    public static ModelEntry Entry { get; } = new()
    {
        Name = "vgg16-bn",
        Title = $"VGG-16 for CIFAR with batch-norm and dropout (ShrinkBench's vgg_bn_drop); from {Large}×{Large} on VGG-16 of ImageNet with batch-norm",
        Source = "Zagoruyko, torch.ch blog 2015, after Simonyan & Zisserman, ICLR 2015; torchvision",
        Family = "vgg",
        Takes = $"32×32, or any from {Large}×{Large}",
        Refuses = input => (input.Height, input.Width) == (32, 32) || Inputs.Below(input, Large) is null ? null : $"its five poolings and its head fit 32×32 pixels, and from {Large}×{Large} on any",
        Build = (x, classes) => Inputs.Below(x.Shape, Large) is null ? Vgg11.Build(x, Stages, classes) : Build(x, classes),
    };

    private static Value Build(Value x, int classes)
    {
        var place = 0; // among the features, which parameters are named by
        foreach (var (stage, filters) in Stages.Index())
        {
            foreach (var (i, width) in filters.Index())
            {
                if (i > 0) (x, place) = (x.Dropout(stage == 0 ? 0.3 : 0.4), place + 1); // after every convolution that another one of the stage follows
                x = x.Convolution($"features.{place}.conv", x.Width(width), 3, padding: 1).Norm($"features.{place}.bn", Epsilon).Relu(); // (width, H, W)
                place++;
            }
            x = x.MaxPool(2);                             // (width, H / 2, W / 2)
            place++;
        }
        return x.Flatten()                                // (512)
            .Dropout(0.5).Linear("classifier.1", x.Width(512)).Norm("classifier.2").Relu() // (512)
            .Dropout(0.5).Linear("classifier.5", classes); // (classes)
    }
}
