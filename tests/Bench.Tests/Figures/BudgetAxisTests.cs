using Bench.Core;
using Bench.Figures;
using Bench.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Bench.Tests.Figures;

/// <summary>Figures over what was spent, which may be nothing.</summary>
public sealed class BudgetAxisTests
{
    // Of two strategies, the one that is not trained and the one that is.
    private static readonly IReadOnlyList<ResultRow> Rows =
        [.. MadeUp.Rows("mnist", "lenet5", strategies: ["global-magnitude", "random"]).Select(r => r with { BudgetEpochs = r.Strategy == "random" ? 0 : 20 })];

    private static Figure Of(IEnumerable<ResultRow> rows, string kind = "tradeoff", params (string, string)[] options) => Drawing.Of(rows, Drawing.Choice([("x", "epochs"), .. options]), kind)[0];

    // Ticks are known once they are drawn.
    private static IReadOnlyList<Tick> Labelled(Figure figure)
    {
        Drawing.Svg(figure);
        return [.. figure.Plots[0].Axes.Bottom.TickGenerator.Ticks.Where(t => t.IsMajor)];
    }

    private static IReadOnlyList<double> PlacesOf(Figure figure, string criterion) => [.. figure.Plots[0].PlottableList.OfType<Scatter>()
        .Where(s => s.MarkerStyle.CustomRenderer is not null && s.MarkerStyle.FillColor == StylePalette.Criteria[criterion]).SelectMany(s => s.Data.GetScatterPoints()).Select(p => p.X)];

    private static string NotesOf(Figure figure) => string.Join(' ', figure.NoteLines);

    [Theory]
    [InlineData("tradeoff"), InlineData("drop"), InlineData("error")]
    public void A_budget_of_nothing_has_a_place_apart_and_a_label(string kind)
    {
        var figure = Of(Rows, kind);
        var (zero, twenty) = (Labelled(figure).Single(t => t.Label == "0").Position, Labelled(figure).Single(t => t.Label == "20").Position);

        Assert.Equal(5, PlacesOf(figure, "random").Count(x => x == zero));
        Assert.Equal(5, PlacesOf(figure, "magnitude").Count(x => x == twenty));
        Assert.Equal(Math.Log2(20), twenty);
        Assert.InRange(Assert.Single(figure.Plots[0].PlottableList.OfType<VerticalLine>()).X, zero + 0.01, twenty - 0.01);
        Assert.InRange(zero, figure.Plots[0].Axes.GetLimits().Left + 0.001, figure.Plots[0].Axes.GetLimits().Right);
        Assert.Contains("The level axis is logarithmic but for 0, which stands apart.", NotesOf(figure), StringComparison.Ordinal);
    }

    [Fact]
    public void A_front_begins_at_what_costs_nothing()
    {
        var figure = Of(Rows.Select(r => r.Strategy == "random" && r.Compression == 2 ? r with { Top1 = 0.5 } : r with { Top1 = r.IsControl ? 0.9 : r.Top1 }), "pareto");
        var zero = Labelled(figure).Single(t => t.Label == "0").Position;

        Assert.Equal(zero, figure.Plots[0].PlottableList.OfType<Scatter>().First(s => s.LineWidth > 0 && s.MarkerStyle.CustomRenderer is null).Data.GetScatterPoints()[0].X);
        Assert.Contains("0, which stands apart", NotesOf(figure), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_all_spent_the_same_the_one_budget_is_labelled()
    {
        Assert.Equal("13", Assert.Single(Labelled(Of(Rows.Select(r => r with { BudgetEpochs = 13 })))).Label);
        Assert.Equal("0.1111", Assert.Single(Labelled(Of(Rows.Select(r => r with { BudgetEpochs = 1.0 / 9 })))).Label);
        Assert.Equal("0", Assert.Single(Labelled(Of(Rows.Select(r => r with { BudgetEpochs = 0 })))).Label);
        Assert.Equal(["0", "0.1111"], Labelled(Of(Rows.Select(r => r with { BudgetEpochs = r.BudgetEpochs / 180 }))).Select(t => t.Label));
    }

    [Fact]
    public void An_axis_may_be_asked_to_begin_at_nothing_or_beyond_it()
    {
        var (from, beyond) = (Of(Rows, "tradeoff", ("xlim", "0,40")), Of(Rows, "tradeoff", ("xlim", "10,40")));

        Assert.Equal(5, PlacesOf(from, "random").Count(x => x == Labelled(from)[0].Position));
        Assert.Equal(Math.Log2(40), from.Plots[0].Axes.GetLimits().Right, 9);
        Assert.All(PlacesOf(beyond, "random"), x => Assert.True(x < beyond.Plots[0].Axes.GetLimits().Left));
        Assert.Contains("5 points lie outside of the axes: ", NotesOf(beyond), StringComparison.Ordinal);
        Assert.Contains("takes two numbers above 0 here", Assert.Throws<UserError>(() => Of(Rows.Select(r => r with { BudgetEpochs = 5 }), "tradeoff", ("xlim", "0,40")).Plots.Count).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_place_is_named()
    {
        Assert.Contains("Not drawn, for want of a place on the axis of epochs of training, with the pretraining: [random 32×].",
            NotesOf(Of(Rows.Select(r => r is { Strategy: "random", Compression: 32 } ? r with { BudgetEpochs = null } : r))), StringComparison.Ordinal);
        Assert.Contains("Not drawn, for want of a place on the axis of theoretical speedup: [random 32×].",
            NotesOf(Drawing.Of(Rows.Select(r => r is { Strategy: "random", Compression: 32 } ? r with { TheoreticalSpeedup = double.PositiveInfinity } : r), Drawing.Choice(("x", "speedup")))[0]), StringComparison.Ordinal);
        Assert.DoesNotContain("Not drawn", NotesOf(Of(Rows)), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_are_not_drawn_have_no_bands()
    {
        Assert.Equal("--x epochs joins no points, and bands lie along lines (give the spread without --bands, or another kind than bands)", Assert.Throws<UserError>(() => Of(Rows, "tradeoff", ("bands", "true"))).Message);
        Assert.StartsWith("--x epochs joins no points", Assert.Throws<UserError>(() => Of(Rows, "bands")).Message, StringComparison.Ordinal);
    }
}
