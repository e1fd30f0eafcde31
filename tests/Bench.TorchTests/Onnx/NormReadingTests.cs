using Bench.Models;
using Bench.Onnx;

namespace Bench.TorchTests.Onnx;

/// <summary>Norms have the scales and shifts that the file's network learns, and no others, whatever numbers those begin with.</summary>
public sealed class NormReadingTests
{
    /// <summary>Null is a constant in a node of its own, as PyTorch writes what a norm has not, and an empty name nothing at all.</summary>
    [Theory]
    [InlineData(null, null, "")]
    [InlineData(null, "", "")]
    [InlineData("onnx::LayerNormalization_7", "onnx::LayerNormalization_8", "")]
    [InlineData("norm.weight", "norm.bias", "norm.weight (4) norm.bias (4)")]
    [InlineData("norm.weight", null, "norm.weight (4)")]
    [InlineData(null, "norm.bias", "norm.bias (4)")]
    [InlineData("norm.g", "", "norm.weight (4)")]
    [InlineData("norm.g", "norm.b", "norm.weight (4) norm.bias (4)")]
    public void A_layer_norm_has_what_is_learned(string? scales, string? shifts, string expected)
    {
        var d = new DrawnFile();
        var x = d.Node("Transpose", [d.Conv("images", "conv", 4, 3, 3)], ("perm", new long[] { 0, 2, 3, 1 }));
        x = d.Node("LayerNormalization", [x, Equal(d, scales, 1), .. shifts?.Length == 0 ? [] : new[] { Equal(d, shifts, 0) }], ("axis", -1L));
        d.Model.Graph.Node[^1].Name = "/norm/LayerNormalization";
        var output = Head(d, d.Node("Transpose", [x], ("perm", new long[] { 0, 3, 1, 2 })));
        Assert.Equal(expected, OfNorms(d, output));
        Exported.IsReadAs(d.Bytes(output), images: 1, batch: 4);
    }

    [Fact]
    public void Shifts_alone_are_those_of_the_file()
    {
        var d = new DrawnFile();
        var x = d.Node("LayerNormalization", [d.Conv("images", "conv", 4, 3, 3), d.Constant([14], [.. Enumerable.Repeat(1f, 14)]), d.Weights("norm.bias", 14)], ("axis", -1L));
        var output = Head(d, x);
        Assert.Equal("norm.bias (14)", OfNorms(d, output));
        Exported.IsReadAs(d.Bytes(output), images: 1, batch: 4);
    }

    [Fact]
    public void An_instance_norm_keeps_scales_and_shifts_with_names_of_their_own()
    {
        var d = new DrawnFile();
        var x = d.Node("InstanceNormalization", [d.Conv("images", "conv", 4, 3, 3), Equal(d, "norm.gamma", 1), Equal(d, "norm.beta", 0)]);
        d.Model.Graph.Node[^1].Name = "/norm/InstanceNormalization";
        Assert.Equal("norm.weight (4) norm.bias (4)", OfNorms(d, Head(d, x)));
    }

    [Fact]
    public void A_group_norm_without_scales_has_none()
    {
        var d = new DrawnFile(21);
        var x = d.Node("GroupNormalization", [d.Conv("images", "conv", 4, 3, 3), Equal(d, null, 1), Equal(d, null, 0)], ("num_groups", 2L));
        Assert.Equal("", OfNorms(d, Head(d, x)));
    }

    /// <summary>Exporters store equal tensors once, and all are equal before they are trained.</summary>
    [Fact]
    public void Norms_whose_scales_an_exporter_found_equal_have_one_each()
    {
        var d = new DrawnFile();
        var x = d.Node("LayerNormalization", [d.Conv("images", "conv", 4, 3, 3), d.Store("norm1.g", [14], [.. Enumerable.Repeat(1f, 14)])], ("axis", -1L));
        d.Model.Graph.Node[^1].Name = "/norm1/LayerNormalization";
        d.Node("Identity", ["norm1.g"]);
        d.Model.Graph.Node[^1].Output[0] = "norm2.g";
        x = d.Node("LayerNormalization", [d.Node("Relu", [x]), "norm2.g"], ("axis", -1L));
        d.Model.Graph.Node[^1].Name = "/norm2/LayerNormalization";
        Assert.Equal("norm1.weight (14) norm2.weight (14)", OfNorms(d, Head(d, x)));
    }

    private static string Equal(DrawnFile d, string? name, float number)
    {
        float[] values = [number, number, number, number];
        return name is null ? d.Constant([4], values) : d.Store(name, [4], values);
    }

    private static string Head(DrawnFile d, string x) => d.Gemm(d.Node("Flatten", [d.Node("GlobalMaxPool", [x])]), "fc", 10, 4);

    private static string OfNorms(DrawnFile d, string output)
    {
        var parameters = NetworkGraph.Of(OnnxModel.Of("mine", d.File(output)), DrawnNetworks.Images, 10).Parameters;
        return string.Join(' ', parameters.Where(p => p.Name is not ("conv.weight" or "fc.weight" or "fc.bias")).Select(p => $"{p.Name} ({string.Join(',', p.Shape)})"));
    }
}
