using System.Text.Json;
using Bench.Analysis.Audit;
using Bench.Analysis.Published;
using Bench.Core;
using Bench.Results;
using Bench.Tests.Results;

namespace Bench.Tests.Analysis.Audit;

public sealed class AuditTests(SoundDatabase sound) : IClassFixture<SoundDatabase>
{
    private const string OneCell = "(SELECT min(cell) FROM result WHERE cell NOT IN (SELECT id FROM cell WHERE is_control))";

    // Whatever the point, so that a script may go on with AND.
    private const string SameForAllSeeds = "UPDATE evaluation SET correct = 900; UPDATE result SET mask_fingerprint = 'one' WHERE true";
    private const string NothingTrained = "UPDATE result SET budget_total_samples = 0";

    private static readonly PublishedPoint Elsewhere = new()
    {
        File = "paper", Line = 2, Method = "their magnitude", Dataset = "MNIST", Model = "LeNet-5", Compression = 4.2, SizeConvention = "all parameters", Speedup = null, Top1 = 0.95, Deviation = 0.01,
        Source = "a paper", HowObtained = "table 1", OurMethod = "global-magnitude", OurDataset = "mnist", OurModel = "lenet5", OurProtocols = ["bench"],
    };

    public static TheoryData<string> Ids => [.. AuditChecks.All.Select(c => c.Id)];

    [Theory, MemberData(nameof(Ids))]
    public void A_sound_database_passes(string id)
    {
        var answer = Ask(sound.Temporary.Path, id);
        Assert.True(answer.Verdict <= AuditVerdict.Pass, string.Join("; ", answer.Findings.Select(AuditText.Line)));
        Assert.Equal(id == "11", answer.Verdict == AuditVerdict.NotApplicable);
    }

