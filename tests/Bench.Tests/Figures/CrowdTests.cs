using Bench.Analysis;
using Bench.Figures;
using Bench.Results;
using ScottPlot.Plottables;

namespace Bench.Tests.Figures;

/// <summary>Panels of more strategies of one kind than can be read.</summary>
public sealed class CrowdTests
{
    private static readonly string[] Eighteen = [.. Enumerable.Range(1, 9).SelectMany(i => new[] { $"global-score{i}", $"layer-score{i}" })];

    private static readonly IReadOnlyList<ResultRow> Rows = [.. MadeUp.Rows("mnist", "lenet5", strategies: Eighteen)];

    private static IReadOnlyList<ResultRow> Of(string kind) => kind == "layer-channels" ? [.. Rows.Select(r => r.IsControl ? r : MadeUp.OfChannels(r))] : Rows;

    [Theory]
    [InlineData("tradeoff"), InlineData("drop"), InlineData("error"), InlineData("bands"), InlineData("published"), InlineData("before-after"), InlineData("layers"), InlineData("layer-channels")]
    public void Are_drawn_in_parts_over_the_same_axes_with_every_strategy_in_one(string kind)
    {
        var figure = Drawing.Of(Of(kind), kind: kind)[0];

        Assert.Equal(["(a) MNIST · LeNet-5 · strategies 1 to 8 of 18", "(b) MNIST · LeNet-5 · strategies 9 to 18 of 18"], figure.Titles.Select(t => string.Join(" · ", t)));
        Assert.Equal(6.9 * 72, figure.Width, 3);
        Assert.Equal(figure.Plots[0].Axes.GetLimits(), figure.Plots[1].Axes.GetLimits());
        Assert.Equal(Eighteen.Order(), figure.LegendEntries.Where(e => e.Contains("score", StringComparison.Ordinal)).Order());
        Assert.All(figure.Plots, p => Assert.InRange(p.PlottableList.OfType<Scatter>().Where(s => s.MarkerStyle.CustomRenderer is MarkerForm form && !MarkerForm.Published.Contains(form)).DistinctBy(s => (s.MarkerStyle.FillColor, s.MarkerStyle.CustomRenderer)).Count(), 8, 11));
    }

    [Theory]
    [InlineData("training", 4), InlineData("seeds", 2)]
    public void Are_drawn_in_parts_by_kinds_with_axes_of_their_own(string kind, int panels)
    {
        var figure = Drawing.Of(Rows, kind: kind)[0];

        Assert.Equal(panels, figure.Plots.Count);
        Assert.Equal(kind == "seeds" ? 17 : 18, figure.LegendEntries.Count(e => e.Contains("score", StringComparison.Ordinal)));
    }

    [Fact]
    public void Have_a_front_of_all_of_them_in_one_panel() => Assert.Single(Drawing.Of(Rows, kind: "pareto")[0].Plots);

    [Fact]
    public void Keep_strategies_of_one_criterion_together()
    {
        var panel = Assert.Single(Drawing.Data(Rows).Panels);
        var parts = PanelParts.Of(panel, StyleBook.Of(panel.Curves.Select(c => c.Composition)));

        Assert.Equal([8, 10], parts.Select(p => p.Curves.Count));
        Assert.Empty(parts[0].Curves.Select(c => c.Composition.Criterion).Intersect(parts[1].Curves.Select(c => c.Composition.Criterion)));
        Assert.All(parts, p => Assert.Same(panel, p.Whole));
        Assert.All(parts, p => Assert.Equal(18, p.Curves.Count + p.Others.Count));
    }

    [Fact]
    public void Have_what_is_ours_in_every_part()
    {
        var figure = Drawing.Of(Rows, Drawing.Choice(("ours", "layer-score9")))[0];

        Assert.Equal(3, figure.Plots.Count); // eight others a part
        Assert.Equal(3, figure.LegendEntries.Count(e => e == "layer-score9"));
        Assert.Contains("ours and strategies 1 to", string.Join(' ', figure.Titles[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Have_a_grid_for_each_part_where_several_data_sets_have_them()
    {
        var figures = Drawing.Of([.. Rows, .. MadeUp.Rows("mnist", "lenet", strategies: Eighteen)]).Select(f => f.Name).ToList();

        Assert.Contains("grid-strategies-1-to-8-of-18-compression", figures);
        Assert.Contains("grid-strategies-9-to-18-of-18-speedup", figures);
    }

    [Fact]
    public void Have_no_grid_where_strategies_are_others_on_each()
    {
        var others = MadeUp.Rows("mnist", "lenet", strategies: [.. Eighteen.Select(s => $"{s}b")]);

        Assert.DoesNotContain(Drawing.Of([.. Rows, .. others]), f => f.Name.StartsWith("grid", StringComparison.Ordinal));
    }

    [Fact]
    public void Count_what_has_no_result_once()
    {
        var gone = Rows.First(r => r.Strategy == "global-score9");
        var figure = Drawing.Of(Rows.Except([gone]), missing: [MadeUp.Missing(gone, "failed")])[0];

        Assert.Contains($"1 of {Rows.Count} cells missing", string.Join(' ', figure.NoteLines), StringComparison.Ordinal);
    }
}
