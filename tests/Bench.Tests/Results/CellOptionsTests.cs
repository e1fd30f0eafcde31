using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

/// <summary>Which cells share a point, a curve and a setting.</summary>
public sealed class CellOptionsTests
{
    private readonly CellOptionsReader reader = new();
    private readonly CellDescription cell = Cell("global-magnitude", 2, 0);

    [Fact]
    public void Cells_that_differ_in_the_seed_share_a_point_and_nothing_else_does()
    {
        Assert.Equal(reader.PointOf(cell), reader.PointOf(Cell("global-magnitude", 2, 1)));
        Assert.Equal(reader.Of(cell).Curve, reader.Of(Cell("global-magnitude", 4, 1)).Curve);
        Assert.NotEqual(reader.PointOf(cell), reader.PointOf(Cell("global-magnitude", 4, 0)));
        Assert.NotEqual(reader.PointOf(cell), reader.PointOf(With("\"precision\":\"fp32\"", "\"precision\":\"bf16\"")));
        Assert.NotEqual(reader.PointOf(cell), reader.PointOf(cell with { Imported = true }));
        Assert.NotEqual(reader.PointOf(cell with { Imported = true }), reader.PointOf(cell with { Imported = true, Start = "other weights" }));
        Assert.NotEqual(reader.PointOf(cell), reader.PointOf(With("\"versions\":{ }", "\"versions\":{\"criterion/magnitude\":2}")));
    }

    [Fact]
    public void A_network_of_ones_own_is_its_file_wherever_that_lies()
    {
        CellDescription Own(string path, string content) => With("\"seed\":0", $"\"network\":{{\"path\":\"{path}\",\"sha256\":\"{content}\"}},\"seed\":0");
        var (one, moved, other) = (Own("a/m.onnx", "abc"), Own("b/n.onnx", "abc"), Own("a/m.onnx", "def"));
        Assert.Equal("abc", reader.Of(one).Network);
        Assert.Equal((reader.PointOf(one), reader.Of(one).Setting, reader.Of(one).ControlPoint), (reader.PointOf(moved), reader.Of(moved).Setting, reader.Of(moved).ControlPoint));
        Assert.NotEqual(reader.Of(one).Setting, reader.Of(other).Setting);
        Assert.NotEqual(reader.Of(one).Setting, reader.Of(cell).Setting);
        Assert.Null(reader.Of(cell).Network);
    }

    [Fact]
    public void The_controls_point_is_the_setting_of_every_strategy()
    {
        var control = Cell("dense", 1, 0);
        Assert.Equal(reader.PointOf(control), reader.Of(cell).Setting);
        Assert.Equal(reader.PointOf(control), reader.Of(Cell("random", 8, 3)).Setting);
        Assert.Equal(reader.PointOf(control), reader.Of(With("\"versions\":{ }", "\"versions\":{\"criterion/magnitude\":2}")).Setting);
        Assert.NotEqual(reader.PointOf(control), reader.Of(With("\"versions\":{ }", "\"versions\":{\"training\":2}")).Setting);
        Assert.NotEqual(reader.PointOf(control), reader.Of(cell with { Retraining = "none" }).Setting);
    }

    [Fact]
    public void A_seed_inside_another_option_is_not_the_cells_seed()
    {
        var (one, two) = (With("\"seed\":0", "\"a\":{\"seed\":1},\"seed\":1"), With("\"seed\":0", "\"a\":{\"seed\":2},\"seed\":1"));
        Assert.NotEqual(reader.PointOf(one), reader.PointOf(two));
        Assert.Equal(reader.PointOf(one), reader.PointOf(With("\"seed\":0", "\"a\":{\"seed\":1},\"seed\":2")));
    }

