using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models;

public sealed class WeightImportTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Network network = Network.Create(ModelCatalogue.Find("resnet20"), new(3, 32, 32), 10, SeededStream.For(1, "initialization"));

    public void Dispose()
    {
        network.Dispose();
        scope.Dispose();
        File.Delete(path);
    }

    /// <summary>The state of a network with other weights, under names that <paramref name="rename"/> changes (null: left out).</summary>
    private static Dictionary<string, Tensor> OtherState(Func<string, string?>? rename = null)
    {
        using var other = Network.Create(ModelCatalogue.Find("resnet20"), new(3, 32, 32), 10, SeededStream.For(2, "initialization"));
        var state = new Dictionary<string, Tensor>();
        foreach (var (name, tensor) in other.CopyState())
            if ((rename is null ? name : rename(name)) is { } kept) state[kept] = tensor;
        return state;
    }

    private void Load(Dictionary<string, Tensor> weights, Dictionary<string, string>? rename = null)
    {
        SafeTensorsFile.Write(path, weights);
        WeightImport.Load(network, new(path), rename);
    }

    private void AssertRefused(Dictionary<string, Tensor> weights, string reason, bool byHeader = true)
    {
        var before = network.Flat.Values.clone();
        var message = Assert.Throws<UserError>(() => Load(weights)).Message;
        Assert.Equal($"{path} does not fit model 'resnet20' for 3×32×32 inputs and 10 classes: it {reason}", message);
        if (byHeader) Assert.Equal(message, Assert.Throws<UserError>(() => WeightImport.Check(network.Graph, new(path))).Message);
        Assert.True(network.Flat.Values.eq(before).all().item<bool>()); // nothing was overwritten
    }

    private void AssertIs(Dictionary<string, Tensor> expected, double tolerance = 0)
    {
        foreach (var (name, tensor) in network.State.Where(t => expected.ContainsKey(t.Name)))
            Assert.True(tensor.sub(expected[name].to(tensor.dtype)).abs().max().to(ScalarType.Float64).item<double>() <= tolerance, name);
    }

    [Fact]
    public void Loads_every_parameter_and_buffer()
    {
        var weights = OtherState();
        weights["bn1.running_mean"] = arange(Scalars.Zero, Scalars.Of(16), Scalars.One, dtype: ScalarType.Float32);
        Load(weights);
        AssertIs(weights);
        Assert.Equal(15, network.Buffers.Single(b => b.Name == "bn1.running_mean").Buffer[15].item<float>());
    }

    [Theory, InlineData("module."), InlineData("model."), InlineData("net."), InlineData("_orig_mod."), InlineData("_orig_mod.module.model.")]
    public void Loads_without_counters_and_under_a_wrappers_prefix(string prefix)
    {
        Load(OtherState(name => name.EndsWith("num_batches_tracked", StringComparison.Ordinal) ? null : prefix + name));
        AssertIs(OtherState());
    }

    [Fact]
    public void Names_that_differ_are_shown_from_both_sides() =>
        AssertRefused(OtherState(name => name.Replace("linear.", "fc.", StringComparison.Ordinal)),
            "lacks linear.weight, linear.bias, and has fc.bias, fc.weight; 'rename' in the sweep's 'start' says what they are ('bench list models --tensors resnet20' names all)");

    [Fact]
    public void Loads_under_names_that_are_renamed_whole_or_up_to_a_point()
    {
        Load(OtherState(name => "model." + name.Replace("linear.", "fc.", StringComparison.Ordinal).Replace("layer1.0.", "first.", StringComparison.Ordinal)),
            new() { ["fc.weight"] = "linear.weight", ["fc.bias"] = "linear.bias", ["first"] = "layer1.0" });
        AssertIs(OtherState());
    }

    /// <summary>What Distiller's ResNet-20 calls otherwise.</summary>
    internal static IReadOnlyDictionary<string, string> Distiller { get; } = new Dictionary<string, string>
    {
        ["layer2.0.downsample"] = "layer2.0.shortcut", ["layer3.0.downsample"] = "layer3.0.shortcut", ["fc"] = "linear",
    };

    [Fact]
    public void Shortcuts_that_project_are_loaded_under_other_names()
    {
        var weights = SharedFiles.Find("golden/resnet20-distiller.safetensors");
        using var projecting = Network.Create(ModelCatalogue.Find("resnet20-b"), new(3, 32, 32), 10, SeededStream.For(1, "initialization"));
        WeightImport.Load(projecting, new(weights), Distiller);
        var file = SafeTensorsFile.Read(weights);
        var state = projecting.State.ToDictionary(t => t.Name, t => t.Tensor);
        Assert.True(state["layer3.0.shortcut.0.weight"].eq(file["layer3.0.downsample.0.weight"]).all().item<bool>());
        Assert.True(state["layer2.0.shortcut.1.running_var"].eq(file["layer2.0.downsample.1.running_var"]).all().item<bool>());
        Assert.True(state["linear.bias"].eq(file["fc.bias"]).all().item<bool>());
    }

    [Theory]
    [InlineData("fcc", "linear", "'rename': the file has no 'fcc': did you mean 'fc'? (valid, whole or up to a point: ")]
    [InlineData("fc", "linar", "'rename': the model has no 'linar': did you mean 'linear'? (valid, whole or up to a point: conv1.weight, ")]
    [InlineData("fc", "layer1.0.conv1", "'rename' makes layer1.0.conv1.weight of two names, ")]
    public void A_wrong_rename_says_what_is_valid(string from, string to, string says)
    {
        SafeTensorsFile.Write(path, OtherState(name => name.Replace("linear.", "fc.", StringComparison.Ordinal)));
        var message = Assert.Throws<UserError>(() => WeightImport.Check(network.Graph, new(path), new Dictionary<string, string> { [from] = to })).Message;
        Assert.StartsWith($"{path}: {says}", message);
        Assert.InRange(message.Length, 1, 600);
    }

    [Fact]
    public void A_rename_may_be_spelt_as_in_the_file_but_only_once()
    {
        SafeTensorsFile.Write(path, OtherState(name => "module." + name.Replace("linear.", "fc.", StringComparison.Ordinal)));
        WeightImport.Check(network.Graph, new(path), new Dictionary<string, string> { ["module.fc"] = "linear" });
        Assert.Equal($"{path}: 'rename' has 'fc' twice, as 'fc' and as 'module.fc'", Assert.Throws<UserError>(
            () => WeightImport.Check(network.Graph, new(path), new Dictionary<string, string> { ["fc"] = "linear", ["module.fc"] = "linear" })).Message);
    }

    [Theory]
    [InlineData(new byte[] { 8, 8, 0x12, 7, 112, 121, 116, 111, 114, 99, 104, 0x1a, 3 }, "it is an ONNX file: save its weights as safetensors")]
    [InlineData(new byte[] { 0x89, 72, 68, 70, 13, 10, 26, 10 }, "it is an HDF5 file: save its weights as safetensors")]
    [InlineData(new byte[] { 78, 111, 116, 32, 70, 111, 117, 110, 100, 10 }, "it is text")]
    public void A_file_of_another_kind_is_called_what_it_is(byte[] content, string says)
    {
        File.WriteAllBytes(path, content);
        Assert.StartsWith($"{path} is not a valid safetensors file: {says}", Assert.Throws<UserError>(() => WeightImport.Load(network, new(path))).Message);
    }

    [Theory]
    [InlineData(new byte[] { 0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 114, 47, 100, 97, 116, 97, 46, 112, 107, 108 })]
    [InlineData(new byte[] { 0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46 })]
    public void A_broken_file_of_PyTorch_is_a_users_mistake(byte[] content)
    {
        File.WriteAllBytes(path, content);
        Assert.StartsWith($"{path} is not read: ", Assert.Throws<UserError>(() => WeightImport.Load(network, new(path))).Message);
    }

    [Theory, InlineData(ScalarType.Float64, 0), InlineData(ScalarType.Float16, 2e-3), InlineData(ScalarType.BFloat16, 2e-2)]
    public void Converts_other_floating_point_types_to_single_precision(ScalarType type, double tolerance)
    {
        Load(OtherState().ToDictionary(w => w.Key, w => w.Value.is_floating_point() ? w.Value.to(type) : w.Value));
        AssertIs(OtherState(), tolerance);
        Assert.Equal(ScalarType.Float32, network.Flat.Values.dtype);
    }

    [Fact]
    public void Names_the_first_missing_weights_and_counts_the_others() =>
        AssertRefused(OtherState(name => name.StartsWith("layer3.2.", StringComparison.Ordinal) ? null : name),
            "lacks layer3.2.conv1.weight, layer3.2.bn1.weight, layer3.2.bn1.bias and 7 more");

    [Fact]
    public void Names_unexpected_weights()
    {
        var weights = OtherState();
        weights["layer2.0.downsample.0.weight"] = ones(32, 16, 1, 1);
        AssertRefused(weights, "has besides layer2.0.downsample.0.weight");
    }

    [Fact]
    public void Names_weights_of_another_shape()
    {
        var weights = OtherState();
        weights["linear.weight"] = ones(100, 64);
        weights["linear.bias"] = ones(100);
        AssertRefused(weights, "has in other shapes linear.weight (100, 64), not (10, 64), linear.bias (100), not (10)");
    }

    [Fact]
    public void Names_weights_that_are_whole_numbers_or_not_finite()
    {
        AssertRefused(new(OtherState()) { ["linear.bias"] = ones(10, dtype: ScalarType.Int32) }, "has in other types linear.bias as I32");
        AssertRefused(new(OtherState()) { ["linear.bias"] = full(10, Scalars.Of(float.NaN)) }, "has NaN or infinite values in linear.bias", byHeader: false);
        AssertRefused(
            new(OtherState()) { ["linear.bias"] = full(10, Scalars.Of(-1e300), dtype: ScalarType.Float64), ["bn1.running_var"] = full(16, Scalars.Of(1e39), dtype: ScalarType.Float64) },
            "has values that are infinite in fp32 in linear.bias, bn1.running_var", byHeader: false);
    }

    [Fact]
    public void A_missing_or_broken_file_is_a_users_mistake()
    {
        Assert.Contains(path, Assert.Throws<UserError>(() => WeightImport.Load(network, new(path))).Message);
        File.WriteAllText(path, "this is not a safetensors file");
        Assert.StartsWith($"{path} is not a valid safetensors file: ", Assert.Throws<UserError>(() => WeightImport.Load(network, new(path))).Message);
    }
}
