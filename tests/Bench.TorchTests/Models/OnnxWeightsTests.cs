using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.Tensors;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Onnx;
using TorchSharp;

namespace Bench.TorchTests.Models;

/// <summary>Weights of an ONNX file for a model of the catalogue.</summary>
public sealed class OnnxWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Models => [.. ModelCatalogue.All.Select(m => m.Name)];

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Models))]
    public void They_are_those_that_were_written_whatever_the_file_is_called(string model)
    {
        using var network = Exported.Network(ModelCatalogue.Find(model));
        using var other = Network.Create(network.Graph, SeededStream.For(9, "initialization"));
        foreach (var name in (string[])["weights.onnx", "weights"])
        {
            var file = new AnyWeightFile(folder.File(name, OnnxWriter.Bytes(OnnxGraph.Of(network))));
            Assert.Equal(network.State.Select(t => t.Name).Order(StringComparer.Ordinal), WeightImport.List(file).Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
            WeightImport.Check(network.Graph, file);
            WeightImport.Load(other, file);
        }
        foreach (var (one, same) in network.State.Zip(other.State)) Assert.True(one.Tensor.eq(same.Tensor).all().item<bool>(), one.Name);
    }

    [Fact]
    public void They_are_turned_as_the_nodes_say_and_renamed_as_the_sweep_says()
    {
        var d = new DrawnFile(channels: 1, side: 28);
        var x = d.Node("Flatten", ["images"], ("axis", 1L));
        foreach (var (name, features, taken) in ((string, int, int)[])[("first", 40, 784), ("second", 20, 40), ("third", 10, 20)])
        {
            x = d.Node("MatMul", [x, d.Weights($"{name}.weight", taken, features)]);
            if (name != "third") x = d.Node("Relu", [x]);
        }
        using var network = Network.Create(ModelCatalogue.Find("mlpnet"), new(1, 28, 28), 10, SeededStream.For(1, "initialization"));
        var file = new AnyWeightFile(folder.File("turned.onnx", d.Bytes(x)));
        Assert.Equal([40L, 784], WeightImport.List(file).Tensors[0].Shape);
        var rename = new Dictionary<string, string> { ["first"] = "fc1", ["second"] = "fc2", ["third"] = "fc3" };
        WeightImport.Load(network, file, rename);
        var inputs = Exported.Inputs(network.Input);
        using var session = new OnnxSession(File.ReadAllBytes(file.Path));
        foreach (var (one, other) in session.Run(inputs.Values, inputs.Shape).Zip(Exported.Scores(network, inputs))) Assert.Equal(one, other, 1e-4);
    }

    [Fact]
    public void What_does_not_fit_or_is_not_read_is_one_line()
    {
        using var network = Network.Create(ModelCatalogue.Find("mlpnet"), new(1, 28, 28), 10, SeededStream.For(1, "initialization"));
        var d = new DrawnFile(channels: 1, side: 28);
        var hidden = d.Gemm(d.Node("Flatten", ["images"], ("axis", 1L)), "fc1", 10, 784);
        var path = folder.File("few.onnx", d.Bytes(hidden));
        Assert.Contains($"{path} does not fit model 'mlpnet' for 1×28×28 inputs and 10 classes: it ", Assert.Throws<UserError>(() => WeightImport.Check(network.Graph, new AnyWeightFile(path))).Message, StringComparison.Ordinal);
        d = new DrawnFile(channels: 1, side: 28);
        path = folder.File("strange.onnx", d.Bytes(d.Node("Strange", ["images"])));
        Assert.Contains("'Strange'", Assert.Throws<UserError>(() => WeightImport.List(new AnyWeightFile(path))).Message, StringComparison.Ordinal);
        path = folder.File("broken.onnx", [8, 7, 255]);
        Assert.Contains("is no ONNX file", Assert.Throws<UserError>(() => WeightImport.List(new AnyWeightFile(path))).Message, StringComparison.Ordinal);
    }
}