    [Fact]
    public void Labels_change_no_hash()
    {
        var renamed = With("\"name\":\"short\"", "\"name\":\"long\"") with { Strategy = "mine", Recipe = "my recipe" };
        Assert.Equal(reader.PointOf(cell), reader.PointOf(renamed));
        Assert.Equal("global-magnitude", reader.Of(renamed).Strategy);
    }

    [Fact]
    public void Options_at_their_default_change_no_hash_whether_written_or_not()
    {
        var written = With("\"learning-rate\":{\"rate\":0.001}", "\"flip\":false,\"learning-rate\":{\"drops\":[],\"gamma\":0.1,\"rate\":1e-3,\"schedule\":\"constant\",\"warmup\":0}");
        Assert.Equal(reader.PointOf(cell), reader.PointOf(written));
        Assert.Equal("2 epochs, batch 128, adam, rate 0.001 constant", reader.Of(written).Retraining!.Text);
    }

    [Fact]
    public void A_composition_says_what_is_not_the_default()
    {
        Assert.Equal("global-magnitude retraining=none", reader.Of(cell with { Retraining = "none" }).Strategy);
        Assert.Equal("global-magnitude scoring-samples=256 scoring-batch-norm=train",
            reader.Of(With("{\"name\":\"global-magnitude\"}", "{\"name\":\"x\",\"scoring-samples\":256,\"scoring-batch\":128,\"scoring-batch-norm\":\"train\"}")).Strategy);
    }

    [Fact]
    public void Hashes_are_those_of_every_machine_and_version()
    {
        Assert.Equal("1fe9eeec0b79d5d4", reader.Of(cell).Setting);
        Assert.Equal("859cad66a1c69104", reader.Of(cell).Curve);
        Assert.Equal("7cbf791788c413b2", reader.PointOf(cell));
        Assert.Equal("cf2ddf8e76d65617", reader.Of(cell).Retraining!.Id);
    }

    [Fact]
    public void Axes_of_the_strategy_at_their_default_change_no_hash_and_no_name()
    {
        var written = Of(
            """
            "from":"pretrained","criterion-options":{},"scope-options":{},"structure-options":{},"schedule-options":{},"retraining-options":{},"layers-only":[],
            "layers-except":[],"floor":0,"cap":1,"measure-after":"nothing","measure-after-options":{},"shuffle":false
            """);
        Assert.Equal("7cbf791788c413b2", reader.PointOf(written));
        Assert.Equal("global-magnitude", reader.Of(written).Strategy);
    }

    [Theory]
    [InlineData("\"from\":\"epoch 2\"", "from=epoch-2")]
    [InlineData("\"criterion-options\":{\"block\":50,\"rounds\":10}", "criterion:block=50 criterion:rounds=10")]
    [InlineData("\"criterion-options\":{\"file\":{\"path\":\"a/b\",\"sha256\":\"0123456789abcdef\"}}", "criterion:file=01234567")]
    [InlineData("\"scope-options\":{\"like\":{\"criterion\":\"gradient\",\"scope\":\"global\",\"scope-options\":{}}}", "scope:like=(criterion=gradient,scope=global)")]
    [InlineData("\"scope-options\":{\"densities\":[[\"fc*\",0.05],[\"conv1\",1]]}", "scope:densities=((fc*,0.05),(conv1,1))")]
    [InlineData("\"layers-only\":[\"conv*\",\"fc1\"],\"layers-except\":[\"conv1\"]", "layers-only=conv*,fc1 layers-except=conv1")]
    [InlineData("\"floor\":0.01,\"cap\":0.8", "floor=0.01 cap=0.8")]
    [InlineData("\"shuffle\":true", "shuffled")]
    [InlineData("\"structure-options\":{\"n\":2,\"m\":4}", "structure:m=4 structure:n=2")]
    [InlineData("\"schedule-options\":{\"rounds\":5}", "schedule:rounds=5")]
    [InlineData("\"retraining-options\":{\"step\":500}", "retraining:step=500")]
    [InlineData("\"measure-after\":\"renew-norm\",\"measure-after-options\":{\"samples\":512}", "measure-after=renew-norm measure-after:samples=512")]
    public void Every_axis_of_the_strategy_tells_curves_apart_by_name_and_hash_and_leaves_the_setting(string axis, string name)
    {
        var (own, plain) = (reader.Of(Of(axis)), reader.Of(cell));
        Assert.Equal($"global-magnitude {name}", own.Strategy);
        Assert.Equal(plain.Setting, own.Setting);
        Assert.NotEqual(plain.Curve, own.Curve);
        string[][] changes = [["5", "6"], ["2", "3"], ["true", "false"], ["conv1", "conv2"], ["gradient", "taylor"], ["0.01", "0.02"]];
        var other = changes.Aggregate(axis, (text, change) => text.Replace(change[0], change[1], StringComparison.Ordinal));
        Assert.NotEqual(own.Curve, reader.Of(Of(other)).Curve);
    }

