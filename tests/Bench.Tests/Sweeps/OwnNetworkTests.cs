using System.Text.Json;
using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>Networks that a sweep brings in files.</summary>
public class OwnNetworkTests
{
    private const string Rest = "datasets: [mnist]\nstrategies: [global-magnitude]\ncompressions: [1, 2]\nseeds: [1, 2]\n";

    [Fact]
    public void A_file_is_the_start_of_all_seeds_unless_new_weights_are_asked_for()
    {
        var plan = Planner.Plan(Words.Load(Rest + "models: [lenet5, {name: mine, onnx: a.onnx, mean: [0.5], std: [0.2]}, {name: fresh, onnx: a.onnx, start: new}]\n", files: ["a.onnx"]), new Words.Facts());
        Assert.Equal([("lenet5", 2), ("mine", 1), ("fresh", 2)], plan.Pretrainings.GroupBy(p => p.Spec.Model).Select(g => (g.Key, g.Count())));
        var (mine, fresh) = (plan.Cells.First(c => c.Spec.Model == "mine").Spec, plan.Cells.First(c => c.Spec.Model == "fresh").Spec);
        Assert.Equal((Fingerprint.Of("a.onnx"), null), (mine.Network!.Sha256, mine.Pretraining));
        Assert.Equal((mine.Network.Path, mine.Network.Sha256, 0.5), (mine.Start!.Path, mine.Start.Sha256, mine.Start.Mean![0]));
        Assert.Equal((null, "liu-cifar", mine.Network), (fresh.Start, fresh.Pretraining!.Name, fresh.Network));
        Assert.Null(plan.Cells[0].Spec.Network);
    }

    /// <summary>The content of the file counts, and not where it lies; released identities of models of the catalogue are as they were.</summary>
    [Fact]
    public void Cells_know_a_network_by_its_name_and_content()
    {
        var cell = Planner.Plan(Words.Load(Rest + "models: [{name: mine, onnx: a.onnx, start: new}]\npretraining: {recipe: quick-train}\n", files: ["a.onnx"]), new Words.Facts()).Cells[0].Spec
            with { Network = new() { Path = "/a/a.onnx", Sha256 = "ab12" } };
        Assert.Contains("""
            "dataset":{"name":"mnist"},"model":{"name":"mine","sha256":"ab12"},"pretraining":{
            """.Trim(), CellIdentity.CanonicalPretrainingJson(cell), StringComparison.Ordinal);
        Assert.Equal(CellIdentity.Of(cell), CellIdentity.Of(cell with { Network = new() { Path = "/b.onnx", Sha256 = "ab12" } }));
        Assert.NotEqual(CellIdentity.Of(cell), CellIdentity.Of(cell with { Network = new() { Path = "/a/a.onnx", Sha256 = "cd34" } }));
        Assert.Equal("3a7a32e9479de9237b85806a704fb0b6", CellIdentity.PretrainingOf(cell with { Start = null }));
        var sent = JsonSerializer.Serialize(cell, SweepJson.Default.CellSpec);
        Assert.Equal(cell.Network, JsonSerializer.Deserialize(sent, SweepJson.Default.CellSpec)!.Network);
        Assert.Equal(cell.Network, StoredConfiguration.Read(System.Text.Json.Nodes.JsonNode.Parse(sent)!).Network);
    }

    [Theory]
    [InlineData("[{name: mine, onnx: a.onnx, start: neu}]", "5: unknown start 'neu'")]
    [InlineData("[{name: mine, onnx: b.onnx}]", "5: the file 'b.onnx' does not exist")]
    [InlineData("[{name: mine}]", "5: a model needs the key 'onnx': the path of an ONNX file (a model of the catalogue is its name alone)")]
    [InlineData("[{onnx: a.onnx}]", "5: a model needs the key 'name': what results and figures call it")]
    [InlineData("[{name: mine, onnx: a.onnx, width: 2}]", "5: unknown key in a model 'width'")]
    [InlineData("[{name: resnet20, onnx: a.onnx}]", "5: 'resnet20' is a model of the catalogue; give yours another name")]
    [InlineData("[{name: mine@2, onnx: a.onnx}]", "5: 'mine@2' cannot be a model's name")]
    [InlineData("[{name: mine, onnx: a.onnx}, mine@width=0.5]", "5: model 'mine@width=0.5': the network 'mine' comes from a file and has no width")]
    public void Mistakes_are_told_with_their_lines(string models, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Words.MistakesOf($"{Rest}models: {models}\n", "a.onnx")), StringComparison.Ordinal);

    [Theory]
    [InlineData("mean: [0.5], std: [0.5]", "6: 'mean' and 'std' of model mine have no effect beside this 'start', whose weights it begins with: say mean and std here")]
    [InlineData("start: new", "6: 'start' of model mine has no effect beside this 'start', whose weights it begins with")]
    public void What_a_block_gives_other_weights_does_not_say_how_it_starts(string keys, string expected) =>
        Assert.Equal(expected, Assert.Single(Words.MistakesOf(Rest + $"models: [{{name: mine, onnx: a.onnx, {keys}}}]\nstart: {{weights: a.onnx}}\n", "a.onnx")));

    [Fact]
    public void New_weights_have_no_normalization_of_their_own() =>
        Assert.Equal(["mean", "std"], Words.MistakesOf(Rest + "models: [{name: mine, onnx: a.onnx, start: new, mean: [0], std: [1]}]\n", "a.onnx").Select(m => m.Split('\'')[1]));

    [Fact]
    public void A_pretraining_that_no_model_listens_to_is_a_mistake()
    {
        Assert.StartsWith("6: 'pretraining' has no effect: mine start from the weights of their files", Assert.Single(Words.MistakesOf(Rest + "models: [{name: mine, onnx: a.onnx}]\npretraining: {recipe: quick-train}\n", "a.onnx")), StringComparison.Ordinal);
        Assert.NotNull(Words.Load(Rest + "models: [lenet5, {name: mine, onnx: a.onnx}]\npretraining: {recipe: quick-train}\n", files: ["a.onnx"]));
    }

    [Fact]
    public void A_network_that_does_not_fit_the_data_stops_the_plan()
    {
        var sweep = Words.Load(Rest + "models: [{name: mine, onnx: a.onnx}]\n", files: ["a.onnx"]);
        Assert.Equal("node 'x' is none", Assert.Throws<UserError>(() => Planner.Plan(sweep, new Words.Facts { MisfitOfNetwork = _ => "node 'x' is none" })).Message);
    }
}
