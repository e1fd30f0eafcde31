using Bench.Core;

namespace Bench.Models;

/// <summary>VGG-11 with batch-norm of ImageNet (Simonyan and Zisserman, ICLR 2015, configuration A), named as in torchvision.</summary>
internal static class Vgg11
{
    private static readonly int[][] Stages = [[64], [128], [256, 256], [512, 512], [512, 512]];

    public static ModelEntry Entry { get; } = new()
    {
        Name = "vgg11-bn",
        Title = "VGG-11 of ImageNet with batch-norm, two hidden layers of 4,096 with dropout, whatever the input's size",
        Source = "Simonyan & Zisserman, ICLR 2015; torchvision",
        Family = "vgg",
        Takes = "any from 32×32",
        Refuses = input => Inputs.Below(input, 32),
        Build = Build,
    };

    private static Value Build(Value x, int classes) => Build(x, Stages, classes);

    /// <summary>Any of the configurations.</summary>
    /// <param name="x">The input.</param>
    /// <param name="stages">The filters between two poolings.</param>
    /// <param name="classes">How many.</param>
    internal static Value Build(Value x, int[][] stages, int classes) // sizes for 224×224
    {
        var place = 0; // among the features, which parameters are named by
        foreach (var stage in stages)
        {
            foreach (var filters in stage)
            {
                x = x.Convolution($"features.{place}", x.Width(filters), 3, padding: 1).Norm($"features.{place + 1}").Relu(); // (filters, H, W)
                place += 3;
            }
            x = x.MaxPool(2);                             // (filters, H / 2, W / 2)
            place++;
        }
        return x.AveragePoolTo(7).Flatten()               // (25088)
            .Linear("classifier.0", x.Width(4096)).Relu().Dropout(0.5) // (4096)
            .Linear("classifier.3", x.Width(4096)).Relu().Dropout(0.5) // (4096)
            .Linear("classifier.6", classes);             // (classes)
    }
}
