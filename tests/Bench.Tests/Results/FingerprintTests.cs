using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

/// <summary>What makes numbers comparable, and what does not.</summary>
public sealed class FingerprintTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void It_names_what_must_be_equal_and_is_pinned()
    {
        Assert.Equal(
            """{"everywhere":{"precision":"fp32","protocol":"bench"},"within":{"augmentation":"none","dataset":"digits","pretraining":"2 epochs, batch 128, adam, rate 0.001 constant","split":"split"}}""",
            Assert.Single(TextsOf(Cell("random", 2, 0))));
        Assert.Equal("282ad3f8b20a3ef7", temporary.Value("SELECT fingerprint FROM v_results"));
    }

    [Fact]
    public void Strategy_ratio_seed_start_and_length_of_retraining_are_no_part_of_it()
    {
        var cell = Cell("random", 2, 0);
        Assert.Single(TextsOf(
            cell, Cell("random", 2, 1), Cell("random", 8, 0), Cell("dense", 1, 0), Cell("global-magnitude", 2, 0),
            Changed(cell, "longer", "\"retraining\":" + Recipe(epochs: 2), "\"retraining\":" + Recipe(epochs: 9, batch: 32)),
            Changed(cell, "another start", "\"strategy\":{", "\"strategy\":{\"from\":\"initialization\","),
            Changed(cell, "another model", "lenet5", "lenet-300-100") with { Model = "lenet-300-100" },
            Changed(cell, "another version of its criterion", "\"versions\":{ }", "\"versions\":{\"criterion/random\":2}")));
    }

    [Theory]
    [InlineData("\"precision\":\"fp32\"", "\"precision\":\"bf16\"", "$.everywhere.precision", "bf16")]
    [InlineData("\"protocol\":\"bench\"", "\"protocol\":\"all-weights\"", "$.everywhere.protocol", "all-weights")]
    [InlineData("\"versions\":{ }", "\"versions\":{\"measurement\":2}", "$.everywhere.measurement-version", "2")]
    [InlineData("\"versions\":{ }", "\"versions\":{\"training\":3,\"warm-up\":1}", "$.within.training-version", "3")]
    [InlineData("\"versions\":{ }", "\"versions\":{\"model/lenet5\":2}", "$.within.model-version", "2")]
    [InlineData("\"name\":\"digits\"}", "\"name\":\"digits\",\"files\":{\"format\":\"csv\",\"train\":[\"/a/x.csv\"],\"test\":[\"y\"],\"classes\":10,\"sha256\":\"abc\"}}", "$.within.data", """{"classes":10,"format":"csv","sha256":"abc","train-files":1}""")]
    [InlineData("\"pretraining\":{\"name\":\"short\"", "\"pretraining\":{\"name\":\"short\",\"flip\":true", "$.within.pretraining", "2 epochs, batch 128, adam, rate 0.001 constant, flip")]
    [InlineData("\"retraining\":{\"name\":\"short\"", "\"retraining\":{\"name\":\"short\",\"flip\":true,\"crop-padding\":4", "$.within.augmentation", "flip, crop-padding 4")]
    [InlineData("\"retraining\":{\"name\":\"short\",\"optimizer\":{\"name\":\"adam\"},\"learning-rate\":{", "\"retraining\":{\"name\":\"short\",\"optimizer\":{\"name\":\"adam\"},\"learning-rate\":{\"warmup\":0.1,", "$.within.warm-up-version", "1")]
    [InlineData("\"seed\":0", "\"seed\":0,\"a-new-option\":{\"x\":1}", "$.within.others", "a-new-option={\"x\":1}")]
    public void What_must_be_equal_is_told_apart(string standing, string changed, string part, string value)
    {
        var cell = Cell("random", 2, 0);
        var other = Changed(cell, "other", standing, changed) with { Protocol = part.EndsWith("protocol", StringComparison.Ordinal) ? value : "bench" };
        Assert.Equal(2, TextsOf(cell, other).Count);
        var path = string.Join('.', part.Split('.').Select(key => key == "$" ? key : $"\"{key}\""));
        Assert.Equal(value, temporary.Value($"SELECT CAST(text ->> '{path}' AS TEXT) FROM fingerprint f JOIN v_results v ON v.fingerprint = f.id WHERE identity = 'other'"));
    }

    [Fact]
    public void Another_split_is_another_fingerprint()
    {
        var (one, other) = (Cell("random", 2, 0), Cell("random", 2, 1));
        Save((one, Result(one)), (other, Result(other) with { SplitFingerprint = "another" }));
        Assert.Equal(2L, temporary.Value("SELECT count(*) FROM fingerprint"));
    }

    [Fact]
    public void Imported_weights_take_the_place_of_a_pretraining_wherever_they_lie()
    {
        var cell = Cell("random", 2, 0) with { Imported = true };
        CellDescription With(string identity, string start) => Changed(cell, identity, $"\"pretraining\":{Recipe(epochs: 2)}", $"\"start\":{start}");
        var texts = TextsOf(
            With("one", """{"path":"/a/w.safetensors","sha256":"aa","mean":[0.5],"rename":{"b":"c","a":"b"}}"""),
            With("moved", """{"path":"/b/w.safetensors","sha256":"aa","mean":[0.5],"rename":{"a":"b","b":"c"}}"""),
            With("another", """{"path":"/a/w.safetensors","sha256":"bb","mean":[0.5],"rename":{"b":"c","a":"b"}}"""));
        Assert.Equal(2, texts.Count);
        Assert.Contains("\"weights\":{\"mean\":[0.5],\"rename\":{\"a\":\"b\",\"b\":\"c\"},\"sha256\":\"aa\"}", texts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_retraining_there_is_no_augmentation_but_that_of_renewed_statistics()
    {
        var cell = Changed(Cell("random", 2, 0), "none", $",\"retraining\":{Recipe(epochs: 2)}", "") with { Retraining = "none" };
        var renewed = Changed(cell, "renewed", "\"seed\":0", "\"seed\":0,\"augmentation\":{\"flip\":true,\"crop-padding\":0}");
        TextsOf(cell, renewed);
        using var reader = temporary.Read();
        Assert.Equal([["none", null], ["renewed", "flip"]], reader.Query("SELECT v.identity, f.augmentation FROM v_results v JOIN v_fingerprints f USING (fingerprint) ORDER BY 1").Rows);
    }

    [Fact]
    public void A_view_says_what_each_is_and_rows_carry_it()
    {
        temporary.Fill();
        using var reader = temporary.Read();
        Assert.Equal([["digits", "bench", "fp32", "2 epochs, batch 128, adam, rate 0.001 constant", "none", "split", 19L, "lenet5"]],
            reader.Query("SELECT dataset, protocol, precision, pretraining_text, augmentation, split_fingerprint, results, models FROM v_fingerprints").Rows);
        var row = reader.ReadRows("quickstart")[0];
        Assert.Equal(row.Fingerprint, temporary.Value("SELECT id FROM fingerprint"));
        Assert.Equal(row.FingerprintText, temporary.Value("SELECT text FROM fingerprint"));
        Assert.Equal([[row.Fingerprint]], reader.Query("SELECT DISTINCT fingerprint FROM v_tradeoff UNION SELECT fingerprint FROM v_paired").Rows);
    }

    private static CellDescription Changed(CellDescription cell, string identity, string standing, string changed)
    {
        Assert.Contains(standing, cell.Configuration.ReplaceLineEndings(""), StringComparison.Ordinal);
        return cell with { Identity = identity, Configuration = cell.Configuration.ReplaceLineEndings("").Replace(standing, changed, StringComparison.Ordinal) };
    }

    private List<string> TextsOf(params CellDescription[] cells)
    {
        Save([.. cells.Select(cell => (cell, Result(cell)))]);
        using var reader = temporary.Read();
        return [.. reader.Query("SELECT text FROM fingerprint ORDER BY text").Rows.Select(row => (string)row[0]!)];
    }

    private void Save(params (CellDescription Cell, CellResult Result)[] results)
    {
        using var store = temporary.Open();
        TemporaryDatabase.Register(store, [.. results.Select(r => r.Cell)]);
        foreach (var (cell, result) in results) store.Save(result, Attempt(cell.Identity));
    }
}
