using System.Text.Json;
using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>Scores and masks that another program has written.</summary>
public sealed class FileCriterionTests : IDisposable
{
    private static readonly IProtocol AllWeights = Protocols.Find("all-weights");

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Network network = TestNetworks.TwoLinear(1, 2, 3, 4);

    public void Dispose()
    {
        network.Dispose();
        scope.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float32), InlineData(ScalarType.Float64), InlineData(ScalarType.Float16), InlineData(ScalarType.BFloat16), InlineData(ScalarType.Int64), InlineData(ScalarType.Int32)]
    public void Numbers_of_any_type_are_scores(ScalarType type)
    {
        using var scores = Score(FileOf(tensor(new float[] { 5, -2, 0, 1 }).to(type), ones(2, 2).to(type)));
        Assert.Equal([5, -2, 0, 1, 1, 1, 1, 1], scores.Flat.to(ScalarType.Float64).data<double>().ToArray());
        Assert.False(scores.AreMask);
    }

    [Fact]
    public void Scores_in_double_precision_compete_in_it()
    {
        using var scores = Score(FileOf(tensor(new[] { 1, 1 + 1e-12, 1 - 1e-12, 1 + 2e-12 }), zeros(2, 2, dtype: ScalarType.Float64)));
        using var masks = Pruner.Cut(network, AllWeights, Scopes.Find("global"), scores, 4, seed: 1);
        Assert.Equal([false, true, false, true], masks.Masks[0].Keep.data<bool>().ToArray());
        Assert.Equal(0, masks.TiedScores);
    }

    [Theory]
    [InlineData(ScalarType.Bool), InlineData(ScalarType.Byte), InlineData(ScalarType.Float32), InlineData(ScalarType.Int64)]
    public void A_mask_is_taken_as_it_is(ScalarType type)
    {
        using var scores = Score(FileOf(tensor(new float[] { 1, 0, 0, 1 }).to(type), tensor(new float[] { 0, 0, 1, 1 }).to(type)));
        Assert.True(scores.AreMask);
        foreach (var name in (string[])["global", "layer"])
        {
            using var masks = Pruner.Cut(network, AllWeights, Scopes.Find(name), scores, 2, seed: 1);
            Assert.Equal([true, false, false, true, false, false, true, true], masks.Masks.SelectMany(m => m.Keep.data<bool>().ToArray()));
        }
    }

    [Fact]
    public void A_mask_that_keeps_another_number_is_refused_with_both()
    {
        using var scores = Score(FileOf(tensor(new float[] { 1, 0, 0, 1 }), tensor(new float[] { 0, 0, 0, 1 })));
        Assert.Equal("the mask that criterion 'file' gives keeps 3 of 8 weights, and 4 are to be kept: give a mask that keeps just as many, or scores",
            Assert.Throws<PruningException>(() => Pruner.Cut(network, AllWeights, Scopes.Find("global"), scores, 2, seed: 1)).Message);
        using var uneven = Score(FileOf(tensor(new float[] { 1, 1, 0, 1 }), tensor(new float[] { 0, 0, 0, 1 })));
        Assert.Equal("the mask that criterion 'file' gives keeps 4 of 8 weights, as many as are to be kept, but not of each part that the scope or the structure divides them into: "
            + "give a mask that keeps just as many, or scores",
            Assert.Throws<PruningException>(() => Pruner.Cut(network, AllWeights, Scopes.Find("layer"), uneven, 2, seed: 1)).Message);
    }

    [Fact]
    public void Whole_bytes_other_than_1_keep_too() =>
        Assert.Equal([1, 0, 1, 1, 0, 0, 1, 0], Score(FileOf(tensor(new byte[] { 255, 0, 2, 1 }), tensor(new byte[] { 0, 0, 7, 0 }))).Flat.data<float>().ToArray());

    [Fact]
    public void Other_tensors_are_passed_over()
    {
        using var scores = Pruner.Score(network, Protocols.Find("bench"), Request(CompleteRequest.FileOf(new Dictionary<string, Tensor>
        {
            ["first.weight"] = ones(2, 2), ["second.bias"] = zeros(7), ["another"] = zeros(1),
        })));
        Assert.Equal(4, scores.Flat.NumberOfElements);
    }

    [Fact]
    public void What_does_not_fit_is_one_line()
    {
        AssertRefused("lacks second.weight (it has secnd.weight); 'bench list models --tensors two-linear' names all parameters", ("first.weight", ones(2, 2)), ("secnd.weight", ones(2, 2)));
        AssertRefused("lacks first.weight, second.weight; 'bench list models --tensors two-linear' names all parameters", ("x", ones(1)));
        AssertRefused("has in other shapes second.weight (4), not (2, 2)", ("first.weight", ones(2, 2)), ("second.weight", ones(4)));
        AssertRefused("has a mask in first.weight and scores in second.weight: give either for all",
            ("first.weight", ones(2, 2, dtype: ScalarType.Bool)), ("second.weight", ones(2, 2).mul(Scalars.Of(0.5))));
    }

    [Fact]
    public void A_file_that_is_missing_broken_or_another_than_planned_is_one_line()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        Assert.Equal($"cannot read the scores {path}: it does not exist", Assert.Throws<UserError>(() => Score(FileOption.Value(path, "0"))).Message);
        try
        {
            File.WriteAllText(path, "no tensors");
            Assert.Equal($"{path} has changed since the sweep was planned", Assert.Throws<UserError>(() => Score(FileOption.Value(path, "0"))).Message);
            Assert.StartsWith($"{path} is not a valid safetensors file: ", Assert.Throws<UserError>(() => Score(FileOption.Value(path, Fingerprint.OfFile(path)))).Message);
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Equal("criterion 'file' needs 'file' (the path of a safetensors file)",
            Assert.Throws<PruningException>(() => Pruner.Score(network, AllWeights, new ScoringRequest { Criterion = Criteria.Find("file"), Seed = 1 })).Message);
    }

    [Fact]
    public void A_score_that_is_not_a_number_names_its_layer() => Assert.Contains("criterion 'file' gave scores in layer 'second'", Assert.Throws<PruningException>(
        () => Score(FileOf(ones(2, 2), full([2, 2], Scalars.Of(float.NaN))))).Message);

    private static JsonElement FileOf(Tensor first, Tensor second) =>
        CompleteRequest.FileOf(new Dictionary<string, Tensor> { ["first.weight"] = first.view(2, 2), ["second.weight"] = second.view(2, 2) });

    private static ScoringRequest Request(JsonElement file) => new() { Criterion = Criteria.Find("file"), Seed = 1, Options = OptionValues.None.With("file", file) };

    private Scores Score(JsonElement file) => Pruner.Score(network, AllWeights, Request(file));

    private void AssertRefused(string reason, params (string Name, Tensor Values)[] tensors)
    {
        var file = CompleteRequest.FileOf(tensors.ToDictionary(t => t.Name, t => t.Values));
        Assert.Equal($"the scores {file.GetProperty("path").GetString()} do not fit model 'two-linear' for 2×1×1 inputs and 2 classes: the file {reason}",
            Assert.Throws<UserError>(() => Score(file)).Message);
    }
}