    [Fact]
    public void A_files_place_changes_no_hash()
    {
        static string File(string path, string content) => $"\"criterion-options\":{{\"file\":{{\"path\":\"{path}\",\"sha256\":\"{content}\"}}}}";
        Assert.Equal(reader.Of(Of(File("here", "0123456789a"))).Curve, reader.Of(Of(File("there", "0123456789a"))).Curve);
        Assert.NotEqual(reader.Of(Of(File("here", "0123456789a"))).Curve, reader.Of(Of(File("here", "0123456789b"))).Curve);
    }

    [Fact]
    public void Ways_to_train_again_by_one_recipe_share_a_setting_and_are_different_curves()
    {
        var (tuned, rewound) = (reader.Of(cell), reader.Of(cell with { Retraining = "weight-rewind" }));
        Assert.Equal(tuned.Setting, rewound.Setting);
        Assert.NotEqual(tuned.Curve, rewound.Curve);
        Assert.Equal("global-magnitude retraining=weight-rewind", rewound.Strategy);
        var without = cell.Configuration.Replace($"\"retraining\":{Recipe(epochs: 2)},", "", StringComparison.Ordinal);
        Assert.Equal(reader.Of(cell with { Retraining = "none", Configuration = without }).Setting, reader.Of(cell with { Retraining = "renew-norm", Configuration = without }).Setting);
        Assert.NotEqual(tuned.Setting, reader.Of(cell with { Retraining = "renew-norm", Configuration = without }).Setting);
    }

    [Theory]
    [InlineData("\"from\":\"initialization\"")]
    [InlineData("\"retraining-options\":{\"step\":500}")]
    [InlineData("\"measure-after\":\"renew-norm\",\"measure-after-options\":{\"samples\":512}")]
    public void The_control_shares_where_it_begins_how_it_is_trained_and_how_it_is_measured(string axis)
    {
        var dense = Cell("dense", 1, 0);
        var own = dense with { Configuration = dense.Configuration.Replace("{\"name\":\"dense\"}", $"{{\"name\":\"dense\",{axis}}}", StringComparison.Ordinal) };
        Assert.Equal(reader.PointOf(own), reader.Of(Of($"{axis},\"schedule-options\":{{\"rounds\":5}},\"floor\":0.1")).ControlPoint);
        Assert.Equal(reader.Of(dense).Setting, reader.Of(own).Setting);
        Assert.NotEqual(reader.PointOf(dense), reader.PointOf(own));
        Assert.Equal(reader.PointOf(dense), reader.Of(cell).ControlPoint);
        Assert.Equal(reader.PointOf(dense with { Retraining = "weight-rewind" }), reader.Of(cell with { Retraining = "weight-rewind" }).ControlPoint);
        Assert.NotEqual(reader.Of(cell).ControlPoint, reader.Of(cell with { Retraining = "weight-rewind" }).ControlPoint);
    }

