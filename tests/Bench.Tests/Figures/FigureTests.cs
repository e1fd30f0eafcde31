using Bench.Analysis;
using Bench.Figures;
using Bench.Results;
using ScottPlot.Plottables;

namespace Bench.Tests.Figures;

public sealed class FigureTests
{
    private static IReadOnlyList<ResultRow> RowsOf(params (string Dataset, string Model)[] pairs) =>
        [.. pairs.SelectMany(p => MadeUp.Rows(p.Dataset, p.Model, strategies: ["random", "global-magnitude"], seeds: 1))];

    [Fact]
    public void Names_the_control_last_in_the_legend() =>
        Assert.Equal(["global-magnitude", "random", "dense control"], Drawing.Of(RowsOf(("mnist", "lenet5")))[0].LegendEntries);

    [Fact]
    public void Names_the_panels_of_a_grid_by_letters_in_their_titles()
    {
        var figures = Drawing.Of(RowsOf(("mnist", "lenet5"), ("mnist", "resnet20"))).ToDictionary(f => f.Name);

        Assert.Equal([["(a) MNIST · LeNet-5"], ["(b) MNIST · ResNet-20"]], figures["grid-compression"].Titles);
        Assert.Equal([["MNIST · LeNet-5"]], figures["mnist-lenet5-compression"].Titles);
    }

    [Fact]
    public void Breaks_long_titles_instead_of_shortening_what_tells_panels_apart()
    {
        var rows = new[] { 1, 3 }.SelectMany(epochs => MadeUp.Rows("fashion-mnist", "lenet-300-100", strategies: ["random"], seeds: 1)
            .Select(r => r with { Setting = $$$"""{"pretraining":{"epochs":{{{epochs}}}},"retraining":{"learning-rate":{"rate":0.0{{{epochs}}} } } }""" }));
        var titles = Drawing.Of([.. rows]).First(f => f.Name == "grid-compression").Titles;

        Assert.Equal(["(a) Fashion-MNIST · LeNet-300-100", "pretraining epochs 1, retraining rate 0.01"], titles[0]);
        Assert.Equal(["(b) Fashion-MNIST · LeNet-300-100", "pretraining epochs 3, retraining rate 0.03"], titles[1]);
    }

    [Fact]
    public void Has_no_grid_of_one_panel() =>
        Assert.Equal(["mnist-lenet5-compression", "mnist-lenet5-speedup"], Drawing.Of(RowsOf(("mnist", "lenet5"))).Select(f => f.Name));

    [Fact]
    public void Breaks_a_large_grid_into_pages_that_fit_a_paper()
    {
        var pairs = Enumerable.Range(1, 5).SelectMany(d => new[] { ($"d{d}", "a"), ($"d{d}", "b"), ($"d{d}", "c") }).ToArray();
        var grids = Drawing.Of(RowsOf(pairs)).Where(f => f.Name.StartsWith("grid", StringComparison.Ordinal)).ToList();

        Assert.Equal(["grid-compression", "grid-2-compression", "grid-speedup", "grid-2-speedup"], grids.Select(f => f.Name));
        Assert.Equal([12, 3, 12, 3], grids.Select(f => f.Plots.Count));
        Assert.All(grids, f => Assert.InRange(f.Height, 1, 9 * 72));
        Assert.All(grids, f => Assert.Equal(6.9 * 72, f.Width, 3));
    }

    [Fact]
    public void Keeps_panels_of_different_protocols_in_different_grids()
    {
        var rows = new[] { "bench", "shrinkbench" }.SelectMany(protocol => new[] { "lenet", "lenet5" }
            .SelectMany(model => MadeUp.Rows("mnist", model, strategies: ["random"], seeds: 1, protocol: protocol)));

        Assert.Contains("grid-shrinkbench-speedup", Drawing.Of([.. rows]).Select(f => f.Name));
    }

    [Fact]
    public void Draws_many_strategies_in_parts_by_kind_with_the_others_behind()
    {
        var figure = Drawing.Of([.. MadeUp.Crowd("mnist", "lenet5")])[0];

        Assert.Equal("mnist-lenet5-compression", figure.Name);
        Assert.Equal([["(a) MNIST · LeNet-5 · pruned after training"], ["(b) MNIST · LeNet-5 · pruned before training"]], figure.Titles);
        Assert.Equal(17, figure.LegendEntries.Count);
        Assert.Equal(6.9 * 72, figure.Width, 3);
        Assert.All(figure.Plots, plot => Assert.Equal(8, plot.PlottableList.OfType<Scatter>().Count(s => s.LineWidth > 0 && s.LineColor == StylePalette.Around)));
        Assert.Equal(figure.Plots[0].Axes.GetLimits(), figure.Plots[1].Axes.GetLimits());
        Assert.Contains("Thin grey lines", string.Join(' ', figure.NoteLines));
    }

