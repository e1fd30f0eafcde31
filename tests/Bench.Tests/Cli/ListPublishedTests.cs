using Bench.Analysis.Published;
using Bench.Sweeps;
using Bench.Tests.Results;

namespace Bench.Tests.Cli;

/// <summary>The files of published points that ship, and how the program lists them and a user's own.</summary>
public sealed class ListPublishedTests : IDisposable
{
    private readonly BenchProgram bench = new();

    public void Dispose() => bench.Dispose();

    private static PublishedPoints Shipped { get; } = PublishedPoints.Read([Path.GetDirectoryName(RepositoryFiles.Find("published/synflow.csv"))!],
        new([.. StrategyCatalogue.All.Select(s => s.Name), "dense"], [], ["resnet18", "resnet20", "resnet32", "resnet44", "resnet56", "resnet110", "resnet50", "resnet20-b", "resnet56-b", "mobilenet-v2", "lenet-300-100", "lenet5", "wrn-28-2", "mlpnet", "vgg16-bn"],
            ["bench", "all-weights", "shrinkbench"]));

    [Fact]
    public async Task All_files_that_ship_are_sound_and_lie_beside_the_program()
    {
        var answer = await bench.Run("list", "published");
        Assert.Equal((0, 0), (answer.ExitCode, answer.Errors.Count));
        var rows = answer.Output.ReplaceLineEndings("\n").Trim().Split('\n').Skip(1).Select(l => l.Split('\t')).ToDictionary(l => l[0], l => int.Parse(l[1]));
        Assert.Equal(1606, rows.Values.Sum());
        Assert.Equal((780, 291, 164, 84, 66), (rows["synflow"], rows["pruningbench"], rows["shrinkbench-corpus"], rows["sparse-learning"], rows["shrinkbench-figures"]));
    }

    [Fact]
    public void Numbers_stand_as_they_were_published()
    {
        PublishedPoint One(string file, string model, string method, double ratio) =>
            Assert.Single(Shipped.In(file), p => p.Model == model && p.Method == method && p.Dataset == "cifar-10" && Math.Abs((p.Compression ?? 0) / ratio - 1) < 0.001);
        Assert.Equal((0.9326, 3), (Math.Round(One("synflow", "lottery_vgg16_bn", "synflow (100 iterations)", 10).Top1, 4), One("synflow", "lottery_vgg16_bn", "synflow (100 iterations)", 10).Seeds));
        Assert.Equal(0.1, Math.Round(One("synflow", "tiny_resnet18", "magnitude (one-shot)", 31.6228).Top1, 4));
        Assert.Equal((0.775, 0.142), (One("shrinkbench-figures", "VGG", "global gradient", 16).Top1, One("shrinkbench-figures", "VGG", "global gradient", 16).Deviation));
        Assert.Equal(0.917, Math.Round(One("shrinkbench-figures", "ResNet-56", "global magnitude", 8).Top1, 4));
        Assert.Equal(0.9173, One("published-weights", "ResNet-20", "dense", 1).Top1);
        Assert.Equal(84.18, Math.Round(100 * Assert.Single(Shipped.Of("mnist", "mlpnet"), p => p.OurMethod == "woodfisher").Top1, 6));
    }

    [Fact]
    public void A_network_of_another_shape_has_no_name_of_ours()
    {
        Assert.All(Shipped.In("synflow").Where(p => p.Model.Contains("vgg", StringComparison.Ordinal) || p.Model.Contains("wide", StringComparison.Ordinal)), p => Assert.Equal("", p.OurModel));
        Assert.All(Shipped.All.Where(p => p.Dataset.Contains("imagenet", StringComparison.Ordinal)), p => Assert.Equal("", p.OurDataset));
        Assert.All(Shipped.All, p => Assert.True(p.Source.Length > 5 && p.HowObtained.Length > 2));
    }

    [Fact]
    public async Task A_file_of_a_user_is_listed_beside_them_and_its_mistakes_are_told()
    {
        const string Header = "method,dataset,model,compression,size_convention,speedup,top1,source,how_obtained";
        Directory.CreateDirectory(Path.Combine(bench.Folder, "mine"));
        bench.Write("mine/our-paper.csv", $"{Header}\nours,mnist,lenet,4,all weights,,98.5,our paper,table 3\n");
        Assert.Contains("\nour-paper\t1\tmnist\tlenet\tours\t0\tour paper\n", (await bench.Run("list", "published", "--published", "mine")).Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("\nmnist\tlenet\tours\t– × – × –\t1\t4\t\t98.5\t\n", (await bench.Run("list", "published", "our-paper", "--published", "mine")).Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        bench.Write("mine/our-paper.csv", $"{Header}\nours,mnist,lenet,0.25,all weights,,98.5,our paper,table 3\n");
        (await bench.Run("list", "published", "--published", "mine")).IsMistake("our-paper.csv:2: compression: '0.25' cannot be");
        (await bench.Run("list", "published", "--published", "nowhere")).IsMistake("there is no folder 'nowhere'");
        (await bench.Run("list", "published", "synflo")).IsMistake("unknown file of published points 'synflo': did you mean 'synflow'?");
    }
}
