using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using Bench.TorchTests.Models.Channels;
using Bench.TorchTests.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models;

/// <summary>Weights out of PyTorch's own files, plain and as tools that prune keep them.</summary>
public sealed class TorchWeightsTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pth.tar");
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Network network = Network.Create(ModelCatalogue.Find("mlpnet"), new(1, 28, 28), 10, SeededStream.For(1, "initialization"));
    private readonly Dictionary<string, Tensor> other;

    public TorchWeightsTests()
    {
        using var second = Network.Create(ModelCatalogue.Find("mlpnet"), new(1, 28, 28), 10, SeededStream.For(2, "initialization"));
        other = second.CopyState();
    }

    public void Dispose()
    {
        network.Dispose();
        scope.Dispose();
        File.Delete(path);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void They_are_loaded_as_from_safetensors(bool zip)
    {
        Load(other.ToDictionary(w => $"module.{w.Key}", w => w.Value), zip);
        AssertIs(other);
    }

    [Theory]
    [InlineData("{0}.weight_orig", "{0}.weight_mask"), InlineData("{0}.weight", "{0}.weight_mask")]
    [InlineData("module.{0}._layer.weight", "module.{0}._weight_mask"), InlineData("{0}._layer.weight", "{0}._weight_mask")]
    public void Masks_of_pruned_networks_are_applied(string weight, string mask)
    {
        var state = new Dictionary<string, Tensor>();
        var expected = new Dictionary<string, Tensor>();
        foreach (var (name, tensor) in other)
        {
            var keep = tensor.gt(Scalars.Zero).to(ScalarType.Float32);
            var layer = name[..^".weight".Length];
            (state[string.Format(weight, layer)], state[string.Format(mask, layer)]) = (tensor, keep);
            expected[name] = tensor.mul(keep);
        }
        Load(state, zip: false);
        AssertIs(expected);
    }

    [Fact]
    public void A_mask_that_multiplies_by_something_else_is_refused()
    {
        var state = new Dictionary<string, Tensor>(other) { ["fc1.weight_mask"] = ones_like(other["fc1.weight"]), ["fc2.weight_mask"] = full_like(other["fc2.weight"], Scalars.Of(0.5)) };
        Assert.EndsWith("it has masks with other values than 0 and 1, which are not applied: fc2.weight_mask", Assert.Throws<UserError>(() => Load(state, zip: true)).Message);
    }

    [Fact]
    public void Masks_of_originals_of_any_name_are_applied()
    {
        using var transformer = Network.Create(GoldenNetworks.All["vit-tiny"], new(3, 32, 32), 10, SeededStream.For(1, "initialization"));
        var (state, expected) = (new Dictionary<string, Tensor>(), new Dictionary<string, Tensor>());
        foreach (var (name, tensor) in transformer.CopyState())
        {
            var keep = tensor.gt(Scalars.Zero).to(ScalarType.Float32);
            if (name.Contains("in_proj", StringComparison.Ordinal)) (state[$"{name}_orig"], state[$"{name}_mask"], expected[name]) = (tensor, keep, tensor.mul(keep));
            else (state[name], expected[name]) = (tensor, tensor);
        }
        Assert.NotEqual(state.Count, expected.Count);
        var (saved, storages) = Pickled.State(state);
        File.WriteAllBytes(path, Pickled.Zip(saved, storages));
        WeightImport.Check(transformer.Graph, new(path));
        WeightImport.Load(transformer, new(path));
        foreach (var (name, tensor) in transformer.State) Assert.True(tensor.eq(expected[name]).all().item<bool>(), name);
        var first = state.Keys.First(name => name.EndsWith("in_proj_weight_orig", StringComparison.Ordinal));
        WeightImport.Check(transformer.Graph, new(path), new Dictionary<string, string> { [first] = first[..^"_orig".Length] });
    }

    [Fact]
    public void A_weight_that_is_there_twice_has_to_be_the_same()
    {
        var state = new Dictionary<string, Tensor>(other) { ["fc1._layer.weight"] = other["fc1.weight"] };
        Load(state, zip: true);
        AssertIs(other);
        state["fc1._layer.weight"] = zeros_like(other["fc1.weight"]);
        Assert.EndsWith("it has one weight twice, with other values, as fc1.weight and as fc1._layer.weight", Assert.Throws<UserError>(() => Load(state, zip: true)).Message);
    }

    [Fact]
    public void What_the_network_needs_and_is_no_tensor_is_named_and_the_rest_is_passed_over()
    {
        var (state, storages) = Pickled.State(other);
        var beside = Pickled.Dictionary(("args", Pickled.Call(Pickled.Name("argparse", "Namespace"))), ("state_dict", state));
        File.WriteAllBytes(path, Pickled.Zip(beside, storages));
        WeightImport.Check(network.Graph, new(path));
        var (most, some) = Pickled.State(other.Where(w => w.Key != "fc2.weight").ToDictionary());
        byte[] quantized = [.. most, .. Pickled.Text("fc2.weight"), .. Pickled.Call(Pickled.Name("torch._utils", "_rebuild_qtensor")), (byte)'s'];
        File.WriteAllBytes(path, Pickled.Zip(quantized, some));
        Assert.EndsWith("it has fc2.weight as something that torch._utils._rebuild_qtensor would make, which is not read (tensors, parameters and NumPy arrays are)",
            Assert.Throws<UserError>(() => WeightImport.Check(network.Graph, new(path))).Message);
    }

    [Fact]
    public void A_rename_may_be_spelt_with_what_wraps_the_layer()
    {
        var (state, storages) = Pickled.State(other.ToDictionary(w => w.Key.Replace("fc1.", "first._layer."), w => w.Value));
        File.WriteAllBytes(path, Pickled.Sequence(state, storages));
        WeightImport.Check(network.Graph, new(path), new Dictionary<string, string> { ["first._layer"] = "fc1" });
        WeightImport.Check(network.Graph, new(path), new Dictionary<string, string> { ["first"] = "fc1" });
    }

    private void Load(Dictionary<string, Tensor> tensors, bool zip)
    {
        var (state, storages) = Pickled.State(tensors);
        File.WriteAllBytes(path, zip ? Pickled.Zip(state, storages) : Pickled.Sequence(Pickled.Dictionary(("epoch", Pickled.Whole(3)), ("model_state_dict", state)), storages));
        WeightImport.Check(network.Graph, new(path));
        WeightImport.Load(network, new(path));
    }

    private void AssertIs(Dictionary<string, Tensor> expected)
    {
        foreach (var (name, tensor) in network.State) Assert.True(tensor.eq(expected[name]).all().item<bool>(), name);
    }
}
