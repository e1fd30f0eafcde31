using Bench.Analysis;
using Bench.Analysis.Comparing;
using Bench.Figures.Comparisons;
using Bench.Results;
using static Bench.Tests.Analysis.Comparing.MadeUpBlocks;

namespace Bench.Tests.Figures;

public sealed class ComparisonWriterTests
{
    private static Comparison Of(IEnumerable<ResultRow> rows) => Comparison.Of(TradeoffCurves.Of([.. rows], []), new());

    private static IEnumerable<ResultRow> Blocks(int blocks) =>
        from block in Enumerable.Range(0, blocks)
        from strategy in new[] { "global-magnitude", "layer-magnitude", "random" }
        from ratio in new[] { 2.0, 8 }
        from seed in new[] { 1, 2 }
        select Cell($"data{block}", strategy, ratio, seed, 0.9 - strategy.Length / (ratio + block) / 100 + seed * 0.001);

    [Fact]
    public void Over_several_data_sets_the_short_form_has_ranks_tests_and_pairs_by_the_area()
    {
        var text = ComparisonWriter.Write(Of(Blocks(3)), "table", []);
        Assert.Equal(3, Lines(text).Count(l => l.StartsWith("Mean ranks", StringComparison.Ordinal) || l.StartsWith("Whether the", StringComparison.Ordinal) || l.StartsWith("Strategies against", StringComparison.Ordinal)));
        Assert.Equal(2, Lines(text).Count(l => l.Contains("  global-magnitude  area under top-1  3  ", StringComparison.Ordinal)));
        Assert.DoesNotContain("global-magnitude  top-1 at 2×", text, StringComparison.Ordinal);
        Assert.Contains("note: not shown: pairs at each ratio (4 rows), curves (9 rows), points (9 rows), seeds (12 rows); --all shows all, --table one", Lines(text));
        Assert.Equal(6, Lines(ComparisonWriter.Write(Of(Blocks(3)), "table", [], all: true)).Count(l => l.Contains("  global-magnitude  ", StringComparison.Ordinal) && l.Contains("top-1", StringComparison.Ordinal)));
    }

    [Fact]
    public void Rankings_without_the_reference_and_over_one_data_set_have_no_pairs_and_say_so()
    {
        var rows = Blocks(3).Where(r => !(r is { Compression: 8, Dataset: not "data0" }) && !(r is { Compression: 2, Strategy: "global-magnitude" })).ToList();
        var text = ComparisonWriter.Write(Of(rows), "table", ["pairs"]);
        Assert.Contains("note: no pairs: a single data set and model is no sample of others (table seeds tests within it)", Lines(text));
        var whole = ComparisonWriter.Write(Of(Blocks(3).Where(r => r is not { Compression: 2, Strategy: "global-magnitude" })), "table", ["pairs"]);
        Assert.Contains("no pairs by top-1 at 2×, area under top-1: global-magnitude has no result there", whole, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_sets_without_the_reference_have_no_tests_over_seeds_and_say_so()
    {
        var text = ComparisonWriter.Write(Of(Blocks(3).Where(r => r is not { Dataset: "data1", Strategy: "global-magnitude" })), "table", ["seeds"]);
        Assert.Contains("  no tests on data1 × lenet5: no strategy there shares a ratio with global-magnitude", Lines(text));
    }

    [Fact]
    public void Signs_stand_in_cells_of_Markdown_as_they_are()
    {
        var markdown = ComparisonWriter.Write(Of(Blocks(3)), "markdown", ["pairs"]);
        Assert.Contains("| +", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain(@"\+", markdown, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n');
}
