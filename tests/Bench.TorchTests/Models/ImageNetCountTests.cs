using Bench.Models;

namespace Bench.TorchTests.Models;

/// <summary>Parameters and multiply-adds of larger architectures, as published.</summary>
public class ImageNetCountTests
{
    /// <summary>
    /// At 224×224 torchvision's. At 32×32 parameters as the code that each is after has them, and multiply-adds, all summed up once more from the papers' tables, layer by
    /// layer; mobilenet-v2 has torchvision's parameters with ten classes.
    /// </summary>
    [Theory]
    [InlineData("resnet18", 224, 1000, 11_689_512, 1_814_073_344)]
    [InlineData("resnet50", 224, 1000, 25_557_032, 4_089_184_256)]
    [InlineData("mobilenet-v2", 224, 1000, 3_504_872, 300_774_272)]
    [InlineData("vgg11-bn", 224, 1000, 132_868_840, 7_609_090_048)]
    [InlineData("resnet34", 224, 1000, 21_797_672, 3_663_761_408)]
    [InlineData("wide-resnet50-2", 224, 1000, 68_883_240, 11_398_021_120)]
    [InlineData("densenet121", 224, 1000, 7_978_856, 2_834_161_664)]
    [InlineData("vgg16-bn", 224, 1000, 138_365_992, 15_470_264_320)]
    [InlineData("vit-12-768", 224, 1000, 86_567_656, 17_563_828_224)]
    [InlineData("vit-12-192", 224, 1000, 5_717_416, 1_253_683_200)]
    [InlineData("vit-12-384", 224, 1000, 22_050_664, 4_598_882_304)]
    [InlineData("mlp-mixer-8-512", 224, 1000, 18_528_264, 3_776_958_464)]
    [InlineData("resnet18", 32, 10, 11_173_962, 555_422_720)]
    [InlineData("resnet50", 32, 10, 23_520_842, 1_297_829_888)]
    [InlineData("mobilenet-v2", 32, 10, 2_236_682, 87_976_448)]
    [InlineData("wrn-28-1", 32, 10, 369_498, 54_968_960)]
    [InlineData("wrn-28-2", 32, 10, 1_467_610, 214_353_152)]
    [InlineData("wrn-28-4", 32, 10, 5_849_050, 845_597_184)]
    [InlineData("wrn-28-8", 32, 10, 23_354_842, 3_360_084_992)]
    [InlineData("wrn-28-10", 32, 10, 36_479_194, 5_243_328_768)]
    [InlineData("wrn-28-10", 32, 100, 36_536_884, 5_243_386_368)]
    [InlineData("densenet-bc-100-12", 32, 10, 769_162, 287_929_692)]
    public void Are_as_published(string model, int side, int classes, long parameters, long macs)
    {
        var graph = NetworkGraph.Of(ModelCatalogue.Find(model), new(3, side, side), classes);
        Assert.Equal((parameters, macs), (graph.TotalParameters, graph.Macs));
    }

    /// <summary>B/16, which the catalogue does not have, by the same builder: the 59,880,472 of timm.</summary>
    [Fact]
    public void Mixers_of_any_size_are_built_alike() =>
        Assert.Equal((59_880_472, 12_601_767_936), (NetworkGraph.Of(MlpMixer.Entry(12, 768), new(3, 224, 224), 1000) is var graph ? graph.TotalParameters : 0, graph.Macs));

    /// <summary>Of ViT-B/16 12 layers of 2 · 197² · 768: what torchvision's 17.564 G have beside convolutions and linear layers.</summary>
    [Fact]
    public void The_products_of_attention_are_counted_by_themselves()
    {
        var graph = NetworkGraph.Of(ModelCatalogue.Find("vit-12-768"), new(3, 224, 224), 1000);
        Assert.Equal((715_327_488, 16_848_500_736), (graph.ProductMacs, graph.LayerMacs));
        var half = ChannelMap.Of(graph) is var map ? map.Shrink([.. map.Groups.SelectMany(g => Enumerable.Range(0, g.Units).Select(u => g.Units != 12 || u < 6))]).Graph : null!;
        Assert.Equal(715_327_488 / 2, half.ProductMacs); // of every layer six heads are left
    }
}
