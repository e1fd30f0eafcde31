using Bench.Analysis;
using Bench.Core;
using Bench.Results;
using Bench.Tests.Figures;

namespace Bench.Tests.Analysis;

public sealed class ComparabilityTests
{
    private static readonly string Plain = Text("""{"precision":"fp32","protocol":"bench"}""", """{"augmentation":"none","dataset":"mnist","pretraining":"2 epochs","split":"s"}""");

    private static string Text(string everywhere, string within) => $$"""{"everywhere":{{everywhere}},"within":{{within}}}""";

    private static List<ResultRow> Rows(string id, string text, string dataset = "mnist", string protocol = "bench", int seed = 0) =>
        [.. MadeUp.Rows(dataset, "lenet5", seeds: 2, strategies: ["random"], ratios: [2], protocol: protocol).Select(r => r with { Fingerprint = id, FingerprintText = text, Seed = r.Seed + seed })];

    private static string MistakeOf(params IEnumerable<ResultRow>[] rows) => Assert.Throws<UserError>(() => Comparability.Check([.. rows.SelectMany(r => r)], allowMixed: false)).Message;

    [Fact]
    public void Equal_fingerprints_are_comparable_and_so_are_those_of_another_data_set_with_other_data()
    {
        Assert.Null(Comparability.Check(Rows("a", Plain), allowMixed: false));
        Assert.Null(Comparability.Check([], allowMixed: false));
        var other = Text("""{"precision":"fp32","protocol":"bench"}""", """{"dataset":"cifar10","pretraining":"9 epochs","split":"t","training-version":2}""");
        Assert.Null(Comparability.Check([.. Rows("a", Plain), .. Rows("b", other, "cifar10")], allowMixed: false));
    }

    [Fact]
    public void What_a_result_does_not_have_goes_with_anything() =>
        Assert.Null(Comparability.Check([.. Rows("a", Plain), .. Rows("b", Plain.Replace("\"augmentation\":\"none\",", "", StringComparison.Ordinal), seed: 5)], allowMixed: false));

    [Fact]
    public void Another_pretraining_on_the_same_data_and_model_is_refused_with_what_to_do()
    {
        var message = MistakeOf(Rows("a", Plain), Rows("a", Plain, seed: 20), Rows("b", Plain.Replace("2 epochs", "3 epochs", StringComparison.Ordinal), seed: 5));
        Assert.Equal(
            "these results are not comparable: the pretraining is '2 epochs' in 8 of them and '3 epochs' in 4 on mnist × lenet5; leave some out, as with --where fingerprint!=b, "
            + "or mix them with --allow-mixed, which says so beside them", message);
    }

    [Theory]
    [InlineData("\"split\":\"s\"", "\"split\":\"t\"", "the validation split is s in 4 of them and t in 4")]
    [InlineData("\"pretraining\":\"2 epochs\"", "\"weights\":{\"sha256\":\"ab\"}", "the pretraining is '2 epochs' in 4 of them and 'imported weights {\"sha256\":\"ab\"}' in 4")]
    [InlineData("\"split\":\"s\"", "\"split\":\"s\",\"training-version\":2", "the version of training is 1 in 4 of them and 2 in 4")]
    [InlineData("\"split\":\"s\"", "\"split\":\"s\",\"data\":{\"sha256\":\"ab\"}", "what the data are is none in 4 of them")]
    [InlineData("\"none\"", "\"flip\"", "the augmentation of retraining is flip in 4 of them and none in 4")]
    [InlineData("\"protocol\":\"bench\"", "\"protocol\":\"all-weights\"", "protocol is all-weights in 4 of them and bench in 4 on mnist × lenet5; leave some out, as with --where protocol=all-weights,")]
    public void Whatever_must_be_equal_is_refused_by_its_name(string standing, string changed, string said) =>
        Assert.Contains(said, MistakeOf(Rows("a", Plain), Rows("b", Plain.Replace(standing, changed, StringComparison.Ordinal), seed: 5)), StringComparison.Ordinal);

    [Fact]
    public void Cells_of_one_pretraining_that_began_with_other_weights_are_refused_and_said_where_that_is_allowed()
    {
        var (one, other) = (new string('a', 64), new string('b', 64));
        var rows = Rows("a", Plain).Select((row, i) => row with { Start = "p", StartWeights = i == 1 ? other : one }).Append(Rows("a", Plain, seed: 9)[0] with { Start = "q", StartWeights = other }).ToList();
        var said = "what cells of one pretraining began with is aaaaaaaa in 3 of them and bbbbbbbb in 1 on mnist × lenet5";
        Assert.Equal($"these results are not comparable: {said}; leave some out, as with --where start_fingerprint!={other}, or mix them with --allow-mixed, which says so beside them", MistakeOf(rows));
        Assert.Equal("Not strictly comparable: what cells of one pretraining began with is aaaaaaaa or bbbbbbbb on mnist × lenet5.", Comparability.Check(rows, allowMixed: true));
        Assert.Null(Comparability.Check([.. rows.Where(row => row.Start == "q" || row.StartWeights == one)], allowMixed: false)); // of two pretrainings anything goes
    }

