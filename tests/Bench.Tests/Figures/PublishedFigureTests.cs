using Bench.Analysis;
using Bench.Analysis.Published;
using Bench.Core;
using Bench.Figures;
using Bench.Results;
using ScottPlot.Plottables;

namespace Bench.Tests.Figures;

/// <summary>Published curves beside measured ones.</summary>
public sealed class PublishedFigureTests
{
    private static readonly IReadOnlyList<ResultRow> Rows = [.. MadeUp.Rows("mnist", "lenet5", strategies: ["global-magnitude", "random"])];

    private static string NotesOf(Figure figure) => string.Join(' ', figure.NoteLines);

    // Markers of published points are white with a coloured edge; the measured ones here are filled.
    private static List<Scatter> Published(Figure figure) => [.. figure.Plots[0].PlottableList.OfType<Scatter>().Where(s => s.MarkerStyle.CustomRenderer is MarkerForm form && MarkerForm.Published.Contains(form))];

    [Fact]
    public void Points_stand_at_their_ratios_and_those_beyond_twice_what_is_measured_are_left_out()
    {
        var figure = Drawing.Of(Rows, kind: "published")[0];
        var magnitude = Published(figure).Single(s => s.Data.GetScatterPoints().Count == 3);
        Assert.Equal([(2, 90.0), (4, 88), (Math.Log2(40), 86)], magnitude.Data.GetScatterPoints().Select(p => (p.X, Math.Round(p.Y, 9))));
        Assert.True(figure.Plots[0].Axes.GetLimits().Right > Math.Log2(40));
    }

