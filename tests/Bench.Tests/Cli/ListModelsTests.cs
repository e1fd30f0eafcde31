using System.IO.Compression;

namespace Bench.Tests.Cli;

/// <summary><c>bench list models</c> and what it shows of one model.</summary>
public sealed class ListModelsTests : IDisposable
{
    // A small file that PyTorch 1.13 saved in its old form, packed: a training's dictionary with five tensors as its state_dict.
    private const string Packed = "H4sIAAAAAAACA3WTW2/TMBTHc+llyxgbd8Z13Fsupd3S0HHbGGNDMgwIL3lBUZa6TVAa99jOEEiVysPG4BuAeOCRr8AbX4ePgMQDzmWjrYQV27F9/Pufc2z3lU9a8Ofr6u/Z19+fz1T6ytNfqmh7IJWsaUmSupRw4pLA3sSU+SQEWRhYk2Il8DkPsI3Dpu+EoOxYmpjkb7vYZv47zEDtQa5k5cUk8wjlkEeKpYqRH3IooJyVixkkbEMR5aJoVzO2x13ieiAjNbFxaJuB4oqu61CGtXWng1nXcbEGavk95HqQt5SYRaGwtvjjc1y+sI3EHcYdju2m73IouiKKALtcBMG0Z7SJKW6uiBUNxsomjKfhdkgzCnCl5VbeYL/tcdBcTqjrVeyI+wHTbIo3Ij9o2sIX4QfHVIOJ/5hwHDJC7c05DfaVSlYx8YdQp41hMt2irQbE4S/TSQ32W+PCZt6oVY1a3WjAVJIvtxvBNCqsczjwAklIQeo2HEQqkrfh0Ecv9v0whyMmHN1JBsc+wHETZqyJoWg4nPCEE96kNypy0kvhp2K4ipRtOI3kWONMCj/LYdaEc9bYP14I51NYFsUTcYp7QVzI+NV6o7qg63BR8GXBvyT45XLKvMzhigmlQaYH5SHmYydo7TGvZsy6XjcW5hpwTTAVwbyeJGQLbiB5Cyop+yaHqgm1QXYH5obYy4QEe+z5AbZeM0DP2PWMbcTsWym7wWHBhNtRsoV0ud8RN53CnR7cTS96fN3gXg/uI6kHi9ZU4kMHhzzq2BtRqyWMl0bOoa4bNUNvwINMdznTfRjrrqS6jzismrDGGIvfyav4nQwnWR45VGUkKHUkgbkR8TyuyFJaillfkAZLf1E0S+ITtS/qtyUlW5Gl3T/pvvRTkYbLXxHnkPZfBAAA";

    private readonly BenchProgram bench = new();

    public void Dispose() => bench.Dispose();

