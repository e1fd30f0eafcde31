using System.Text.Json;
using Bench.Analysis.Claims;
using static Bench.Tests.Analysis.Claims.Evidence;

namespace Bench.Tests.Analysis.Claims;

public sealed class ClaimTests
{
    public static TheoryData<string> Ids => [.. StatedClaims.All.Select(c => c.Id)];

    [Theory, MemberData(nameof(Ids))]
    public void A_claim_is_supported_refuted_or_left_open_as_the_results_have_it(string id)
    {
        var (supported, refuted, open) = (Found(id, For(id, 1)), Found(id, For(id, -1)), Found(id, For(id, 0)));
        Assert.Equal((ClaimVerdict.Supported, ClaimVerdict.Refuted, ClaimVerdict.NotDecided), (supported.Verdict, refuted.Verdict, open.Verdict));
        Assert.Empty(supported.Missing);
        Assert.NotEmpty(open.Missing);
        Assert.All([supported, refuted], e => Assert.True(e is { Test: not "", N: > 0, Estimate: not null, Interval: not null } && e.Reason != "", e.Reason));
        Assert.True(supported.Estimate > refuted.Estimate);
    }

    [Theory, MemberData(nameof(Ids))]
    public void Two_seeds_decide_nothing(string id) => Assert.Equal(ClaimVerdict.NotDecided, Found(id, For(id, 1, seeds: 2)).Verdict);

    [Theory, MemberData(nameof(Ids))]
    public void Synthetic_data_never_count(string id)
    {
        var data = For(id, 1, synthetic: true);
        Assert.Empty(data.Blocks);
        Assert.True(data.SyntheticPairs >= 3);
        Assert.Equal((ClaimVerdict.NotDecided, 0), Found(id, data) is var found ? (found.Verdict, found.N) : default);
    }

    [Theory, MemberData(nameof(Ids))]
    public void Nothing_is_not_decided_and_what_is_missing_is_said(string id)
    {
        var found = Found(id, new Evidence().Data);
        Assert.Equal(ClaimVerdict.NotDecided, found.Verdict);
        Assert.All(found.Missing, m => Assert.NotEqual("", m));
        Assert.NotEmpty(found.Missing);
    }

    [Fact]
    public void Estimates_are_in_points_of_accuracy()
    {
        var found = Found("3", For("3", 1));
        Assert.Equal(2, found.Estimate!.Value, 0.1);
        Assert.Equal(3, found.Places.Count);
        Assert.All(found.Places, p => Assert.True(p.Side == 1 && p.Seeds == 4 && p.P < 0.05));
        Assert.InRange(found.Estimate.Value, found.Interval!.Lower, found.Interval.Upper);
        Assert.Equal("random pruning is beaten at 12 of 12 operating points of other methods", found.Notes[0]);
    }