    [Fact]
    public void The_augmentation_of_renewed_statistics_is_the_strategys_and_its_controls()
    {
        static CellDescription Renewed(CellDescription cell, string augmentation) => cell with
        {
            Configuration = cell.Configuration.Replace("\"seed\"", $"\"augmentation\":{augmentation},\"seed\"", StringComparison.Ordinal),
        };
        var (flipped, plain) = (Renewed(cell, "{\"flip\":true,\"crop-padding\":0}"), Renewed(cell, "{\"flip\":false,\"crop-padding\":0}"));
        Assert.Equal(reader.Of(flipped).Setting, reader.Of(plain).Setting);
        Assert.NotEqual(reader.Of(flipped).Curve, reader.Of(plain).Curve);
        Assert.Equal(reader.PointOf(Renewed(Cell("dense", 1, 0), "{\"flip\":true,\"crop-padding\":0}")), reader.Of(flipped).ControlPoint);
    }

    [Fact]
    public void Versions_of_cutting_are_not_the_controls_and_those_of_training_anew_are()
    {
        static CellDescription Of(CellDescription cell, string part) =>
            cell with { Retraining = "weight-rewind", Configuration = cell.Configuration.Replace("\"versions\":{ }", $"\"versions\":{{\"{part}\":2}}", StringComparison.Ordinal) };
        Assert.Equal(reader.PointOf(Of(Cell("dense", 1, 0), "none")), reader.Of(Of(cell, "none")).ControlPoint);
        Assert.Equal(reader.PointOf(Of(Cell("dense", 1, 0), "retraining/weight-rewind")), reader.Of(Of(cell, "retraining/weight-rewind")).ControlPoint);
        Assert.Equal(reader.Of(cell with { Retraining = "weight-rewind" }).ControlPoint, reader.Of(Of(cell, "schedule/iterative")).ControlPoint);
        Assert.NotEqual(reader.Of(cell with { Retraining = "weight-rewind" }).Curve, reader.Of(Of(cell, "schedule/iterative")).Curve);
    }

    [Fact]
    public void Rates_to_choose_from_and_cycles_have_columns_and_are_said()
    {
        var several = reader.Of(With("\"learning-rate\":{\"rate\":0.001}", "\"learning-rate\":{\"rate\":0.1,\"candidates\":[0.1,0.01],\"schedule\":\"cyclic\",\"cycles\":3}"));
        Assert.Equal(("0.1 0.01", 3), (several.Retraining!.Rates, several.Retraining.Cycles));
        Assert.Equal("2 epochs, batch 128, adam, rate 0.1 or 0.01 cyclic cycles 3", several.Retraining.Text);
        var usual = reader.Of(With("\"learning-rate\":{\"rate\":0.001}", "\"learning-rate\":{\"rate\":0.001,\"candidates\":[],\"cycles\":2}"));
        Assert.Equal((reader.Of(cell).Curve, null, null), (usual.Curve, usual.Retraining!.Rates, usual.Retraining.Cycles));
    }

    [Fact]
    public void Options_of_a_rate_or_an_optimizer_that_have_no_column_tell_recipes_apart()
    {
        var listed = With("\"learning-rate\":{\"rate\":0.001}", "\"learning-rate\":{\"rate\":0.001,\"anew\":[0.1,0.01]}");
        Assert.NotEqual(reader.Of(cell).Setting, reader.Of(listed).Setting);
        Assert.Equal(reader.Of(cell).Setting, reader.Of(With("\"learning-rate\":{\"rate\":0.001}", "\"learning-rate\":{\"rate\":0.001,\"anew\":[],\"another\":false}")).Setting);
    }

    private CellDescription Of(string axes) => With("{\"name\":\"global-magnitude\"}", $"{{\"name\":\"global-magnitude\",{axes}}}");

    private CellDescription With(string old, string changed) => cell with { Configuration = cell.Configuration.Replace(old, changed, StringComparison.Ordinal) };
}