    [Theory]
    [InlineData("1", "UPDATE cell SET synthetic = 1 WHERE dataset = 'cifar10'", "data set × model pairs of real data: 2, at least 3 are needed; 1 of synthetic data do not count")]
    [InlineData("1", "UPDATE cell SET model = dataset || model, dataset = 'mnist'", "all real data are MNIST")]
    [InlineData("2", $"UPDATE result SET theoretical_speedup = 9e999 WHERE cell = {OneCell}", "infinite")]
    [InlineData("2", $"UPDATE result SET theoretical_speedup = 3 WHERE cell = {OneCell}", "not dense ÷ effective")]
    [InlineData("2", $"UPDATE result SET dense_macs = 2 * dense_macs, theoretical_speedup = 2 * theoretical_speedup WHERE cell = {OneCell}", "a dense network of other parameters")]
    [InlineData("2", $"UPDATE result SET achieved_compression = 3 WHERE cell = {OneCell}", "not total ÷ kept")]
    [InlineData("2", $"UPDATE result SET achieved_compression = 0 WHERE cell = {OneCell}", "no compression ratio")]
    [InlineData("3", $"DELETE FROM evaluation WHERE cell = {OneCell} AND split = 'test'", "no Top-1")]
    [InlineData("3", $"UPDATE evaluation SET correct_top5 = 1 WHERE cell = {OneCell}", "Top-5 is below Top-1")]
    [InlineData("4", "DELETE FROM evaluation WHERE cell IN (SELECT id FROM cell WHERE is_control AND seed = 1)", "the control has no accuracy")]
    [InlineData("4", "DELETE FROM result WHERE cell IN (SELECT id FROM cell WHERE is_control AND seed = 1)", "the control is not finished")]
    [InlineData("4", "UPDATE cell SET point = 'another' WHERE is_control AND seed = 1", "no sweep asks for the control")]
    [InlineData("4", "UPDATE result SET start_fingerprint = 'others' WHERE cell IN (SELECT id FROM cell WHERE is_control)", "began with other weights")]
    [InlineData("4", "UPDATE evaluation SET loss = NULL WHERE cell IN (SELECT id FROM cell WHERE is_control)", "the control has no loss")]
    [InlineData("4", "UPDATE evaluation SET total = 999 WHERE cell IN (SELECT id FROM cell WHERE is_control)", "another number of samples")]
    [InlineData("5", "DELETE FROM sweep_cell WHERE cell IN (SELECT id FROM cell WHERE compression > 8); DELETE FROM result WHERE cell IN (SELECT id FROM cell WHERE compression > 8)", ": 3 operating points (2, 4, 8)")]
    [InlineData("6", "DELETE FROM result WHERE cell IN (SELECT id FROM cell WHERE seed > 1)", "points of a single seed")]
    [InlineData("6", SameForAllSeeds, "seeds with the same accuracy, loss and mask, although each was trained or drawn by itself")]
    [InlineData("6", $"{SameForAllSeeds}; UPDATE cell SET imported = 1", "although each was trained or drawn by itself")]
    [InlineData("6", $"{SameForAllSeeds} AND cell IN (SELECT id FROM cell WHERE strategy = 'random'); {NothingTrained}; UPDATE cell SET imported = 1", "although each was trained or drawn by itself")]
    [InlineData("7", $"UPDATE evaluation SET correct = total + 1 WHERE cell = {OneCell}", "more hits than samples")]
    [InlineData("7", $"DELETE FROM evaluation WHERE cell = {OneCell} AND point = 'before'", "no raw accuracy before retraining")]
    [InlineData("8", "UPDATE cell SET criterion = 'gradient', shuffled = 0 WHERE criterion = 'random' OR shuffled", "no random pruning")]
    [InlineData("8", "UPDATE cell SET criterion = 'gradient' WHERE criterion = 'magnitude'", "no magnitude pruning")]
    [InlineData("9", $"UPDATE result SET split_fingerprint = 'other' WHERE cell = {OneCell}", "2 different splits")]
    [InlineData("9", $"UPDATE cell SET protocol = 'all-weights' WHERE id = {OneCell}", "several protocols")]
    [InlineData("9", $"INSERT INTO fingerprint SELECT 'other', json_set(text, '$.within.augmentation', 'flip') FROM fingerprint LIMIT 1; UPDATE result SET fingerprint = 'other' WHERE cell = {OneCell}", "augmentation differs (flip,none)")]
    [InlineData("9", $"INSERT INTO fingerprint SELECT 'other', json_set(text, '$.everywhere.measuring-version', 2) FROM fingerprint LIMIT 1; UPDATE result SET fingerprint = 'other' WHERE cell = {OneCell}", "measuring-version differs (2)")]
    [InlineData("9", $"INSERT INTO fingerprint SELECT 'other', json_set(text, '$.within.split', 'changed') FROM fingerprint LIMIT 1; UPDATE result SET fingerprint = 'other' WHERE cell = {OneCell}", ": split differs (")]
    [InlineData("9", $"UPDATE cell SET precision = 'bf16' WHERE id = {OneCell}", "several precisions")]
    [InlineData("9", $"UPDATE result SET start_fingerprint = 'other' WHERE cell = {OneCell}", "began with different weights")]
    [InlineData("9", $"UPDATE cell SET versions = 'training 2' WHERE id = {OneCell}", "versions of 'training' differ")]
    [InlineData("9", "UPDATE cell SET strategy = 'global-magnitude', versions = 'scope/global 2' WHERE strategy = 'layer-magnitude'", "mnist × lenet5: the same cells in several versions (the first; scope/global 2)")]
    [InlineData("9", "UPDATE cell SET dataset_options = '{\"sha256\":\"a\"}' WHERE seed = 1", "different data under one name")]
    [InlineData("9", "INSERT INTO recipe SELECT 'x', 'longer', 9, steps, batch, optimizer, rate, rates, rate_schedule, warmup, drops, gamma, cycles, momentum, nesterov, weight_decay, beta1, beta2, epsilon, flip, crop_padding, resized_crop, scale_l1 FROM recipe; UPDATE cell SET pretraining_id = 'x' WHERE seed = 1", "several pretrainings")]
    [InlineData("10", $"DELETE FROM configuration WHERE cell = {OneCell}", "configuration is not stored")]
    [InlineData("10", $"UPDATE cell SET imported = 1 WHERE id = {OneCell}", "says another thing than the columns")]
    [InlineData("10", $"UPDATE cell SET seed = 9 WHERE id = {OneCell}", "says another thing than the columns")]
    [InlineData("11", "UPDATE cell SET dataset = 'shapes' WHERE dataset = 'cifar10'", "shapes: generated data that no flag synthetic tells of")]
    [InlineData("10", "UPDATE environment SET libtorch = ''", "a library has no version")]
    [InlineData("10", "UPDATE environment SET cpu = ' '", "the hardware has no name")]
    [InlineData("12", $"UPDATE result SET selected_epoch = 99 WHERE cell = {OneCell}", "none that was recorded")]
    [InlineData("12", $"UPDATE epoch SET validation_top1 = 0.99 WHERE epoch = 2 AND cell = {OneCell}", "a later epoch was better")]
    [InlineData("12", $"UPDATE result SET selected_epoch = 2 WHERE cell = {OneCell}", "an earlier epoch was as good")]
    [InlineData("12", $"UPDATE result SET headline = 'last' WHERE cell = {OneCell}", "the headline is the last epoch")]
    [InlineData("12", $"UPDATE result SET headline = 'before' WHERE cell = {OneCell}", "measured before retraining")]
    [InlineData("12", $"DELETE FROM evaluation WHERE split = 'validation' AND cell = {OneCell}", "no accuracy on validation images")]
    [InlineData("12", "UPDATE cell SET imported = 1", "imported weights: no flag validation-seen tells of it")]
    [InlineData("13", $"UPDATE result SET kept_prunable = kept_prunable + 1 WHERE cell = {OneCell}", "another number of weights")]
    [InlineData("13", $"UPDATE result SET flags = 'count-missed' WHERE cell = {OneCell}", "flagged count-missed, though as many are kept as asked")]
    [InlineData("13", $"UPDATE result SET achieved_compression = achieved_compression * 1.001 WHERE cell = {OneCell}", "more than a weight beside")]
    [InlineData("13", $"UPDATE result SET target_asked = 10, target_achieved = 11 WHERE cell = {OneCell}; UPDATE cell SET structure = 'channel' WHERE id = {OneCell}", "larger than the target")]
    [InlineData("14", $"UPDATE layer SET kept = 0, dead = 1 WHERE cell = {OneCell}", "a dead layer: no flag tells of it")]
    [InlineData("14", $"UPDATE layer SET kept = 4 WHERE position = 0 AND cell = {OneCell}", "a nearly dead layer: no flag tells of it")]
    [InlineData("14", $"UPDATE layer SET kept = 144 WHERE position = 1 AND cell = {OneCell}", "a nearly dead layer: no flag tells of it")]
    [InlineData("14", $"UPDATE layer SET dead = 1 WHERE cell = {OneCell}", "column dead is not what it keeps")]
    [InlineData("14", $"UPDATE result SET cut_off_outputs = 2, flags = 'at-chance' WHERE cell = {OneCell}", "classes that no path of kept weights reaches: no flag tells of it")]
    [InlineData("14", $"UPDATE result SET effective_kept = 0 WHERE cell = {OneCell}", "classes that no path of kept weights reaches: no flag tells of it")]
    [InlineData("14", $"UPDATE evaluation SET correct = 118 WHERE cell = {OneCell}", "accuracy at chance: no flag tells of it")]
    [InlineData("14", $"UPDATE evaluation SET loss = 231 WHERE split = 'validation' AND point = 'before' AND cell = {OneCell}", "a loss that exploded: no flag tells of it")]
    [InlineData("14", $"UPDATE epoch SET train_loss = 231 WHERE epoch = 1 AND cell = {OneCell}", "a loss that exploded: no flag tells of it")]
    [InlineData("14", "UPDATE pretraining_epoch SET validation_loss = 231 WHERE epoch = 1", "a loss that exploded: no flag tells of it")]
    [InlineData("14", $"UPDATE evaluation SET loss = NULL WHERE cell = {OneCell}", "not a number")]
    [InlineData("14", $"UPDATE result SET flags = 'not-a-number' WHERE cell = {OneCell}", "not a number")]
    [InlineData("15", $"UPDATE result SET budget_total_samples = budget_total_samples * 2 WHERE cell = {OneCell}", "trained longer than its control")]
    [InlineData("16", $"DELETE FROM result WHERE cell = {OneCell}", ": pending")]
    [InlineData("16", $"UPDATE sweep_cell SET skip_reason = 'out of reach' WHERE cell = {OneCell}; DELETE FROM result WHERE cell = {OneCell}", ": skipped, out of reach, although it was tried")]
    [InlineData("16", $"UPDATE sweep_cell SET skip_reason = ' ' WHERE cell = {OneCell}; DELETE FROM result WHERE cell = {OneCell}; DELETE FROM attempt", ": skipped without a reason")]
    [InlineData("16", $"UPDATE sweep_cell SET skip_reason = 'mnist: nothing found; get it with ''bench data fetch mnist'', or say with --data where it is' WHERE cell = {OneCell}; DELETE FROM result WHERE cell = {OneCell}; DELETE FROM attempt", ": skipped, mnist: nothing found")]
    [InlineData("falling-size", "UPDATE result SET kept_prunable = 1300000 WHERE cell IN (SELECT id FROM cell WHERE compression = 8)", "8× leaves more than 4×")]
    [InlineData("falling-size", "UPDATE result SET kept_prunable = 390000 WHERE cell IN (SELECT id FROM cell WHERE compression = 8)", "8× leaves as much as 4×")]
    [InlineData("shared-metric", $"UPDATE evaluation SET total = 999 WHERE cell = {OneCell}", "different numbers of test samples (1000,999)")]
    [InlineData("shared-metric", $"UPDATE result SET headline = 'last' WHERE cell = {OneCell}", "the last epoch is the headline of 1, the selected one of others")]
    [InlineData("hidden-budget", $"UPDATE result SET budget_total_samples = budget_total_samples * 2 WHERE cell = {OneCell}", "mnist × lenet5, global-magnitude at 2×: from 2560 to 5120 training samples")]
    public void What_is_wrong_fails_and_is_shown(string id, string script, string finding) => Finds(id, AuditVerdict.Fail, script, finding);

