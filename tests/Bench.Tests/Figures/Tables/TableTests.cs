using System.Globalization;
using Bench.Analysis;
using Bench.Core;
using Bench.Figures.Tables;
using Bench.Results;

namespace Bench.Tests.Figures.Tables;

public sealed class TableTests
{
    private static readonly TableChoice Usual = new();

    // One strategy's accuracies at ratio 4, a seed each.
    private static IEnumerable<ResultRow> Cells(string strategy, params double[] percent) => percent.Select((p, seed) =>
        MadeUp.Rows("mnist", "lenet5", strategies: [strategy], ratios: [4, 4], seeds: 1).Last() with { Identity = $"{strategy}{seed}", Seed = seed, Top1 = p / 100, Top5 = 1 });

    private static IEnumerable<ResultRow> Control(params double[] percent) => percent.Select((p, seed) =>
        MadeUp.Rows("mnist", "lenet5", seeds: 1).First() with { Identity = $"control{seed}", Seed = seed, Top1 = p / 100 });

    private static string Markdown(IEnumerable<ResultRow> rows, TableChoice? choice = null, params MissingRow[] missing) =>
        TableWriter.Write(TradeoffCurves.Of([.. rows], missing), choice ?? Usual, "markdown");

    private static string Line(string text, string start) => Assert.Single(text.Split('\n'), line => line.StartsWith($"| {start}", StringComparison.Ordinal));

    [Fact]
    public void A_cell_is_the_mean_and_the_sample_deviation_over_seeds() =>
        Assert.Equal("| random | 90.10 ± 0.30 |", Line(Markdown(Cells("random", 89.8, 90.1, 90.4)), "random"));

