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

    private CellDescription With(string old, string changed) => cell with { Configuration = cell.Configuration.Replace(old, changed, StringComparison.Ordinal) };
}