    // Controls are never left out alone, so that only what has their weights can be kept.
    [Fact]
    public void Of_other_weights_those_are_kept_that_the_controls_have_or_nothing_of_the_pretraining()
    {
        var (one, other) = (new string('a', 64), new string('b', 64));
        var rows = Rows("a", Plain).Select((row, i) => row with { Start = "p", StartWeights = i == 0 ? other : one, IsControl = i == 0 }).ToList();
        Assert.EndsWith($"began with is bbbbbbbb in 1 of them and aaaaaaaa in 3 on mnist × lenet5; leave some out, as with --where start_fingerprint!={one}, or mix them with --allow-mixed, which says so beside them", MistakeOf(rows));
        Assert.Contains("leave some out, as with --where start!=p, ", MistakeOf(rows.Select((row, i) => row with { IsControl = i < 2 })), StringComparison.Ordinal);
    }

    [Fact]
    public void Precision_and_measurement_must_be_equal_among_data_sets_too()
    {
        var other = Text("""{"measurement-version":2,"precision":"bf16","protocol":"bench"}""", """{"dataset":"cifar10","split":"t"}""");
        var message = MistakeOf(Rows("a", Plain), Rows("b", other, "cifar10"));
        Assert.Contains("the version of measurement is 1 in 4 of them and 2 in 4, and 1 more difference like this; leave some out, as with --where fingerprint!=b", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_is_allowed_the_caption_says_what_is_mixed_and_where()
    {
        var other = Plain.Replace("2 epochs", "3 epochs", StringComparison.Ordinal);
        ResultRow[] rows = [.. Rows("a", Plain), .. Rows("b", other, seed: 5), .. Rows("a", Plain, "cifar10"), .. Rows("b", other, "cifar10", seed: 5)];
        Assert.Equal("Not strictly comparable: the pretraining is '2 epochs' or '3 epochs' on mnist × lenet5, cifar10 × lenet5.", Comparability.Check(rows, allowMixed: true));
        Assert.Equal(Comparability.Check(rows, allowMixed: true), Comparability.Check([.. rows.Reverse()], allowMixed: true)?.Replace("cifar10 × lenet5, mnist × lenet5", "mnist × lenet5, cifar10 × lenet5", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_cell_of_two_versions_is_refused_even_where_mixing_is_allowed()
    {
        ResultRow[] rows = [.. Rows("a", Plain), .. Rows("a", Plain).Select(r => r with { Identity = r.Identity + "'", Versions = "criterion/random 2" })];
        var message = Assert.Throws<UserError>(() => Comparability.Check(rows, allowMixed: true)).Message;
        Assert.Contains("2 results of dense at compression 1 with seed 1 on mnist × lenet5: they are of different versions of the program's parts (first versions and criterion/random 2)", message, StringComparison.Ordinal);
        Assert.Equal(message, Assert.Throws<UserError>(() => TradeoffCurves.Of(rows, [], allowMixed: true)).Message);
    }

    [Fact]
    public void Panels_that_say_what_they_differ_in_stand_beside_each_other_and_what_they_do_not_say_is_refused()
    {
        string Setting(string precision) => $$"""{"precision":"{{precision}}"}""";
        ResultRow[] told = [.. Rows("a", Plain).Select(r => r with { Setting = Setting("fp32") }),
            .. Rows("b", Plain.Replace("fp32", "bf16", StringComparison.Ordinal)).Select(r => r with { Setting = Setting("bf16") })];
        Assert.Equal(2, TradeoffCurves.Of(told, []).Count);

        ResultRow[] split = [.. Rows("a", Plain), .. Rows("b", Plain.Replace("\"s\"", "\"t\"", StringComparison.Ordinal), seed: 5)];
        Assert.Contains("the validation split is s", Assert.Throws<UserError>(() => TradeoffCurves.Of(split, [])).Message, StringComparison.Ordinal);
        Assert.Equal("Not strictly comparable: the validation split is s or t on mnist × lenet5.", Assert.Single(TradeoffCurves.Of(split, [], allowMixed: true)).Mixed);

        var measured = Text("""{"measurement-version":2,"precision":"fp32","protocol":"bench"}""", """{"dataset":"cifar10","split":"t"}""");
        ResultRow[] among = [.. Rows("a", Plain), .. Rows("b", measured, "cifar10")];
        Assert.Contains("the version of measurement", Assert.Throws<UserError>(() => TradeoffCurves.Of(among, [])).Message, StringComparison.Ordinal);
        ResultRow[] apart = [.. Rows("a", Plain), .. Rows("b", measured, "cifar10", protocol: "shrinkbench")];
        Assert.Equal(2, TradeoffCurves.Of(apart, []).Count);
    }
}
