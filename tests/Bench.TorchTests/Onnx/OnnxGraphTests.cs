using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.TorchTests.Models.Channels;
using global::Onnx;
using Google.Protobuf;

namespace Bench.TorchTests.Onnx;

/// <summary>What is written computes in ONNX Runtime what the network computes.</summary>
public class OnnxGraphTests
{
    public static TheoryData<string> Models => [.. ModelCatalogue.All.Select(m => m.Name)];

    /// <summary>What the catalogue does not have, or not in all of its forms.</summary>
    private static readonly ModelEntry[] Others =
    [
        .. GoldenNetworks.All.Values,
        GoldenNetworks.Entry("overlapping-means", (x, classes) => x.Convolution("a", 6, (3, 1), stride: (2, 1), padding: (1, 0)).AveragePoolTo(3).Flatten().Norm("n").Relu().Linear("b", classes, bias: false)),
        GoldenNetworks.Entry("even-means", (x, classes) => x.Convolution("a", 6, 3, padding: 1).AveragePoolTo(4).PadChannels(1, 2).AveragePoolTo(4).Dropout(0.5).Mean().Linear("b", classes)),
        GoldenNetworks.Entry("two-takers", (x, classes) => x.Mean().Linear("a", classes) is var y ? y.Add(y) : y),
        GoldenNetworks.Entry("joined-tokens", (x, classes) => x.Convolution("a", 6, 8, stride: 8).ToTokens() is var t ? t.Concatenate(t.LayerNorm("n").Linear("b", 4, bias: false)).Gelu().FirstToken().Linear("c", classes) : t),
        GoldenNetworks.Entry("activations", (x, classes) => x.Convolution("a", 8, 3).Elu(0.7).Gelu(approximate: true).Mish().HardSwish().PRelu("p", byChannel: true).PRelu("q").Softplus().HardSigmoid().Affine(3, -1).Sigmoid()
            .Clip(0.2, null).Clip(null, 0.9).Mean().Linear("b", classes)),
        GoldenNetworks.Entry("norms", (x, classes) => x.Convolution("a", 8, 5, stride: 3, dilation: (2, 1), padding: (1, 2)).InstanceNorm("i").PixelNorm("n").GroupNorm("g", 4).GroupNorm("h", 2, affine: false)
            .InstanceNorm("j", affine: false).LayerNorm("l", axes: 3).LayerNorm("m", axes: 2, affine: false).Flatten().Linear("b", classes)),
        GoldenNetworks.Entry("norms-without-scales", (x, classes) => x.Convolution("a", 8, 3).Norm("m", affine: false).Relu().Convolution("b", 8, 3, bias: false).Norm("n", affine: false).Relu().Norm("o").Mean().Linear("c", classes)),
        GoldenNetworks.Entry("windows", (x, classes) => x.Convolution("a", 4, 3, padding: new Margins(0, 1, 2, 3)).MaxPool(3, 2, padding: 1, overhangs: true).MaxPool((2, 3), 1, dilation: 2)
            .AveragePool(3, 2, padding: 1, overhangs: true).AveragePool(2, 1, padding: new Margins(0, 1, 1, 0), countsPadding: false).AveragePool(2, 2, padding: 1, overhangs: true, countsPadding: false).AveragePool(2, 1, overhangs: true).Mean().Linear("b", classes)),
        GoldenNetworks.Entry("parts", (x, classes) => x.Convolution("a", 8, 4, stride: 4) is var y
            ? y.Slice(0, 1, 3, 2).ConcatenateAlong(0, y.Pick(0, [7, 0, 3])).Pad([(1, 0), (0, 1), (1, 1)], 0.5).AddLearned("e", 9, 10).MultiplyConstant([0.5f], 1).Transpose(1, 2, 0).Reshape(9, 70)
                .Softmax(1).LogSoftmax(0).Linear("b", classes).Reduce(ReductionKind.Max, [0]) : y),
        GoldenNetworks.Entry("gates", (x, classes) => x.Convolution("a", 8, 4, stride: 4) is var y ? y.Multiply(y.Mean().Linear("s", 4).Relu().Linear("t", 8).Sigmoid().Reshape(8, 1, 1)) is var z
            ? z.Reduce(ReductionKind.Mean, [1, 2], keepsAxes: true).Add(z.Reduce(ReductionKind.Sum, [1, 2], keepsAxes: true)).Reshape(8).Linear("b", classes) : z : y),
        GoldenNetworks.Entry("products", (x, classes) => x.Convolution("a", 8, 4, stride: 4).Reshape(8, 64) is var y ? y.Product(y.Transpose(1, 0)).Flatten().Linear("b", classes) : y),
    ];