    [Theory]
    [InlineData("1", "UPDATE result SET total_parameters = 60000", "no pair is large")]
    [InlineData("4", "INSERT INTO environment SELECT 99, host, cpu, threads, device, operating_system, dotnet, torchsharp, libtorch, '0.1.0+def' FROM environment LIMIT 1; UPDATE result SET environment = 99 WHERE cell IN (SELECT id FROM cell WHERE is_control)", "another build")]
    [InlineData("5", "DELETE FROM result WHERE cell IN (SELECT id FROM cell WHERE compression > 8)", ": 3 operating points (2, 4, 8) of 5 asked for")]
    [InlineData("5", "UPDATE cell SET compression = 1.9 + compression / 20", "a narrow range of ratios (2, 2.1, 2.3, 2.7, 3.5)")]
    [InlineData("6", "DELETE FROM result WHERE cell IN (SELECT id FROM cell WHERE seed > 2)", "points of two seeds")]
    [InlineData("6", "UPDATE cell SET imported = 1", "seeds share imported weights")]
    [InlineData("6", $"{SameForAllSeeds} AND cell IN (SELECT id FROM cell WHERE strategy = 'global-magnitude'); {NothingTrained}; UPDATE result SET scoring_samples_seen = 0; UPDATE cell SET imported = 1", "seeds are one result: the same imported weights, nothing drawn, nothing trained")]
    [InlineData("6", $"{SameForAllSeeds} AND cell IN (SELECT id FROM cell WHERE strategy = 'layer-gradient'); {NothingTrained}; UPDATE cell SET imported = 1", "although each scored by samples of its own")]
    [InlineData("7", "DELETE FROM pretraining_evaluation", "dense weights at the start is not known")]
    [InlineData("8", "UPDATE cell SET shuffled = 0, scope = 'erk' WHERE shuffled", "no random pruning has the layerwise proportions of 2 of the methods")]
    [InlineData("8", "UPDATE cell SET criterion = 'fisher' WHERE criterion = 'magnitude' AND scope = 'layer'", "not both globally and uniformly")]
    [InlineData("9", "UPDATE result SET budget_total_epochs = 4 WHERE cell IN (SELECT id FROM cell WHERE scope = 'layer')", "total budgets of 4 to 6 epochs")]
    [InlineData("10", "UPDATE environment SET product = '0.1.0'", "the commit of bench is not known")]
    [InlineData("11", "UPDATE cell SET synthetic = 1 WHERE dataset = 'mnist'", "mnist: synthetic data")]
    [InlineData("11", "UPDATE cell SET dataset = 'mnist'", "a single real data set")]
    [InlineData("12", "UPDATE cell SET imported = 1; UPDATE result SET flags = 'validation-seen'", "validation-seen: the weights' author")]
    [InlineData("12", "UPDATE result SET flags = 'validation-seen'", "flagged validation-seen, which its weights, trained here, are not")]
    [InlineData("13", $"UPDATE result SET target_asked = 10, target_achieved = 8 WHERE cell = {OneCell}; UPDATE cell SET structure = 'channel' WHERE id = {OneCell}", "more than 10 % below")]
    [InlineData("14", $"UPDATE result SET cut_off_outputs = 2, flags = 'cut-off' WHERE cell = {OneCell}", "no path of kept weights reaches, flagged")]
    [InlineData("14", $"UPDATE layer SET kept = 4 WHERE position = 0 AND cell = {OneCell}; UPDATE result SET flags = 'nearly-dead-layer' WHERE cell = {OneCell}", "a nearly dead layer, flagged")]
    [InlineData("14", $"UPDATE evaluation SET correct = 118 WHERE cell = {OneCell}; UPDATE result SET flags = 'at-chance' WHERE cell = {OneCell}", "accuracy at chance, flagged")]
    [InlineData("14", $"DELETE FROM class_accuracy; UPDATE result SET flags = 'at-chance' WHERE cell = {OneCell}", "accuracy at chance, flagged")]
    [InlineData("14", $"UPDATE result SET flags = 'at-chance' WHERE cell = {OneCell}", "flagged at-chance, which its numbers do not say")]
    [InlineData("14", $"UPDATE result SET flags = 'dead-layer nearly-dead-layer' WHERE cell = {OneCell}", "flagged nearly-dead-layer, which its numbers do not say")]
    [InlineData("14", $"UPDATE layer SET kept = 0, dead = 1 WHERE cell = {OneCell}; UPDATE result SET flags = 'dead-layer' WHERE cell = {OneCell}", "a dead layer, flagged")]
    [InlineData("14", "UPDATE result SET effective_kept = NULL", "connectivity was not recorded")]
    [InlineData("15", $"UPDATE result SET budget_total_samples = 1 WHERE cell = {OneCell}", "trained shorter than its control")]
    [InlineData("16", $"UPDATE sweep_cell SET skip_reason = 'out of reach' WHERE cell = {OneCell}; DELETE FROM result WHERE cell = {OneCell}; DELETE FROM attempt", ": skipped, out of reach")]
    [InlineData("hidden-budget", "UPDATE result SET budget_total_samples = budget_total_samples * 2 WHERE cell IN (SELECT id FROM cell WHERE compression = 32)", "from 2560 to 5120 training samples along its curve")]
    public void What_a_reviewer_may_ask_warns(string id, string script, string finding) => Finds(id, AuditVerdict.Warn, script, finding);