    [Fact]
    public void They_are_apart_from_measured_ones_in_marker_legend_and_note()
    {
        var figure = Drawing.Of(Rows, kind: "published")[0];
        Assert.Equal(["third‡", "magnitude", "another for mnist‡"], figure.LegendEntries.TakeLast(3));
        Assert.All(Published(figure), s => Assert.Equal(ScottPlot.Colors.White, s.MarkerStyle.FillColor));
        Assert.Equal(3, Published(figure).Select(s => s.MarkerStyle.CustomRenderer).Distinct().Count());
        Assert.Contains("papers: papers, n not stated for all, sizes‡ weights as reported (n not stated)", NotesOf(figure), StringComparison.Ordinal);
        Assert.Contains("‡ The ratio counts other parameters than here", NotesOf(figure), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_method_has_the_strategys_colour()
    {
        var figure = Drawing.Of(Rows, kind: "published")[0];
        Assert.Equal(StylePalette.Criteria["magnitude"], Published(figure).Single(s => s.Data.GetScatterPoints().Count == 3).MarkerStyle.OutlineColor);
    }

    [Fact]
    public void Files_are_chosen_and_any_kind_of_curves_may_have_them()
    {
        var figure = Drawing.Of(Rows, Drawing.Choice(("overlay", "others")), "drop")[0];
        var point = Assert.Single(Assert.Single(Published(figure)).Data.GetScatterPoints());
        Assert.Equal((3, Math.Log10(1 + 13)), (point.X, Math.Round(point.Y, 9) is var y && Math.Abs(y - Math.Log10(14)) < 1e-8 ? Math.Log10(1 + 13) : y));
        Assert.DoesNotContain(Drawing.Of(Rows)[0].LegendEntries, e => e.StartsWith("third", StringComparison.Ordinal));
    }

    [Fact]
    public void A_method_looks_the_same_on_all_panels_and_stands_in_the_legend_once()
    {
        var rows = Rows.Concat(MadeUp.Rows("mnist", "lenet-300-100", strategies: ["random"])).ToList();
        var grid = Drawing.Of(rows, kind: "published").Single(f => f.Plots.Count == 2);
        Assert.Single(grid.LegendEntries, e => e == "magnitude");
        Assert.All(grid.Plots, plot => Assert.Equal(StylePalette.Criteria["magnitude"], plot.PlottableList.OfType<Scatter>().Where(s => s.MarkerStyle.CustomRenderer is MarkerForm form && MarkerForm.Published.Contains(form))
            .Single(s => s.Data.GetScatterPoints().Count == 3).MarkerStyle.OutlineColor));
    }

    [Fact]
    public void Networks_before_retraining_are_not_beside_retrained_ones()
    {
        var figure = Drawing.Of(Rows, Drawing.Choice(("overlay", "all"), ("retrained", "no")))[0];
        Assert.Empty(Published(figure));
        Assert.Contains("Nothing that is published of it has compression ratio and top-1 accuracy", NotesOf(figure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Published, not measured here, in published-weights:")]
    [InlineData("Published, not measured here, in a file whose name is so long that no column of any paper has room for it:")]
    public void A_heading_that_is_wider_than_what_is_under_it_stays_on_the_page(string heading)
    {
        var entry = new LegendEntry("dense", StrategyStyles.Dense);
        var width = new Legend([new LegendSection("", [entry]), new LegendSection(heading, [entry]) { Apart = true }], 231).Width;

        Assert.InRange(width, Math.Min(Lettering.Width(heading, 7), 200), 231);
    }

    [Fact]
    public void As_many_methods_are_told_apart_as_there_are_forms_and_shades()
    {
        PublishedPoint[] points = [.. Enumerable.Range(0, 40).Select(i => new PublishedPoint
        {
            File = i < 20 ? "a" : "b", Line = i + 2, Method = $"method {i}, of a name that is far too long for a column of a paper {i}", Dataset = "MNIST", Model = "LeNet", Compression = 2 + i % 7, SizeConvention = "weights", Speedup = null, Top1 = 0.8 + i / 500.0, DenseTop1 = null,
            Source = "s", HowObtained = "table", OurDataset = "mnist", OurModel = "lenet5",
        })];
        var data = FigureData.Of([new SweepCells("s", Rows, [])], new(), new(() => [], () => [], () => [], () => new PublishedPoints(points)));
        var figure = FigureWriter.FiguresOf(FigureKind.Find("published"), data, null).First();

        Assert.Equal(40, Published(figure).Select(s => (s.MarkerStyle.CustomRenderer, s.MarkerStyle.OutlineColor)).Distinct().Count());
        Assert.Equal(MarkerForm.Published.Count, Published(figure).Take(MarkerForm.Published.Count).Select(s => s.MarkerStyle.CustomRenderer).Distinct().Count()); // forms differ first
        Assert.All(figure.LegendEntries.TakeLast(40), e => Assert.Matches("^method [0-9]+, of a name that.*…‡$", e));
        Assert.Empty(MarkerForm.Published.Select(f => f.Name).Intersect(StrategyStyles.For(MadeUp.Seven.Select(s => Composition.Parse(MadeUp.CompositionOf(s)))).Values.Select(s => s.Marker.Name)));
    }

    [Theory]
    [InlineData("pappers", "--overlay: unknown file of published points 'pappers': did you mean 'papers'? (valid: all, others, papers)")]
    public void A_file_that_is_not_there_is_a_mistake(string name, string expected) =>
        Assert.Equal(expected, Assert.Throws<UserError>(() => Drawing.Of(Rows, Drawing.Choice(("overlay", name)))).Message);

    [Fact]
    public void What_papers_do_not_tell_is_a_mistake()
    {
        Assert.Equal("--overlay: published points have the measures top1, error, top5 and drop, not 'loss'", Assert.Throws<UserError>(() => Drawing.Of(Rows, Drawing.Choice(("y", "loss")), "published")).Message);
        var nothing = FigureData.Of([new SweepCells("s", Rows, [])], new() { Overlay = ["all"] });
        Assert.Equal("--overlay: nothing published is of 'mnist' × 'lenet5' (there is: nothing of any data set and model of ours)", Assert.Throws<UserError>(() => FigureWriter.FiguresOf(FigureKind.Standard, nothing, null).ToList()).Message);
    }
}
