using Bench.Core;
using Bench.Models;

namespace Bench.TorchTests.Models;

/// <summary>Parameters and multiply-adds against published tables.</summary>
public class CountTests
{
    private static Network Create(string model, int channels, int side, int classes) =>
        Network.Create(ModelCatalogue.Find(model), new(channels, side, side), classes, SeededStream.For(1, "initialization"));

    // ShrinkBench counts a convolution as if its padding were always "same".
    private static long ShrinkBenchFlops(LayerInfo layer) => layer.Weights * layer.Groups
        * ((layer.Input.Height + layer.StrideHeight - 1) / layer.StrideHeight) * ((layer.Input.Width + layer.StrideWidth - 1) / layer.StrideWidth);

    /// <summary>Parameters, ShrinkBench's FLOPs, true MACs: the tables of ShrinkBench's models as its own code prints them.</summary>
    [Theory]
    [InlineData("lenet5", 1, 28, 10, 431_080, 4_397_000, 2_293_000)]
    [InlineData("lenet", 1, 28, 10, 60_074, 247_272, 199_968)]
    [InlineData("resnet20", 3, 32, 10, 269_722, 40_551_040, 40_551_040)]
    [InlineData("resnet32", 3, 32, 10, 464_154, 68_862_592, 68_862_592)]
    [InlineData("resnet44", 3, 32, 10, 658_586, 97_174_144, 97_174_144)]
    [InlineData("resnet56", 3, 32, 10, 853_018, 125_485_696, 125_485_696)]
    [InlineData("resnet110", 3, 32, 10, 1_727_962, 252_887_680, 252_887_680)]
    [InlineData("vgg16-bn", 3, 32, 10, 14_991_946, 313_463_808, 313_463_808)]
    [InlineData("vgg16-bn", 3, 32, 100, 15_038_116, 313_509_888, 313_509_888)]
    public void Has_the_counts_that_ShrinkBench_has(string model, int channels, int side, int classes, long parameters, long flops, long macs)
    {
        using var network = Create(model, channels, side, classes);
        Assert.Equal(parameters, network.TotalParameters);
        Assert.Equal(flops, network.Layers.Sum(ShrinkBenchFlops));
        Assert.Equal(macs, network.Layers.Sum(l => l.Macs));
    }

    /// <summary>
    /// Option A's, and in two blocks a 1×1 convolution of 16·32 and 32·64 weights and a norm of 2·32 and 2·64 parameters; of ResNet-20 Distiller's weights (272,474) and
    /// table (40,813,184).
    /// </summary>
    [Theory]
    [InlineData("resnet20-b", 272_474, 40_813_184)]
    [InlineData("resnet32-b", 466_906, 69_124_736)]
    [InlineData("resnet44-b", 661_338, 97_436_288)]
    [InlineData("resnet56-b", 855_770, 125_747_840)]
    [InlineData("resnet110-b", 1_730_714, 253_149_824)]
    public void ResNets_with_projections_have_two_shortcuts_more(string model, long parameters, long macs)
    {
        using var network = Create(model, 3, 32, 10);
        Assert.Equal((parameters, macs), (network.TotalParameters, network.Layers.Sum(l => l.Macs)));
        Assert.Equal(["layer2.0.shortcut.0", "layer3.0.shortcut.0"], network.Layers.Where(l => l.WeightShape is [_, _, 1, 1]).Select(l => l.Name));
    }

    /// <summary>784·40 + 40·20 + 20·10 weights, as WoodFisher, CBS and CHITA count them (32,360), and nothing else; other inputs are flattened.</summary>
    [Theory]
    [InlineData(1, 28, 32_360), InlineData(3, 32, 3072 * 40 + 1000)]
    public void MLPNet_has_weights_alone(int channels, int side, long parameters)
    {
        using var network = Create("mlpnet", channels, side, 10);
        Assert.Equal((parameters, parameters), (network.TotalParameters, network.Layers.Sum(l => l.Weights)));
    }

    /// <summary>784·300 + 300·100 + 100·10 weights: 266,200 (Frankle and Carbin, figure 2: "266K"), and 410 biases.</summary>
    [Fact]
    public void LeNet_300_100_has_266_200_weights_on_MNIST()
    {
        using var network = Create("lenet-300-100", 1, 28, 10);
        Assert.Equal(266_200, network.Layers.Sum(l => l.Weights));
        Assert.Equal(266_610, network.TotalParameters);
        Assert.Equal(266_200, network.Layers.Sum(l => l.Macs));
    }

    /// <summary>
    /// Weights of convolutions by hand; Frankle and Carbin, figure 2, give 4.3M / 38K, 2.4M / 260K and 1.7M / 1.1M for
    /// all / convolution weights. Its 1.7M for Conv-6 does not follow from the layers it lists, which have 2.3M.
    /// </summary>
    [Theory]
    [InlineData("conv2", 38_592, 4_300_992, 4_301_642, 43_780_608)]
    [InlineData("conv4", 259_776, 2_425_024, 2_425_930, 98_306_560)]
    [InlineData("conv6", 1_144_512, 2_261_184, 2_262_602, 153_881_088)]
    public void Conv_nets_have_the_lottery_ticket_papers_weights_on_CIFAR_10(string model, long convolutions, long weights, long parameters, long macs)
    {
        using var network = Create(model, 3, 32, 10);
        Assert.Equal(convolutions, network.Layers.Where(l => l.Kind == LayerKind.Conv2d).Sum(l => l.Weights));
        Assert.Equal(weights, network.Layers.Sum(l => l.Weights));
        Assert.Equal(parameters, network.TotalParameters);
        Assert.Equal(macs, network.Layers.Sum(l => l.Macs));
    }

    /// <summary>One input channel instead of three: 2 · 9 · 16 weights fewer.</summary>
    [Fact]
    public void ResNet_20_takes_one_channel()
    {
        using var network = Create("resnet20", 1, 28, 10);
        Assert.Equal(269_722 - 288, network.TotalParameters);
    }
}