    [Fact]
    public void Gives_all_parts_the_same_axes_however_many_curves_each_has()
    {
        var rows = MadeUp.Crowd("mnist", "lenet5").Where(r => r.Strategy is not ("early1" or "early2" or "early3"));

        var plots = Drawing.Of([.. rows])[0].Plots;
        Assert.Equal(plots[0].Axes.GetLimits(), plots[1].Axes.GetLimits());
    }

    [Fact]
    public void Has_a_grid_for_each_kind_where_strategies_are_many()
    {
        var figures = Drawing.Of([.. MadeUp.Crowd("mnist", "lenet5"), .. MadeUp.Crowd("mnist", "lenet")]).ToDictionary(f => f.Name);

        Assert.Equal(["(a) MNIST · LeNet · pruned before training"], figures["grid-pruned-before-training-compression"].Titles[0]);
        Assert.Equal(9, figures["grid-pruned-after-training-speedup"].LegendEntries.Count);
    }

    [Fact]
    public void Counts_the_cells_of_a_part_with_its_own_control()
    {
        var rows = MadeUp.Crowd("mnist", "lenet5").ToList();
        var gone = rows.First(r => r.Strategy == "early3");
        var panel = Assert.Single(TradeoffCurves.Of([.. rows.Except([gone])], [MadeUp.Missing(gone, "failed")]));

        Assert.Equal([(123, 123), (122, 123)], panel.Families.Select(panel.Of).Select(p => (p.Finished, p.Planned)));
        Assert.Equal((245, 246), (panel.Finished, panel.Planned));
    }

    [Theory]
    [InlineData("👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬")]
    [InlineData("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301")]
    public void Divides_no_letter_where_names_are_shortened(string name)
    {
        var letter = System.Globalization.StringInfo.GetNextTextElement(name);
        foreach (var shown in new[] { Lettering.Fit(name, 40, 7), Lettering.FitBeginning(name, "‡", 40, 7) })
        {
            Assert.Contains('…', shown);
            Assert.Empty(shown.Replace(letter, "", StringComparison.Ordinal).Trim('…', '‡'));
        }
    }

    [Fact]
    public void Shortens_what_is_known_by_its_beginning_at_the_end_and_keeps_the_mark()
    {
        var shown = Lettering.FitBeginning("global magnitude, batch norm renewed, no other retraining", "‡", 120, 7);

        Assert.StartsWith("global magnitude, batch", shown);
        Assert.EndsWith("…‡", shown);
        Assert.True(Lettering.Width(shown, 7) <= 120);
        Assert.Equal("short‡", Lettering.FitBeginning("short", "‡", 120, 7));
    }

    [Fact]
    public void Shortens_names_that_do_not_fit_in_their_middle()
    {
        var shown = Lettering.Fit("a-very-long-name-of-a-strategy", 60, 7);

        Assert.StartsWith("a-ve", shown);
        Assert.EndsWith("egy", shown);
        Assert.True(Lettering.Width(shown, 7) <= 60);
        Assert.Equal("short", Lettering.Fit("short", 60, 7));
        Assert.Equal("lf", Lettering.Fit("lf", 60, 7));
    }

    [Fact]
    public void Keeps_the_legend_on_the_page_however_long_a_name_is()
    {
        var legend = new Legend([new("", [new(string.Concat(Enumerable.Repeat("a long name ", 20)), StrategyStyles.Dense)])], 231);

        Assert.InRange(legend.Width, 200, 231);
        Assert.Contains("…", Assert.Single(legend.Entries).Text);
    }

    [Fact]
    public void Wraps_notes_within_the_page() =>
        Assert.All(Lettering.Wrap(string.Join(' ', Enumerable.Repeat("word", 60)), 100, 7), line => Assert.True(Lettering.Width(line, 7) <= 100));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Carries_every_letter_that_figures_use(bool bold) =>
        Assert.True((bold ? EmbeddedFont.Bold : EmbeddedFont.Regular).ContainsGlyphs("Top-1 accuracy (%) ± × † · … éüñßøçąž αβθ Жя 0123456789"));
}
