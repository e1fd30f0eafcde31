using Bench.Core;
using Bench.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Conv-2, Conv-4 and Conv-6: scaled-down VGGs without batch-norm (Frankle and Carbin, "The lottery ticket hypothesis",
/// ICLR 2019, figure 2). Pairs of 3×3 convolutions of 64, 128 and 256 filters, a max-pool after each pair, two hidden
/// layers of 256.
/// </summary>
internal sealed class ConvNet : nn.Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Linear fc1, fc2, fc3;

    private ConvNet(int pairs, InputShape input, int classes) : base(nameof(ConvNet))
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        var (channels, height, width) = input;
        for (var pair = 0; pair < pairs; pair++)
        {
            var filters = 64 << pair;
            var first = 5 * pair; // of convolution, ReLU, convolution, ReLU, max-pool, which parameters are named by
            layers.AddRange([($"{first}", nn.Conv2d(channels, filters, 3, padding: 1)), ($"{first + 1}", nn.ReLU(inplace: true))]);
            layers.AddRange([($"{first + 2}", nn.Conv2d(filters, filters, 3, padding: 1)), ($"{first + 3}", new RectifiedPool())]);
            (channels, height, width) = (filters, height / 2, width / 2);
        }
        features = nn.Sequential(layers);
        fc1 = nn.Linear(channels * height * width, 256);
        fc2 = nn.Linear(256, 256);
        fc3 = nn.Linear(256, classes);
        RegisterComponents();
    }

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
            Build = (input, classes) => new ConvNet(pairs, input, classes),
        };
    }

    public override Tensor forward(Tensor x) => // sizes for conv4 and 32×32
        features.call(x)                                  // (N, 128, 8, 8)
            .Then(y => y.flatten(1))                      // (N, 8192)
            .Then(fc1.call).ThenRectify()                 // (N, 256)
            .Then(fc2.call).ThenRectify()                 // (N, 256)
            .Then(fc3.call);                              // (N, classes)
}