    [Theory]
    [InlineData("3", "intervals: that of the estimate is not corrected, though its p is (Holm); those of places are not corrected, each of 95 % by itself, though their p are (Holm over 3)", false, true)]
    [InlineData("2", "intervals: that of the estimate holds for all places at once (Bonferroni), as its p does (Holm); those of places are not corrected, each of 95 % by itself, though their p are (Holm over 6)", true, true)]
    [InlineData("1", null, false, false)]
    public void Intervals_that_are_not_corrected_as_the_p_values_beside_them_are_say_so(string id, string? said, bool interval, bool p)
    {
        var data = For(id, 1);
        var finding = new ClaimFinding(StatedClaims.All.Single(c => c.Id == id), Found(id, data));
        Assert.Equal(said, ClaimText.Intervals(finding.Evidence));
        if (said is not null) Assert.Contains(said, ClaimText.Lines(finding.Evidence));
        var (json, markdown) = (new StringWriter(), new StringWriter { NewLine = "\n" });
        ClaimJson.Write(json, [finding], data);
        ClaimMarkdown.Write(markdown, [finding], data);
        var claim = JsonDocument.Parse(json.ToString()).RootElement.GetProperty("claims")[0];
        Assert.Equal((interval, p, said), (claim.GetProperty("interval-corrected").GetBoolean(), claim.GetProperty("p-corrected").GetBoolean(), claim.GetProperty("intervals").GetString()));
        Assert.All(claim.GetProperty("places").EnumerateArray(), place => Assert.Equal((false, true), (place.GetProperty("interval-corrected").GetBoolean(), place.GetProperty("p-corrected").GetBoolean())));
        Assert.Equal(said is not null, markdown.ToString().Contains("\n- intervals: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bootstrap_over_few_seeds_says_that_it_is_too_narrow()
    {
        var found = Found("1", For("1", 1));
        Assert.Equal("bootstrap over 4 seeds of each pair", found.Test);
        Assert.StartsWith("a bootstrap over 4 seeds is too narrow (fewer than 10)", found.Notes[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Found("1", For("1", 1, seeds: 10)).Notes, n => n.Contains("too narrow", StringComparison.Ordinal));
    }

    [Fact]
    public void Six_pairs_are_tested_over_pairs()
    {
        var evidence = new Evidence();
        foreach (var pair in Six) evidence.Add(pair, Magnitude, _ => 0.02).Add(pair, Chance);
        var found = Found("3", evidence.Data);
        Assert.Equal((ClaimVerdict.Supported, "Wilcoxon signed-rank", 6, 0.03125), (found.Verdict, found.Test, found.N, found.P));
    }

    [Fact]
    public void Of_three_pairs_one_that_is_open_leaves_the_claim_open_and_seeds_that_would_do_are_said()
    {
        var evidence = new Evidence();
        foreach (var (i, pair) in Three.Index()) evidence.Add(pair, Magnitude, _ => i == 0 ? 0.0001 : 0.02).Add(pair, Chance);
        var found = Found("3", evidence.Data);
        Assert.Equal((ClaimVerdict.NotDecided, "significantly so on 2 of 3 pairs, the other way on 0"), (found.Verdict, found.Reason));
        Assert.Contains("3 more data set × model pairs with at least 3 seeds", found.Missing[0], StringComparison.Ordinal);
        Assert.StartsWith("or seeds, were differences to stay as they are: mnist × lenet5 ", found.Missing[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Mnist_alone_decides_nothing()
    {
        var evidence = new Evidence();
        foreach (var model in new[] { "a", "b", "c", "d", "e", "f" }) evidence.Add(("mnist", model), Magnitude, _ => 0.02).Add(("mnist", model), Chance);
        Assert.Equal((ClaimVerdict.NotDecided, "MNIST alone decides nothing"), Found("3", evidence.Data) is var found ? (found.Verdict, found.Reason) : default);
    }

    [Fact]
    public void Pairs_with_too_few_seeds_are_left_out_and_named()
    {
        var evidence = new Evidence();
        foreach (var pair in Three) evidence.Add(pair, Magnitude, _ => 0.02).Add(pair, Chance);
        var few = new Evidence { Seeds = 1 }.Add(("digits", "conv2"), Magnitude, _ => -0.3).Add(("digits", "conv2"), Chance);
        var found = Found("3", ClaimData.Of([.. evidence.Rows, .. few.Rows], new Dictionary<string, ClaimFacts>()));
        Assert.Equal((ClaimVerdict.Supported, 3), (found.Verdict, found.N));
        Assert.Contains("digits × conv2 left out: fewer than 3 seeds in common", found.Notes);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("9")]
    public void A_control_of_another_budget_is_no_control(string id)
    {
        var evidence = new Evidence();
        foreach (var pair in Three) evidence.Add(pair, Dense).Add(pair, Magnitude, r => 0.005 * Math.Log2(r) + 0.01, samples: 2000);
        Assert.Equal(("no results to compare", 0), Found(id, evidence.Data) is var found ? (found.Reason, found.N) : default);
    }

    [Fact]
    public void Sparse_and_smaller_networks_compare_at_equal_epochs_only()
    {
        var evidence = new Evidence();
        foreach (var pair in Three) evidence.Add(pair, Magnitude, _ => 0.02).Add(pair, Narrow, epochs: 12);
        Assert.Equal(0, Found("6", evidence.Data).N);
    }

    [Fact]
    public void What_the_training_of_smaller_networks_gives_or_takes_by_itself_is_told()
    {
        var evidence = new Evidence();
        foreach (var pair in Three) evidence.Add(pair, Magnitude, _ => 0.02).Add(pair, Dense, _ => 0.01).Add(pair, Narrow).Add(pair, DenseAnew);
        var found = Found("6", evidence.Data);
        Assert.Equal((3, 3), (found.N, found.Notes.Count));
        Assert.Matches("^cifar10 × resnet20: unpruned, the training of the sparse networks gives [+](0.9|1.0)[0-9] points to that of the smaller dense ones already [(]n = 4[)], which is in the difference too$", found.Notes[0]);
        var alike = new Evidence();
        foreach (var pair in Three) alike.Add(pair, Magnitude, _ => 0.02).Add(pair, Narrow);
        Assert.Empty(Found("6", alike.Data).Notes);
    }

    [Fact]
    public void A_model_at_a_width_is_a_smaller_dense_network_too()
    {
        var evidence = new Evidence();
        foreach (var (dataset, model) in Three) evidence.Add((dataset, model), Magnitude, _ => 0.02).Add((dataset, $"{model}@width=0.5"), Dense, _ => -0.01, parameters: 2.5e5);
        var found = Found("6", evidence.Data);
        Assert.Equal((ClaimVerdict.Supported, 3), (found.Verdict, found.N));
        Assert.Equal(2, found.Estimate!.Value, 0.15); // 0.9 − 0.01 + 0.02 at 4×, against 0.9 − 0.01
    }

    [Fact]
    public void Architectures_of_one_data_set_are_one_difference()
    {
        var evidence = new Evidence();
        foreach (var dataset in new[] { "mnist", "fashion-mnist" })
            foreach (var (i, model) in new[] { "a", "b", "c", "d" }.Index())
                evidence.Add((dataset, model), Dense, parameters: 1e6 - 1e5 * i).Add((dataset, model), Magnitude, _ => -0.02 * i, parameters: 1e6 - 1e5 * i);
        var found = Found("8", evidence.Data);
        Assert.Equal((ClaimVerdict.NotDecided, 2, "2 data sets of at least 3"), (found.Verdict, found.N, found.Reason));
        Assert.Equal(["4 more data sets with at least 3 seeds: 6 in all let a test over data sets reach significance"], found.Missing);
        Assert.Equal(["fashion-mnist × 6 pairs of architectures", "mnist × 6 pairs of architectures"], found.Places.Select(p => p.Name));
        Assert.Equal(2 * (3 * 1 + 2 * 2 + 3) / 6.0, found.Estimate!.Value, 0.1);
    }

    [Theory]
    [InlineData("4a")]
    [InlineData("5")]
    [InlineData("11")]
    public void What_scoring_looks_at_must_be_equal_unless_criteria_are_compared(string id)
    {
        string Looking(string composition) => composition.Replace("{", """{"scoring-samples":"100",""", StringComparison.Ordinal);
        int Of(Func<string, string> other)
        {
            var evidence = new Evidence();
            foreach (var pair in Three) evidence.Add(pair, Magnitude).Add(pair, other(id == "11" ? Rounds : Layer));
            return Found(id, evidence.Data).N;
        }
        Assert.Equal((3, 0), (Of(c => c), Of(Looking)));
        var (one, two) = (new Evidence().Add(Three[0], Magnitude).Data.Blocks[0].Arenas[0].All[0], new Evidence().Add(Three[0], Looking(Lamp)).Data.Blocks[0].Arenas[0].All[0]);
        Assert.True(one.DiffersOnlyIn(two, "criterion"));
        Assert.False(one.DiffersOnlyIn(two, "scope"));
    }

    [Theory]
    [InlineData(1000, 1009, 3)] // on either side of a rounded logarithm, wherever it lies
    [InlineData(1001, 1010, 3)]
    [InlineData(1004, 1013, 3)]
    [InlineData(1000, 1020, 0)]
    public void Retrainings_are_of_equal_length_within_a_percent(double first, double second, int places)
    {
        var evidence = new Evidence();
        foreach (var pair in Three)
            foreach (var criterion in new[] { Magnitude, Lamp })
                evidence.Add(pair, criterion, way: "one", samples: first).Add(pair, criterion, _ => 0.03, way: "two", samples: second);
        Assert.Equal(places, Found("12", evidence.Data).N);
    }

    [Fact]
    public void Gains_in_many_places_are_corrected_for_their_number()
    {
        // Significant by itself, at one of many places.
        var evidence = new Evidence { Seeds = 3, Ratios = [1.5, 2, 3, 4] };
        foreach (var pair in Six) evidence.Add(pair, Dense).Add(pair, Magnitude, r => 0.005 * Math.Log2(r) + (r == 2 && pair == Six[0] ? 0.002 : 0));
        var found = Found("2", evidence.Data);
        Assert.Equal((ClaimVerdict.NotDecided, 24), (found.Verdict, found.N));
        Assert.Contains("Holm over 24 places", found.Test, StringComparison.Ordinal);
        Assert.Equal(1 - 0.05 / 24, found.Interval!.Confidence, 1e-12);
    }

    [Fact]
    public void Every_output_has_every_claim()
    {
        var data = For("3", 1) with { SyntheticPairs = 1, Caption = "Not strictly comparable: protocol is a or b." };
        var findings = ClaimJudge.Judge(data);
        var (text, json, markdown) = (new StringWriter(), new StringWriter(), new StringWriter());
        ClaimText.Write(text, findings, data);
        ClaimJson.Write(json, findings, data);
        ClaimMarkdown.Write(markdown, findings, data);
        Assert.All(StatedClaims.All, c => Assert.Contains($"{c.Id}. {c.Title}", text.ToString(), StringComparison.Ordinal));
        Assert.Contains("1 data set × model pair of synthetic data left out. Not strictly comparable: protocol is a or b.", text.ToString(), StringComparison.Ordinal);
        var claim = System.Text.Json.JsonDocument.Parse(json.ToString()).RootElement.GetProperty("claims").EnumerateArray().Single(c => c.GetProperty("id").GetString() == "3");
        Assert.Equal("supported", claim.GetProperty("verdict").GetString());
        Assert.Equal(3, claim.GetProperty("places").GetArrayLength());
        Assert.Contains("| 3 | Random pruning is not the best choice | supported |", markdown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_sweep_cannot_ask_for_again_is_left_out_with_the_reason_and_can_end_no_comment()
    {
        var findings = ClaimJudge.Judge(new Evidence().Data, [StatedClaims.All.Single(c => c.Id == "3")]);
        var text = MissingSweep.Write(findings, [new("evil\nstrategies: [x]\u2028", "lenet5", "bench", "fp32", [1], "{}", "own data")])!;
        Assert.Contains("# Left out: evil strategies: [x]  with lenet5: own data.\n", text, StringComparison.Ordinal);
        Assert.Contains("strategies: [random, global-magnitude]\n", text, StringComparison.Ordinal);
        Assert.Equal(6, text.Split("- datasets: ").Length - 1); // as many pairs as a test over pairs needs
    }

    [Fact]
    public void Where_everything_is_decided_no_sweep_is_missing() =>
        Assert.Null(MissingSweep.Write(ClaimJudge.Judge(For("3", 1), [StatedClaims.All.Single(c => c.Id == "3")]), []));

    [Theory, MemberData(nameof(Ids))]
    public void The_docs_have_its_row(string id)
    {
        var claim = StatedClaims.All.Single(c => c.Id == id);
        var row = $"| `{claim.Id}` | {claim.Title} | {claim.Procedure} |";
        Assert.True(File.ReadAllText(Bench.Tests.Results.RepositoryFiles.Find("docs/claims.md")).Contains(row, StringComparison.Ordinal), $"docs/claims.md lacks the row:\n{row}");
    }

    private static ClaimEvidence Found(string id, ClaimData data) => StatedClaims.All.Single(c => c.Id == id).Test(data);

    // What each claim looks at; side 1: as it says, −1: the other way, 0: neither.
    private static ClaimData For(string id, int side, int seeds = 4, bool synthetic = false)
    {
        var evidence = new Evidence { Seeds = seeds, Synthetic = synthetic };
        foreach (var (i, pair) in Three.Index())
            _ = id switch
            {
                "1" => new[] { Magnitude, Layer, Lamp, Chance }.Index().Aggregate(evidence, (e, m) => e.Add(pair, m.Item, _ => side switch { 1 => 0.01 * ((m.Index + i) % 4), -1 => 0.01 * m.Index, _ => 0 })),
                "2" => evidence.Add(pair, Dense).Add(pair, Magnitude, r => 0.005 * Math.Log2(r) + 0.01 * side),
                "3" => evidence.Add(pair, Magnitude, _ => 0.02 * side).Add(pair, Chance),
                "4a" or "4b" => evidence.Add(pair, Magnitude, _ => 0.02 * side).Add(pair, Layer),
                "5" => evidence.Add(pair, Erk, _ => 0.02 * side).Add(pair, Layer),
                "6" => evidence.Add(pair, Magnitude, _ => 0.02 * side).Add(pair, Narrow),
                "7" => evidence.Add(pair, Magnitude, r => 0.005 * Math.Log2(r) + 0.01 * side),
                "8" => evidence.Add(pair, Dense).Add(pair, Magnitude)
                    .Add((pair.Dataset, "smaller"), Dense, parameters: 1e5).Add((pair.Dataset, "smaller"), Magnitude, _ => -0.02 * side, parameters: 1e5),
                "9" => evidence.Add(pair, Dense).Add(pair, Magnitude, r => 0.005 * Math.Log2(r) + (side > 0 ? 0 : side < 0 ? -0.02 : -0.005)),
                "10" => evidence.Add(pair, Magnitude).Add((pair.Dataset, "smaller"), Dense, _ => -0.01 + 0.02 * side, parameters: 2.5e5),
                "11" => evidence.Add(pair, Magnitude, r => r <= 4 ? 0.01 * side : -0.01 * side).Add(pair, Rounds),
                "12" => new[] { Magnitude, Lamp }.Aggregate(evidence, (e, c) => new[] { "one", "two" }.Aggregate(e, (f, way) =>
                    f.Add(pair, c, _ => (way == "two" ? 0.02 + 0.01 * side : 0) + (c == Lamp ? 0.02 - 0.01 * side : 0), way: way))),
                _ => throw new ArgumentException($"claim {id} has no made-up results yet", nameof(id)),
            };
        return evidence.Data;
    }
}
