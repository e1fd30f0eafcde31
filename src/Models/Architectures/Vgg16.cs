using Bench.Core;
using Bench.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// VGG-16 with batch-norm and dropout for CIFAR (Zagoruyko, "92.45% on CIFAR-10 in Torch", 2015, after Simonyan and
/// Zisserman, ICLR 2015), which ShrinkBench calls vgg_bn_drop; modules are named as there.
/// </summary>
internal sealed class Vgg16 : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-3;
    private static readonly int[][] Stages = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

    private readonly Sequential features, classifier;

    private Vgg16(InputShape input, int classes) : base(nameof(Vgg16))
    {
        features = nn.Sequential(Features(input.Channels));
        classifier = nn.Sequential(
            new Dropout(0.5), nn.Linear(512, 512), new BatchNorm(512), nn.ReLU(inplace: true), new Dropout(0.5), nn.Linear(512, classes));
        RegisterComponents();
    }

    public static ModelEntry Entry { get; } = new()
    {
        Name = "vgg16-bn",
        Title = "VGG-16 for CIFAR with batch-norm and dropout (ShrinkBench's vgg_bn_drop)",
        Source = "Zagoruyko, torch.ch blog 2015, after Simonyan & Zisserman, ICLR 2015",
        Family = "vgg",
        Takes = "32×32",
        Refuses = input => (input.Height, input.Width) == (32, 32) ? null : "its five poolings and its head fit 32×32 pixels only",
        Build = (input, classes) => new Vgg16(input, classes),
    };

    public override Tensor forward(Tensor x) =>
        features.call(x)                                  // (N, 512, 1, 1)
            .Then(y => y.flatten(1))                      // (N, 512)
            .Then(classifier.call);                       // (N, classes)

    // Dropout follows every convolution that another one of the same stage follows.
    private static IEnumerable<nn.Module<Tensor, Tensor>> Features(int channels)
    {
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var filters = Stages[stage];
            for (var i = 0; i < filters.Length; i++)
            {
                yield return new ConvBnReLU(channels, filters[i]);
                if (i < filters.Length - 1) yield return new Dropout(stage == 0 ? 0.3 : 0.4);
                channels = filters[i];
            }
            yield return new RectifiedPool(); // of numbers that are rectified already
        }
    }

    private sealed class ConvBnReLU : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv;
        private readonly BatchNorm bn;

        public ConvBnReLU(int channels, int filters) : base(nameof(ConvBnReLU))
        {
            conv = nn.Conv2d(channels, filters, 3, padding: 1);
            bn = new BatchNorm(filters, Epsilon);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => conv.call(x).Then(y => bn.Rectified(y)); // (N, filters, H, W)
    }
}
