using Bench.Analysis.Published;
using Bench.Core;
using Bench.Results;

namespace Bench.Tests.Analysis.Published;

/// <summary>What is read of a file of published points, and what is refused.</summary>
public sealed class PublishedFileTests : IDisposable
{
    private const string Header = "method,dataset,model,compression,size_convention,speedup,top1,top5,n,std,dense_top1,source,how_obtained,caveat,our_method,our_dataset,our_model,our_protocols";
    private const string Sound = "snip,CIFAR-10,ResNet-18,10,all weights,2.5,92.4,99.8,3,0.2,93.5,a paper,table 2,n is ours,snip,cifar10,resnet18,all-weights bench";

    private static readonly PublishedNames Names = new(["snip", "dense"], ["cifar10", "mnist"], ["resnet18", "lenet5"], ["bench", "all-weights"]);

    private readonly string folder = Directory.CreateTempSubdirectory("published").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }

    private PublishedPoints Read() => PublishedPoints.Read([folder], Names);

    [Fact]
    public void Everything_that_a_row_says_is_read_and_accuracies_become_fractions()
    {
        Write("a.csv", Header, Sound);
        var point = Assert.Single(Read().All);
        Assert.Equal(("a", 2, "snip", "CIFAR-10", "ResNet-18"), (point.File, point.Line, point.Method, point.Dataset, point.Model));
        Assert.Equal((10, "all weights", 2.5, 3), (point.Compression, point.SizeConvention, point.Speedup, point.Seeds));
        Assert.Equal([0.924, 0.998, 0.002, 0.935], new[] { point.Top1, point.Top5!.Value, point.Deviation!.Value, point.DenseTop1!.Value }.Select(v => Math.Round(v, 12)));
        Assert.Equal(("a paper", "table 2", "n is ours"), (point.Source, point.HowObtained, point.Caveat));
        Assert.Equal(("snip", "cifar10", "resnet18"), (point.OurMethod, point.OurDataset, point.OurModel));
        Assert.True(point.CountsAs("bench") && point.CountsAs("all-weights") && !point.CountsAs("shrinkbench"));
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_those_that_say_nothing_may_be_left_out()
    {
        Write("a.csv", "source,how_obtained,top1,speedup,compression,size_convention,model,dataset,method", "paper,table,90,,4,\"all, with biases\",\"a \"\"net\"\"\",mnist,ours");
        var point = Assert.Single(Read().All);
        Assert.Equal(("all, with biases", "a \"net\"", null, null, ""), (point.SizeConvention, point.Model, point.Speedup, point.Seeds, point.OurModel));
    }

    [Theory]
    [InlineData("92.4", "0.924x", "top1: '0.924x' is no number")]
    [InlineData("92.4", "92.4%", "top1: '92.4%' is no number (leave the % out)")]
    [InlineData("92.4", "NaN", "top1: 'NaN' cannot be: it is per cent, from 0 to 100")]
    [InlineData("92.4", "100.5", "top1: '100.5' cannot be: it is per cent, from 0 to 100")]
    [InlineData("92.4", "-1", "top1: '-1' cannot be: it is per cent, from 0 to 100")]
    [InlineData("92.4", "", "top1: it is empty: every point has one")]
    [InlineData("18,10,", "18,0.1,", "compression: '0.1' cannot be: it is total ÷ kept parameters, not the share that is kept, from 1 to 1000000")]
    [InlineData("18,10,", "18,1e400,", "compression: '1e400' cannot be")]
    [InlineData("weights,2.5", "weights,0.5", "speedup: '0.5' cannot be")]
    [InlineData("18,10,all weights,2.5", "18,,,", "compression: it is empty, and so is speedup: a point needs one of the two")]
    [InlineData(",all weights,", ",,", "size_convention: it is empty")]
    [InlineData("99.8", "80", "top5: 80 is below top1, 92.4")]
    [InlineData("99.8,3,", "99.8,1,", "std: a single run (n = 1) has no standard deviation")]
    [InlineData("99.8,3,", "99.8,2.5,", "n: '2.5' is no whole number from 1")]
    [InlineData("99.8,3,", "99.8,0,", "n: '0' is no whole number from 1")]
    [InlineData("a paper", " ", "source: it is empty")]
    [InlineData("table 2", "\"two\nlines\"", "how_obtained: 'two lines' holds a line break")]
    [InlineData("resnet18,all", "resnet-18,all", "our_model: unknown model 'resnet-18': did you mean 'resnet18'? (valid: resnet18, lenet5)")]
    [InlineData("cifar10,resnet18", "CIFAR-10,resnet18", "our_dataset: data set 'CIFAR-10': did you mean 'cifar10'?")]
    [InlineData("ours,snip", "ours,SNIP", "our_method: strategy 'SNIP': did you mean 'snip'?")]
    [InlineData("all-weights bench", "all-weights banch", "our_protocols: unknown protocol 'banch': did you mean 'bench'?")]
    [InlineData(",table 2", "", "17 fields, not 18 as the header has")]
    public void A_mistake_is_one_line_with_file_and_line(string there, string instead, string expected)
    {
        Assert.Contains(there, Sound, StringComparison.Ordinal);
        var path = Write("a.csv", Header, Sound.Replace("a paper", "another", StringComparison.Ordinal), Sound.Replace(there, instead, StringComparison.Ordinal));
        var line = Assert.Single(Assert.Throws<UserError>(Read).Message.Split('\n'));
        Assert.StartsWith($"{path}:3: {expected}", line, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_of_all_files_are_told_at_once()
    {
        Write("a.csv", Header, Sound.Replace("92.4", "x", StringComparison.Ordinal).Replace("2.5", "y", StringComparison.Ordinal));
        Write("b.csv", "methd,dataset");
        var lines = Assert.Throws<UserError>(Read).Message.Split('\n');
        Assert.Equal(2, lines.Count(l => l.Contains("a.csv:2: ", StringComparison.Ordinal)));
        Assert.Contains(lines, l => l.Contains("b.csv:1: unknown column 'methd': did you mean 'method'?", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_mistakes_are_cut_short()
    {
        Write("a.csv", [Header, .. Enumerable.Range(0, 300).Select(i => Sound.Replace("92.4", $"x{i}", StringComparison.Ordinal))]);
        Assert.Equal("and 280 more mistakes", Assert.Throws<UserError>(Read).Message.Split('\n')[20]);
    }

    [Fact]
    public void Fractions_are_not_taken_for_per_cent()
    {
        var path = Write("a.csv", Header, Sound.Replace("92.4", "0.924", StringComparison.Ordinal), Sound.Replace("92.4", "0.93", StringComparison.Ordinal).Replace("18,10,", "18,20,", StringComparison.Ordinal));
        Assert.Equal($"{path}:2: no top1 of this file is above 1: accuracies are in per cent, so write 92.4 and not 0.924", Assert.Throws<UserError>(Read).Message);
    }

    [Theory]
    [InlineData("", "there is no header")]
    [InlineData("method;dataset;model", "the columns must be separated by commas")]
    [InlineData(Header, "holds no point")]
    [InlineData("method,method,dataset,model,compression,size_convention,speedup,top1,source,how_obtained", "2 columns are called 'method'")]
    [InlineData(Header + "\n\"never closed", "")]
    public void A_file_that_is_none_is_refused(string text, string expected)
    {
        Write("a.csv", text);
        Assert.Contains(expected, Assert.Single(Assert.Throws<UserError>(Read).Message.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_that_is_there_twice_is_refused()
    {
        Write("a.csv", Header, Sound);
        var path = Write("b.csv", Header, Sound.Replace("paper", "PAPER", StringComparison.Ordinal), Sound.Replace("92.4", "92.5", StringComparison.Ordinal));
        Assert.Equal($"{path}:3: the same point as a.csv:2: method, data set, model, ratios and source are equal", Assert.Throws<UserError>(Read).Message);
    }

    [Fact]
    public void A_file_of_the_same_name_in_a_later_folder_takes_the_place_of_the_first()
    {
        Write("a.csv", Header, Sound);
        var other = Directory.CreateDirectory(Path.Combine(folder, "mine")).FullName;
        File.WriteAllText(Path.Combine(other, "a.csv"), $"{Header}\n{Sound.Replace("92.4", "91", StringComparison.Ordinal)}\n");
        Assert.Equal(0.91, Assert.Single(PublishedPoints.Read([folder, other], Names).All).Top1);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_mistake() =>
        Assert.Equal("published points: there is no folder 'nowhere'", Assert.Throws<UserError>(() => PublishedPoints.Read(["nowhere"], Names)).Message);

    [Fact]
    public void A_result_is_known_by_its_composition_without_what_is_no_part_of_a_method()
    {
        Assert.Equal("snip", PublishedPoints.MethodOf(MadeUpRow with { CompositionName = "snip retraining=none scoring-samples=100" }));
        Assert.Equal("dense", PublishedPoints.MethodOf(MadeUpRow with { CompositionName = "dense retraining=weight-rewind" }));
        Assert.Null(PublishedPoints.MethodOf(MadeUpRow with { CompositionName = "snip layers-except=conv1" }));
    }

    private static ResultRow MadeUpRow { get; } = new()
    {
        Identity = "a", Protocol = "bench", Dataset = "cifar10", Synthetic = false, Model = "resnet18", Strategy = "mine", Composition = "{}", Retraining = "fine-tune", IsControl = false, Imported = false, Seed = 1,
        Compression = 10, AchievedCompression = 9.9, TheoreticalSpeedup = 1, Top1 = 0.9, Top5 = 1, Loss = 1, Top1Before = 0.1, Flags = [],
    };
}