    public static TheoryData<string> OtherModels => [.. Others.Select(m => m.Name)];

    [Theory, MemberData(nameof(Models)), MemberData(nameof(OtherModels))]
    public void Computes_the_same_dense_masked_and_shrunk(string model)
    {
        var entry = Array.Find(Others, m => m.Name == model) ?? ModelCatalogue.Find(model);
        using var network = Exported.Network(entry);
        Exported.IsEqual(network);
        Exported.Mask(network);
        Exported.IsEqual(network);
        var map = ChannelMap.Of(network.Graph);
        using var small = network.Shrink(map.Shrink(Shrunk.RandomKept(map, SeededStream.For(1, "kept"))));
        Exported.IsEqual(small);
    }

    [Theory, MemberData(nameof(OtherModels))]
    public void Computes_the_same_with_norms_folded(string model)
    {
        using var network = Exported.Network(Array.Find(Others, m => m.Name == model)!);
        var inputs = Exported.Inputs(network.Input);
        var folded = NormFolding.Fold(OnnxGraph.Of(network));
        Assert.DoesNotContain(folded.Weights, w => w.Name.StartsWith("stem.1", StringComparison.Ordinal));
        foreach (var (expected, found) in Exported.Scores(network, inputs).Zip(Exported.Scores(folded, inputs))) Assert.Equal(expected, found, 1e-4);
    }

    /// <summary>Each kind of operation says how it is written: a new one that does not fails here.</summary>
    [Fact]
    public void Every_operation_can_be_written()
    {
        Assert.Empty(typeof(Operation).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Operation)) && !t.IsAbstract && !OnnxForms.Has(t)).Select(t => t.Name));
    }

    /// <summary>So that all tensors of the file are a state that PyTorch takes with strict names.</summary>
    [Fact]
    public void The_only_tensors_are_parameters_and_statistics_by_their_names()
    {
        using var network = Exported.Network(GoldenNetworks.All["vit-tiny"]);
        var model = ModelProto.Parser.ParseFrom(OnnxWriter.Bytes(OnnxGraph.Of(network)));
        Assert.Equal(network.State.Select(t => t.Name), model.Graph.Initializer.Select(i => i.Name));
        Assert.Equal(network.State.Select(t => string.Join(',', t.Tensor.shape)), model.Graph.Initializer.Select(i => string.Join(',', i.Dims)));
    }

    [Fact]
    public void Is_of_opset_17_and_takes_any_number_of_samples_with_unique_names()
    {
        using var network = Exported.Network(ModelCatalogue.Find("resnet20"));
        var graph = OnnxGraph.Of(network) with { Metadata = new Dictionary<string, string> { ["bench.mean"] = "0.5" } };
        var model = ModelProto.Parser.ParseFrom(OnnxWriter.Bytes(graph));
        Assert.Equal(17, Assert.Single(model.OpsetImport).Version);
        Assert.Equal("batch", model.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal(["input", "logits"], [model.Graph.Input[0].Name, model.Graph.Output[0].Name]);
        Assert.Equal(model.Graph.Node.Count, model.Graph.Node.Select(n => n.Name).Distinct().Count());
        Assert.Equal("0.5", Assert.Single(model.MetadataProps).Value);
        Assert.Equal(OnnxWriter.Bytes(graph), OnnxWriter.Bytes(graph));
    }

    [Fact]
    public void Normalizes_where_that_is_asked_for()
    {
        using var network = Exported.Network(ModelCatalogue.Find("lenet5"));
        var (values, shape) = Exported.Inputs(network.Input);
        var normalization = new Normalization([0.5, 0.25, 0.125], [2, 4, 8]);
        var each = network.Input.Height * network.Input.Width;
        float[] normalized = [.. values.Select((v, i) => (float)((v - normalization.Mean[i / each % 3]) / normalization.Std[i / each % 3]))];
        var graph = OnnxGraph.Of(network);
        foreach (var (expected, found) in Exported.Scores(graph, (normalized, shape)).Zip(Exported.Scores(graph.WithNormalization(normalization), (values, shape)))) Assert.Equal(expected, found, 1e-4);
    }
}
