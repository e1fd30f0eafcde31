using Bench.Models;
using Bench.Onnx;

namespace Bench.TorchTests.Onnx;

/// <summary>Small files that would take all time or all of the stack: they can only be refused.</summary>
public sealed class ReadingLimitTests
{
    [Fact]
    public void Sums_of_a_sum_twice_and_sums_behind_each_other_are_looked_at_once()
    {
        var d = Nameless(out var x);
        for (var i = 0; i < 60; i++) x = d.Node("Add", [x, x]);
        Assert.Contains("do not go together", OnnxMistakeTests.Line(d, OnnxMistakeTests.Head(d, d.Node("Add", ["images", x]))));
        d = Nameless(out x);
        for (var i = 0; i < 90_000; i++) x = d.Node("Add", [x, "onnx::Add_1"]);
        Assert.Contains("do not go together", OnnxMistakeTests.Line(d, OnnxMistakeTests.Head(d, d.Node("Add", ["images", x]))));

        // Of too many numbers to be computed when the file is read.
        static DrawnFile Nameless(out string numbers)
        {
            var d = new DrawnFile();
            numbers = d.Store("onnx::Add_1", [65537], new float[65537]);
            return d;
        }
    }

    [Fact]
    public void Weights_are_not_moved_without_end()
    {
        var d = new DrawnFile();
        var weights = d.Weights("a.weight", 3, 3, 1, 1);
        for (var i = 0; i < 65; i++) weights = d.Node("Transpose", [weights], ("perm", new long[] { 1, 0, 2, 3 }));
        Assert.Contains("its weights are moved more than 64 times", OnnxMistakeTests.Line(d, OnnxMistakeTests.Head(d, d.Node("Conv", ["images", weights]))));
    }

    [Fact]
    public void Layers_without_names_are_counted_once()
    {
        var d = new DrawnFile();
        var x = "images";
        for (var i = 0; i < 3000; i++) x = d.Node("Conv", [x, d.Weights($"onnx::Conv_{i}", 3, 3, 1, 1)]);
        foreach (var node in d.Model.Graph.Node) node.Name = "";
        var file = d.File(OnnxMistakeTests.Head(d, x));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("conv_2999", NetworkGraph.Of(OnnxModel.Of("mine", file), DrawnNetworks.Images, 10).Layers[^2].Name);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Fact]
    public void No_value_has_more_than_64_axes()
    {
        long[] many = [.. Enumerable.Repeat(1L, 65)];
        Refused("tensor 'many' has 65 axes, more than 64", d => d.Node("Add", ["images", d.Store("many", many, [1])]));
        Refused("has 65 axes, more than 64", d => d.Node("Add", ["images", d.Constant(many, [1])]));
        Refused("(Expand): a value of more than 64 axes", d => d.Node("Expand", ["images", d.Wholes(many)]));
        Refused("(Reshape): a value of more than 64 axes", d => d.Node("Reshape", ["images", d.Wholes([.. many[1..], -1])]));
        Refused("(ConstantOfShape): a value of more than 64 axes", d => d.Node("Add", ["images", d.Node("ConstantOfShape", [d.Wholes(many)])]));
        Refused("(Unsqueeze): a value of more than 64 axes", d => d.Node("Unsqueeze", ["images", d.Wholes([.. Enumerable.Range(0, 61)])]));
    }

    [Fact]
    public void A_slice_takes_parts_along_no_more_axes_than_there_are() =>
        Refused("(Slice): it takes parts along 5 axes of (batch, 3, 16, 16)", d => d.Node("Slice", ["images", d.Wholes(0, 0, 0, 0, 0), d.Wholes(9, 9, 9, 9, 9), d.Wholes(1, 1, 1, 1, 1)]));

    private static void Refused(string expected, Func<DrawnFile, string> node)
    {
        var d = new DrawnFile();
        Assert.Contains(expected, OnnxMistakeTests.Line(d, OnnxMistakeTests.Head(d, node(d))));
    }
}
