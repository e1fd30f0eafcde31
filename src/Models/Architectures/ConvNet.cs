using Bench.Core;

namespace Bench.Models;

/// <summary>
/// Conv-2, Conv-4 and Conv-6: scaled-down VGGs without batch-norm (Frankle and Carbin, "The lottery ticket hypothesis",
/// ICLR 2019, figure 2). Pairs of 3×3 convolutions of 64, 128 and 256 filters, a max-pool after each pair, two hidden
/// layers of 256.
/// </summary>
internal static class ConvNet
{
    /// <param name="convolutions">2, 4 or 6.</param>
    public static ModelEntry Entry(int convolutions)
    {
        var pairs = convolutions / 2;
        var smallest = 1 << pairs;
        return new()
        {
            Name = $"conv{convolutions}",
            Title = $"{convolutions} convolutions 3×3 without batch-norm, two hidden layers of 256",
            Source = "Frankle & Carbin, ICLR 2019",
            Family = "conv",
            Takes = $"any from {smallest}×{smallest}",
            Refuses = input => Inputs.Below(input, smallest),
            Build = (x, classes) => Build(x, pairs, classes),
        };
    }

    private static Value Build(Value x, int pairs, int classes)
    {
        for (var pair = 0; pair < pairs; pair++)
        {
            var first = 5 * pair; // of convolution, ReLU, convolution, ReLU, max-pool, which parameters are named by
            x = x.Convolution($"features.{first}", x.Width(64 << pair), 3, padding: 1).Relu()
                .Convolution($"features.{first + 2}", x.Width(64 << pair), 3, padding: 1).Relu().MaxPool(2); // (64 · 2^pair, H / 2, W / 2)
        }
        return x.Flatten()                                // (8192) for conv4 and 32×32
            .Linear("fc1", x.Width(256)).Relu()                    // (256)
            .Linear("fc2", x.Width(256)).Relu()                    // (256)
            .Linear("fc3", classes);                      // (classes)
    }
}
