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
}