    [Fact]
    public void Ratios_of_multiply_adds_are_told_from_those_of_parameters()
    {
        static ResultRow OfMacs(ResultRow row) => row.IsControl ? row : MadeUp.Course(row, "\"structure-options\":\"least=2 target=macs\"", row.ControlPoint);
        var (macs, parameters) = (Cells("one", 90, 91).Select(OfMacs).ToList(), Cells("two", 90, 92).ToList());

        Assert.Contains("by strategy and compression ratio", Markdown(parameters), StringComparison.Ordinal);
        Assert.DoesNotContain("equal ones are no equal sizes", Markdown(parameters), StringComparison.Ordinal);
        Assert.Contains("by strategy and ratio of multiply-adds", Markdown(macs), StringComparison.Ordinal);
        var mixed = Markdown([.. macs, .. parameters]);
        Assert.Contains("by strategy and asked ratio", mixed, StringComparison.Ordinal);
        Assert.Contains("Ratios of one are of multiply-adds, those of two of parameters, so equal ones are no equal sizes", mixed, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_is_bold_where_a_paired_t_tells_it_from_the_second_and_the_notes_say_how()
    {
        // Differences of 1.0, 1.1 and 0.9: t = 17.32 with 2 degrees of freedom, p = 0.003317 (scipy.stats.ttest_rel).
        var text = Markdown([.. Cells("one", 91, 93.1, 88.9), .. Cells("two", 90, 92, 88)]);

        Assert.Equal("| one | **91.0** ± 2.1 |", Line(text, "one"));
        Assert.Equal("| two | 90.0 ± 2.0 |", Line(text, "two"));
        Assert.Contains("one 4× +1.0 to two (n = 3, p = 0.003)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_is_the_best_of_its_kind_of_ratio()
    {
        static ResultRow OfMacs(ResultRow row) => MadeUp.Course(row, "\"structure-options\":\"target=macs\"", row.ControlPoint);
        var text = Markdown([.. Cells("one", 91, 93.1, 88.9), .. Cells("two", 90, 92, 88), .. Cells("channels", 95, 97, 93).Select(OfMacs)]);
        Assert.Equal("| one | **91.0** ± 2.1 |", Line(text, "one"));
        Assert.Equal("| channels | 95.0 ± 2.0 |", Line(text, "channels"));
        Assert.Contains("at the same ratio of the same kind", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Holms_correction_counts_the_other_strategies_of_the_column()
    {
        // Differences to the second of 0.8, 1.0 and 1.3: p = 0.0196; with nine others it is not significant, with one it is.
        double[] best = [91, 91, 91], second = [90.2, 90, 89.7];
        var others = Enumerable.Range(0, 8).SelectMany(i => Cells($"weak{i}", 50 + i, 60 - 3 * i, 40 + (i % 3)));

        Assert.Contains("**", Line(Markdown([.. Cells("one", best), .. Cells("two", second)]), "one"), StringComparison.Ordinal);
        var crowded = Markdown([.. Cells("one", best), .. Cells("two", second), .. others]);
        Assert.DoesNotContain("**", Line(crowded, "one"), StringComparison.Ordinal);
        Assert.Contains("Nothing is bold", crowded, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_bold_without_two_seeds() =>
        Assert.Contains("Nothing is bold: without two seeds no difference can be tested.", Markdown([.. Cells("one", 91), .. Cells("two", 50)]), StringComparison.Ordinal);

    [Fact]
    public void Only_seeds_that_both_have_are_compared()
    {
        var text = Markdown([.. Cells("one", 91, 93.1, 88.9, 99), .. Cells("two", 90, 92, 88)]);

        Assert.Contains("one 4× +1.0 to two (n = 3, p = 0.003)", text, StringComparison.Ordinal);
        Assert.Contains("(n = 3)", Line(text, "two"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_of_accuracy_is_paired_with_the_control_of_the_seed()
    {
        var text = Markdown([.. Control(95, 96), .. Cells("one", 94, 95.5, 90)], Usual with { Quantity = Quantity.Named("drop") });

        Assert.Equal("| one | +0.75 ± 0.35 (n = 2) |", Line(text, "one"));
        Assert.Contains("dense control 95.50 ± 0.71 (n = 2)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_said_in_the_cell_and_below()
    {
        var rows = Cells("one", 91, 92, 93).ToList();
        var text = Markdown([.. rows, .. Cells("two", 90, 92)], null,
            MadeUp.Missing(Cells("two", 1, 1, 1).Last(), "failed", "NaN"), MadeUp.Missing(rows[0] with { Compression = 8 }, "pending"), MadeUp.Missing(Cells("two", 1).Single() with { Compression = 8 }, "skipped"));

        Assert.Equal("| one | 92.0 ± 1.0 | *pending* |", Line(text, "one"));
        Assert.Equal("| two | 91.0 ± 1.4 (n = 2) | *infeasible* |", Line(text, "two"));
        Assert.Contains("1 failed \\[two 4×\\], 1 infeasible \\[two 8×\\] and 1 pending \\[one 8×\\]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Strategies_are_chosen_ordered_and_set_apart()
    {
        var rows = Cells("a", 90).Concat(Cells("b", 91)).Concat(Cells("c", 92)).ToList();
        var lines = Markdown(rows, Usual with { Strategies = ["c", "a"], Ours = "b" }).Split('\n').Where(l => l.StartsWith('|')).Skip(2).ToList();

        Assert.Equal(["| b (ours) | 91.00 |", "| c | 92.00 |", "| a | 90.00 |"], lines);
        Assert.Contains("did you mean", Assert.Throws<UserError>(() => Markdown(Cells("mine", 90), Usual with { Ours = "mini" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_and_columns_are_what_is_asked_for()
    {
        List<ResultRow> rows = [.. MadeUp.Rows("mnist", "lenet5"), .. MadeUp.Rows("cifar10", "resnet20")];

        Assert.Equal(5, TableMaker.Of(TradeoffCurves.Of(rows, []), Usual with { Columns = TableSide.Data }).Count);
        var blocks = Assert.Single(TableMaker.Of(TradeoffCurves.Of(rows, []), Usual with { Rows = TableSide.Ratio, Columns = TableSide.Strategy, InBlocks = true })).Blocks;
        Assert.Equal(["CIFAR-10 · ResNet-20", "MNIST · LeNet-5"], blocks.Select(b => b.Heading));
        Assert.All(blocks, block => Assert.Equal(["2×", "4×", "8×", "16×", "32×"], block.Rows.Select(r => r.Label)));
        Assert.Throws<UserError>(() => TableMaker.Of(TradeoffCurves.Of(rows, []), Usual with { Columns = TableSide.Strategy }));
    }

    [Fact]
    public void All_formats_have_the_same_numbers_and_names_as_somebody_wrote_them()
    {
        const string hostile = "[*]_%$#{}\\ <script>|`'; drop table\u2028随 \"x\"";
        var panels = TradeoffCurves.Of([.. Cells("one", 91.234, 92.345, 93.456).Select(c => c with { Strategy = hostile }), .. Cells("two", 70, 71, 75)], []);
        var (latex, markdown, csv) = (TableWriter.Write(panels, Usual, "latex"), TableWriter.Write(panels, Usual, "markdown"), TableWriter.Write(panels, Usual, "csv"));

        Assert.Contains("92.3", latex, StringComparison.Ordinal);
        Assert.Contains(LatexText.Escape(hostile) + " & ", latex, StringComparison.Ordinal);
        Assert.Contains(LatexText.Definition, latex, StringComparison.Ordinal);
        Assert.Contains($"| {MarkdownText.EscapeWithin(hostile)} | **92.3** ± 1.1 |", markdown, StringComparison.Ordinal);
        var line = Assert.Single(csv.Split('\n'), l => l.Contains("drop table", StringComparison.Ordinal));
        Assert.Contains(((91.234 + 92.345 + 93.456) / 3).ToString("R", CultureInfo.InvariantCulture)[..12], line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_metric_or_format_is_told_with_the_valid_ones()
    {
        Assert.Contains("unknown metric 'top2'", Assert.Throws<UserError>(() => Quantity.Named("top2")).Message, StringComparison.Ordinal);
        Assert.Contains("unknown table format 'html'", Assert.Throws<UserError>(() => TableWriter.Check("html")).Message, StringComparison.Ordinal);
    }
}