    /// <summary>ResNet-20 of half the width by hand: 144·3 + 6·(9·8·8) + 9·8·16 + 5·(9·16·16) + 9·16·32 + 5·(9·32·32) weights of convolutions with 8, 16 and 32 filters, less the stem's
    /// half, 2 · (7·8 + 6·16 + 6·32) of norms, 330 of the output.</summary>
    [Fact]
    public async Task Counts_of_a_model_of_half_the_width_are_exact()
    {
        var answer = await bench.Run("list", "models", "resnet20@width=0.5");
        Assert.StartsWith("resnet20@width=0.5: CIFAR ResNet-20", answer.Output, StringComparison.Ordinal);
        const int Convolutions = 9 * 3 * 8 + 6 * 9 * 8 * 8 + 9 * 8 * 16 + 5 * 9 * 16 * 16 + 9 * 16 * 32 + 5 * 9 * 32 * 32, Norms = 2 * (7 * 8 + 6 * 16 + 6 * 32);
        Assert.Contains($"  parameters   {Convolutions + Norms + 32 * 10 + 10:N0}\n", answer.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        const int Macs = 1024 * (9 * 3 * 8 + 6 * 9 * 8 * 8) + 256 * (9 * 8 * 16 + 5 * 9 * 16 * 16) + 64 * (9 * 16 * 32 + 5 * 9 * 32 * 32) + 320;
        Assert.Contains($"  MACs         {Macs:N0} a sample\n", answer.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_width_is_written_in_one_way()
    {
        Assert.StartsWith("lenet5@width=0.5: ", (await bench.Run("list", "models", "lenet5@width=.50")).Output, StringComparison.Ordinal);
        Assert.StartsWith("lenet5: ", (await bench.Run("list", "models", "lenet5@width=1.0")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Channels_that_go_together_are_listed_with_the_layers_that_meet_them()
    {
        var answer = await bench.Run("list", "models", "--channels", "lenet5");
        Assert.Equal("lenet5 for 1×28×28 inputs and 10 classes (mnist): 570 units in 3 groups; a unit is removed from all layers of its group at once\n"
            + "group\tunits\tchannels\tlayers\nconv1\t20\t20\tconv1 out, conv2 in\nconv2\t50\t50\tconv2 out, fc1 in (800)\nfc1\t500\t500\tfc1 out, fc2 in\n", answer.Output.ReplaceLineEndings("\n"));
        Assert.Contains("\nlayer2.0.conv2\t16\t16\tlayer2.0.conv2 out, layer2.0.bn2 norm, ", (await bench.Run("list", "models", "--channels", "resnet20", "--for", "mnist")).Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model 'resnet20@width=0': the width '0' must be a number above 0 and at most 16, such as resnet20@width=0.5", "resnet20@width=0")]
    [InlineData("the width '-1' must be a number above 0", "resnet20@width=-1")]
    [InlineData("the width '' must be a number above 0", "resnet20@width=")]
    [InlineData("the width '17' must be a number above 0", "resnet20@width=17")]
    [InlineData("the width '0,5' must be a number above 0", "resnet20@width=0,5")]
    [InlineData("the width '1e-3' must be a number above 0", "resnet20@width=1e-3")]
    [InlineData("the width 'NaN' must be a number above 0", "--tensors", "resnet20@width=NaN")]
    [InlineData("model 'resnet20@wide=2': what follows resnet20 must be a width, such as resnet20@width=0.5", "--channels", "resnet20@wide=2")]
    [InlineData("unknown model 'resnet21': did you mean 'resnet20'?", "resnet21@width=0.5")]
    public async Task A_width_that_is_none_is_a_mistake_of_one_line(string mistake, params string[] arguments) =>
        (await bench.Run(["list", "models", .. arguments])).IsMistake(mistake);

    [Theory]
    [InlineData("--tensors, --channels and NAME do not go together", "lenet5", "--channels", "lenet5")]
    [InlineData("--for goes with NAME, --tensors or --channels: it chooses inputs and classes", "--for", "mnist")]
    public async Task What_does_not_go_together_is_said(string mistake, params string[] arguments) =>
        (await bench.Run(["list", "models", .. arguments])).IsMistake(mistake, "see 'bench list models --help'");

    [Fact]
    public async Task What_a_file_of_weights_holds_is_listed()
    {
        File.WriteAllBytes(Path.Combine(bench.Folder, "w.pth"), Weights);
        var answer = await bench.Run("list", "weights", "w.pth");
        Assert.Equal("""
            w.pth: 5 tensors in 'state_dict'; passed over: epoch, args, optimizer
            name	shape	type
            module.fc.weight	(2, 3)	F32
            module.fc.t	(3, 2)	F32
            module.n	()	I64
            module.h	(2)	F16
            module.m	(2)	BOOL

            """, answer.Output.ReplaceLineEndings("\n"));
        (await bench.Run("list", "weights", "no.pth")).IsMistake("no.pth: no such file");
        bench.Write("empty.pth", "");
        (await bench.Run("list", "weights", "empty.pth")).IsMistake("empty.pth is no file of weights: it is empty");
    }

    [Theory]
    [InlineData("s.yaml", "name: x\n", "s.yaml is no ONNX file: it is text")]
    [InlineData("resnet20", "name: x\n", null)] // of the catalogue, whatever lies there
    [InlineData("resnet21", null, "unknown model 'resnet21': did you mean 'resnet20'?")]
    public async Task A_file_that_is_no_network_is_not_called_an_unknown_model(string name, string? content, string? mistake)
    {
        if (content is not null) bench.Write(name, content);
        var answer = await bench.Run("list", "models", name);
        if (mistake is null) Assert.Equal(0, answer.ExitCode);
        else answer.IsMistake(mistake);
    }

    private static byte[] Weights
    {
        get
        {
            using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(Packed)), CompressionMode.Decompress);
            using var file = new MemoryStream();
            gzip.CopyTo(file);
            return file.ToArray();
        }
    }

    /// <summary>The dynamic linker of glibc notes every library that a process opens.</summary>
    [Theory]
    [InlineData("models", "resnet20"), InlineData("models", "--tensors", "resnet20"), InlineData("models", "--channels", "resnet20"), InlineData("weights", "w.pth")]
    public async Task Graphs_and_weights_are_read_without_libtorch(params string[] arguments)
    {
        var note = Path.Combine(bench.Folder, "opened");
        File.WriteAllBytes(Path.Combine(bench.Folder, "w.pth"), Weights);
        var answer = await bench.RunWith(new Dictionary<string, string> { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = note }, ["list", .. arguments]);
        Assert.Equal(0, answer.ExitCode);
        var opened = string.Concat(Directory.GetFiles(bench.Folder, "opened.*").Select(File.ReadAllText));
        if (!opened.Contains("libcoreclr", StringComparison.Ordinal)) Assert.Skip("this system's linker does not say what it opens");
        Assert.DoesNotContain("torch", opened.ToLowerInvariant(), StringComparison.Ordinal);
    }
}