    [Fact]
    public void The_offending_cells_are_named_and_no_others()
    {
        using var broken = sound.Broken("UPDATE result SET kept_prunable = kept_prunable - 1 WHERE cell IN (SELECT id FROM cell WHERE identity IN ('mnist/lenet5/random/4/2', 'cifar10/vgg/random/32/1'))");
        var finding = Ask(broken.Path, "13").Findings[0];
        Assert.Equal(["cifar10/vgg/random/32/1", "mnist/lenet5/random/4/2"], finding.Cells.Order());
        Assert.Equal("fail: keeps another number of weights than asked (2 cells: mnist/lenet5/random/4/2, cifar10/vgg/random/32/1)", AuditText.Line(finding));
    }

    [Fact]
    public void Published_ratios_that_count_other_parameters_are_flagged()
    {
        var answer = Ask(sound.Temporary.Path, "size-convention", Elsewhere, Elsewhere with { Line = 3, Compression = 8 }, Elsewhere with { File = "it's", SizeConvention = "convolutions", OurProtocols = ["all-weights"] }, Elsewhere with { File = "old", SizeConvention = "", OurProtocols = [] });
        Assert.Equal(
        [
            "warn: mnist × lenet5: it's (n = 1), whose ratios count convolutions: not what protocol bench counts", "warn: mnist × lenet5: old (n = 1), whose ratios count what the source does not say: not what protocol bench counts",
            "pass: mnist × lenet5: paper (n = 2), whose ratios count all parameters, as protocol bench does",
        ], answer.Findings.Select(AuditText.Line));
    }

