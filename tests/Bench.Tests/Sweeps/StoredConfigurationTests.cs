using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

public sealed class StoredConfigurationTests
{
    // As the first release stored it, without a number of options that came later.
    private const string Old = """
        {"protocol":"bench","dataset":{"name":"mnist"},"model":"lenet-300-100",
        "pretraining":{"name":"lottery-lenet","optimizer":{"name":"adam","momentum":0,"nesterov":false,"weight-decay":0,"beta1":0.9,"beta2":0.999,"epsilon":1E-08},
        "learning-rate":{"rate":0.0012,"schedule":"constant","drops":[],"gamma":0.1,"warmup":0},"epochs":8,"batch":60,"flip":false,"crop-padding":0},
        "strategy":{"name":"mine","criterion":"magnitude","scope":"global","structure":"weight","schedule":"one-shot","retraining":"none","scoring-samples":1024,
        "scoring-batch-norm":"eval","scoring-batch":128},"compression":4,"seed":1,"precision":"fp32","versions":{}}
        """;

    [Fact]
    public void An_option_that_did_not_exist_then_stands_at_its_default()
    {
        var cell = StoredConfiguration.Read(JsonNode.Parse(Old)!);
        Assert.Equal(("pretrained", "nothing", 1.0), (cell.Strategy.From, cell.Strategy.MeasureAfter, cell.Strategy.Cap));
        Assert.Equal(2, cell.Pretraining!.LearningRate.Cycles);
        Assert.Null(cell.Retraining);
        var now = cell with { Strategy = new() { Name = "other", Criterion = "magnitude", Scope = "global", Retraining = "none" } };
        Assert.Equal(CellIdentity.Of(now), CellIdentity.Of(cell));
    }

    [Fact]
    public void What_is_written_is_read_the_same()
    {
        var cell = StoredConfiguration.Read(JsonNode.Parse(Old)!) with { Seed = 3, Augmentation = new() { Flip = true } };
        var again = StoredConfiguration.Read(JsonSerializer.SerializeToNode(cell, SweepJson.Default.CellSpec)!);
        Assert.Equal(CellIdentity.CanonicalJson(cell), CellIdentity.CanonicalJson(again));
        Assert.Throws<JsonException>(() => StoredConfiguration.Read(JsonNode.Parse("[1]")!));
        Assert.Throws<JsonException>(() => StoredConfiguration.Read(JsonNode.Parse("""{"model":"lenet5"}""")!));
    }
}
