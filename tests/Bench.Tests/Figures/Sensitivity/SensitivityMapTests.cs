using Bench.Figures;
using Bench.Results;

namespace Bench.Tests.Figures.Sensitivity;

public sealed class SensitivityMapTests
{
    private static SensitivityRow Row(string layer, int position, double density, double change, int seed = 1) => new()
    {
        Dataset = "cifar10", Model = "resnet20", Protocol = "bench", Precision = "fp32", Imported = false, Structure = "weight", Criterion = "magnitude", Split = "validation", RenewedSamples = null,
        Point = "r", Seed = seed, Position = position, Layer = layer, Density = density, Elements = 432, Total = 5000, Change = change, DenseTop1 = 0.91,
    };

    private static Page Only(params IReadOnlyList<SensitivityRow> rows) => Assert.Single(SensitivityMap.Pages(rows, new FileNames()));

    [Fact]
    public void A_panel_says_what_was_measured_and_of_how_many_seeds()
    {
        var page = Only([Row("conv1", 0, 0.5, -1), Row("conv1", 0, 0.1, -30), Row("conv1", 0, 0.5, -3, seed: 2), Row("conv1", 0, 0.1, -40, seed: 2)]);
        Assert.Equal("sensitivity-cifar10-resnet20-magnitude", page.Name);
        Assert.Equal("CIFAR-10 · ResNet-20", Assert.Single(page.Views).Title);
        Assert.Equal(
            ["Change of top-1 accuracy on the validation split (5,000 samples), in percentage points, against the same network uncut (91.0 %): each layer is cut alone by magnitude and nothing is trained. Darker: more is lost; on a pale orange ground something is gained.", "Mean of n = 2 seeds."],
            page.Notes);
        Assert.Contains(" Of 1 of them some cuts are missing.", Only([Row("conv1", 0, 0.5, -1), Row("conv1", 0, 0.1, -1), Row("conv1", 0, 0.5, -3, seed: 2)]).Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_criteria_and_splits_are_pages_of_their_own_and_cuts_without_their_uncut_network_are_left_out()
    {
        SensitivityRow[] rows = [Row("conv1", 0, 0.5, -1), Row("conv1", 0, 0.5, -1) with { Criterion = "gradient" }, Row("conv1", 0, 0.5, -1) with { Split = "test", RenewedSamples = 5000, Imported = true }, Row("conv1", 0, 0.5, 0) with { Model = "conv4", Change = null }];
        var pages = SensitivityMap.Pages(rows, new FileNames()).ToList();
        Assert.Equal(["sensitivity-cifar10-resnet20-magnitude", "sensitivity-cifar10-resnet20-gradient", "sensitivity-cifar10-resnet20-magnitude-renewed-test"], pages.Select(p => p.Name));
        Assert.EndsWith("† imported weights, whose author may have chosen them by this split. Measured on the test set: not to be selected by.", pages[2].Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Many_layers_stand_in_two_columns_of_like_height()
    {
        var page = Only([.. Enumerable.Range(0, 99).Select(i => Row($"layer{i}", i, 0.5, -i))]);
        Assert.Equal(2, page.Views.Count);
        Assert.Equal((2, 2, 50 * 9f), (page.PanelColumns, page.Columns, page.DataHeight));
    }

    [Fact]
    public void Files_are_written_in_every_format_the_same_bytes_each_time()
    {
        var folder = Directory.CreateTempSubdirectory("bench-figures-");
        try
        {
            SensitivityRow[] rows = [Row("conv1", 0, 0.5, 0.2), Row("conv1", 0, 0.1, -30), Row("layer1.0.conv1", 1, 0.5, 0), Row("layer1.0.conv1", 1, 0.1, -2.5)];
            var files = SensitivityMap.Write(rows, folder.FullName, ["png", "svg"]);
            Assert.Equal(["sensitivity-cifar10-resnet20-magnitude.png", "sensitivity-cifar10-resnet20-magnitude.svg"], files.Select(Path.GetFileName));
            var first = files.Select(File.ReadAllBytes).ToList();
            SensitivityMap.Write(rows, folder.FullName, ["png", "svg"]);
            Assert.Equal(first, files.Select(File.ReadAllBytes));
            var svg = File.ReadAllText(files[1]);
            Assert.All(["−30.0", "+0.2", "−2.5", "layer1.0.conv1"], text => Assert.Contains(text, svg, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