    [Theory]
    [InlineData(0.80, AuditVerdict.Warn, "mnist × lenet5, global-magnitude at 4×: 95.8 %, published 79.0 to 81.0 %")]
    [InlineData(0.93, AuditVerdict.Pass, "within 5 points of what is published: 1 of 1 operating points")]
    public void Results_far_from_published_ones_are_flagged(double top1, AuditVerdict verdict, string finding)
    {
        var answer = Ask(sound.Temporary.Path, "published-range", Elsewhere with { Top1 = top1 }, Elsewhere with { Line = 3, Compression = 5, Top1 = 0.2 }, Elsewhere with { Line = 4, OurMethod = "lamp", Top1 = 0.2 },
            Elsewhere with { File = "untrained", Retrained = false, Top1 = 0.2 }, Elsewhere with { File = "others", OurProtocols = [], Top1 = 0.2 });
        Assert.Equal(verdict, answer.Verdict);
        Assert.StartsWith(finding, answer.Findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_of_a_seed_and_two_versions_of_a_cell_are_named_and_no_others()
    {
        using var broken = sound.Broken(
            """
            UPDATE result SET mask_fingerprint = 'one' WHERE cell IN (SELECT id FROM cell WHERE identity IN ('mnist/lenet5/random/4/1', 'mnist/lenet5/random/4/3'));
            UPDATE evaluation SET correct = 900 WHERE cell IN (SELECT id FROM cell WHERE identity IN ('mnist/lenet5/random/4/1', 'mnist/lenet5/random/4/3'));
            UPDATE cell SET strategy = 'random', versions = 'criterion/random 2' WHERE identity = 'mnist/lenet5/layer-random/8/2'
            """);
        Assert.Equal(["mnist/lenet5/random/4/1", "mnist/lenet5/random/4/3"], Ask(broken.Path, "6").Findings[0].Cells.Order());
        Assert.Equal(["mnist/lenet5/layer-random/8/2", "mnist/lenet5/random/8/2"], Ask(broken.Path, "9").Findings[0].Cells.Order());
    }

    [Fact]
    public void A_sweep_and_conditions_choose_the_cells()
    {
        using var broken = sound.Broken("UPDATE result SET kept_prunable = kept_prunable - 1 WHERE cell IN (SELECT id FROM cell WHERE dataset = 'mnist' AND seed = 1)");
        using var reader = broken.Read();
        Assert.Equal(AuditVerdict.Fail, Of("dataset=mnist"));
        Assert.Equal(AuditVerdict.Pass, Of("dataset!=mnist"));
        Assert.Equal(AuditVerdict.Pass, Of("seed>1"));
        Assert.Equal(AuditVerdict.NotApplicable, Of("strategy=it's{missing}?1"));
        Assert.Contains("unknown column", Assert.Throws<UserError>(() => Of("nosuch=1")).Message, StringComparison.Ordinal);
        Assert.Contains("unknown sweep 'other'", Assert.Throws<UserError>(() => AuditScope.Of(reader, "other")).Message, StringComparison.Ordinal);

        AuditVerdict Of(string condition) => Assert.Single(Auditor.Audit(reader, AuditScope.Of(reader, "core", RowFilter.Parse([condition])), [AuditChecks.All.Single(c => c.Id == "13")]).Answers).Verdict;
    }

    [Theory, MemberData(nameof(Ids))]
    public void Its_query_is_a_query_like_any_other_and_gives_the_same(string id)
    {
        using var broken = sound.Broken($"DELETE FROM result WHERE cell = {OneCell}; UPDATE result SET flags = 'dead-layer' WHERE cell % 7 = 0");
        using var reader = broken.Read();
        foreach (var scope in new[] { AuditScope.Of(reader), AuditScope.Of(reader, "core", RowFilter.Parse(["strategy=random,it's", "compression<=8"])), AuditScope.Of(reader, filter: RowFilter.Parse(["recipe=short", "seed!=3"])) })
        {
            var answer = Assert.Single(Auditor.Audit(reader, scope, [AuditChecks.All.Single(c => c.Id == id)]).Answers);
            Assert.DoesNotContain("{published}", answer.Sql, StringComparison.Ordinal);
            var rows = reader.Query(answer.Sql).Rows;
            Assert.Equal(["verdict", "finding", "identity"], reader.Query(answer.Sql).Columns);
            Assert.Equal(answer.Findings.SelectMany(f => f.Cells.Select(c => (AuditText.Word(f.Verdict), f.Text, c))).Order(),
                rows.Where(r => r[2] is not null).Select(r => ((string)r[0]!, (string)r[1]!, (string)r[2]!)).Distinct().Order());
        }
    }

    [Fact]
    public void An_empty_database_fails_for_its_pairs_and_has_nothing_else_to_look_at()
    {
        using var empty = new TemporaryDatabase();
        using (empty.Open()) { }
        using var reader = empty.Read();
        var report = Auditor.Audit(reader, AuditScope.Of(reader));
        Assert.Equal(("1", AuditVerdict.Fail), (report.Answers[0].Check.Id, report.Answers[0].Verdict));
        Assert.All(report.Answers.Skip(1), a => Assert.Equal(AuditVerdict.NotApplicable, a.Verdict));
    }

    [Fact]
    public void Json_has_every_check_with_its_findings_and_query()
    {
        using var reader = sound.Temporary.Read();
        var writer = new StringWriter();
        AuditJson.Write(writer, Auditor.Audit(reader, AuditScope.Of(reader, "core")));
        var root = JsonDocument.Parse(writer.ToString()).RootElement;
        Assert.Equal("sweep core", root.GetProperty("scope").GetString());
        Assert.Equal(AuditChecks.All.Count, root.GetProperty("checks").GetArrayLength());
        Assert.Equal("279 results have both", root.GetProperty("checks")[1].GetProperty("findings")[0].GetProperty("text").GetString());
        Assert.StartsWith("WITH cells AS", root.GetProperty("checks")[1].GetProperty("sql").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_shows_text_of_users_and_obeys_none_of_it()
    {
        using var broken = sound.Broken($"UPDATE sweep_cell SET strategy = 'a|b `<script>`' WHERE cell = {OneCell}; DELETE FROM result WHERE cell = {OneCell}");
        using var reader = broken.Read();
        var writer = new StringWriter { NewLine = "\n" };
        AuditMarkdown.Write(writer, Auditor.Audit(reader, AuditScope.Of(reader, "core", RowFilter.Parse(["strategy!=```"]))));
        var table = writer.ToString().Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).ToList();
        Assert.Contains(table, l => l.StartsWith(@"| 16 |", StringComparison.Ordinal) && l.Contains(@"a\|b \`\<script\>\`: pending", StringComparison.Ordinal));
        Assert.Contains("\n````sql\n", writer.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Ids))]
    public void The_docs_have_its_row(string id)
    {
        var check = AuditChecks.All.Single(c => c.Id == id);
        var row = $"| `{check.Id}` | {check.Title} | {check.Rule} | ";
        Assert.True(File.ReadAllText(RepositoryFiles.Find("docs/audit.md")).Contains(row, StringComparison.Ordinal), $"docs/audit.md lacks the row (why it matters comes last):\n{row}");
    }

    private void Finds(string id, AuditVerdict verdict, string script, string finding)
    {
        using var broken = sound.Broken(script);
        var answer = Ask(broken.Path, id);
        Assert.Equal(verdict, answer.Verdict);
        Assert.Contains(answer.Findings, f => f.Verdict == verdict && f.Text.Contains(finding, StringComparison.Ordinal));
    }

    private static AuditAnswer Ask(string path, string id, params PublishedPoint[] published)
    {
        using var reader = ResultReader.Open(path);
        return Assert.Single(Auditor.Audit(reader, AuditScope.Of(reader, published: new([.. published is { Length: > 0 } ? published : [Elsewhere]])), [AuditChecks.All.Single(c => c.Id == id)]).Answers);
    }
}
