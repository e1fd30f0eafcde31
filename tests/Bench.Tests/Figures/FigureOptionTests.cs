using System.Xml.Linq;
using Bench.Analysis;
using Bench.Core;
using Bench.Figures;
using Bench.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Bench.Tests.Figures;

/// <summary>The options that all kinds of figures share.</summary>
public sealed class FigureOptionTests
{
    private static readonly ResultRow[] Rows = [.. MadeUp.Rows("mnist", "lenet5"), .. MadeUp.Rows("mnist", "lenet")];

    private static Figure First(string option, string value, string kind = "tradeoff") => Drawing.Of(Rows, Drawing.Choice((option, value)), kind)[0];

    private static string MistakeOf(string option, params string[] values) => FigureOption.All.Single(o => o.Name == option).Mistake(values) ?? "";

    private static List<Scatter> Markers(Plot plot) => [.. plot.PlottableList.OfType<Scatter>().Where(s => s.MarkerStyle.CustomRenderer is not null)];

    [Theory]
    [InlineData("x", "names an unknown axis 'speedupp': did you mean 'speedup'?", "speedupp")]
    [InlineData("y", "names an unknown measure 'top2'", "top2")]
    [InlineData("facet", "names an unknown facet 'scop': did you mean 'scope'?", "scop")]
    [InlineData("xlim", "takes two numbers, the lesser first, as in 1,32, not '32,1'", "32,1")]
    [InlineData("ylim", "takes two numbers, the lesser first, as in 1,32, not 'low'", "low")]
    [InlineData("share", "takes x, y or both, not 'all'", "all")]
    [InlineData("spread", "takes sd, ci, minmax, points or none, not 'se'", "se")]
    [InlineData("size", "takes a width and a height in inches from 1 to 60, as in 3.3x2.5, not '0x3'", "0x3")]
    [InlineData("dpi", "takes a whole number from 36 to 2400, not '72.5'", "72.5")]
    [InlineData("columns", "takes 1 or 2, not '3'", "3")]
    [InlineData("style", "takes paper or talk, not 'poster'", "poster")]
    [InlineData("compressions", "takes ratios from 1, not '0.5'", "0.5")]
    [InlineData("label", "takes a name and a text, as in global-magnitude=Magnitude, not 'a'", "a")]
    [InlineData("label", "has 'a' twice", "a=b", "a=c")]
    [InlineData("where", "takes a condition such as dataset=mnist", "mnist")]
    public void Say_what_they_take(string option, string mistake, params string[] values) => Assert.StartsWith(mistake, MistakeOf(option, values));

    [Theory]
    [InlineData("strategies", "global-magnitud", "--strategies: unknown strategy 'global-magnitud': did you mean 'global-magnitude'?")]
    [InlineData("ours", "mine", "--ours: unknown strategy 'mine'")]
    [InlineData("datasets", "mnst", "--datasets: unknown data set 'mnst': did you mean 'mnist'?")]
    [InlineData("models", "lenet6", "--models: unknown model 'lenet6'")]
    [InlineData("label", "lenet7=x", "--label: unknown name 'lenet7'")]
    [InlineData("compressions", "3", "--compressions: no cell has the ratio 3 (there are: 1, 2, 4, 8, 16, 32)")]
    public void Name_what_is_there_where_a_name_is_not(string option, string value, string mistake) =>
        Assert.StartsWith(mistake, Assert.Throws<UserError>(() => First(option, value)).Message);

    [Fact]
    public void Choose_and_order_strategies_and_data()
    {
        var figures = Drawing.Of(Rows, Drawing.Choice(("strategies", "random,global-magnitude"), ("models", "lenet5,lenet"), ("compressions", "2,4")));

        Assert.Equal(["random", "global-magnitude", "dense control"], figures[0].LegendEntries);
        Assert.Equal([["(a) MNIST · LeNet-5"], ["(b) MNIST · LeNet"]], figures.Single(f => f.Name == "grid-compression").Titles);
        Assert.All(Markers(figures[0].Plots[0]).SelectMany(m => m.Data.GetScatterPoints()), p => Assert.InRange(p.X, -0.1, 2.1));
    }

    [Fact]
    public void Keep_the_style_of_what_is_left_whatever_is_left_out() =>
        Assert.Equal(Markers(First("strategies", "layer-gradient").Plots[0])[0].MarkerStyle.FillColor,
            Markers(First("strategies", "layer-gradient,global-activation").Plots[0])[1].MarkerStyle.FillColor);

    [Fact]
    public void Take_a_name_with_a_comma_as_one()
    {
        var rows = Rows.Select(r => r.Strategy == "random" ? r with { Strategy = "a, b" } : r);

        Assert.Equal(["a, b", "dense control"], Drawing.Of(rows, Drawing.Choice(("strategies", "a, b")))[0].LegendEntries);
    }

    [Fact]
    public void Call_things_as_the_author_does()
    {
        var figure = Drawing.Of(Rows, Drawing.Choice(("label", "random=Chance"), ("label", "mnist=Digits"), ("label", "lenet=a==b")))[0];

        Assert.Equal([["Digits · a=b"]], figure.Titles);
        Assert.Contains("Chance", figure.LegendEntries);
        Assert.DoesNotContain("random", figure.LegendEntries);
        Assert.Contains("would both be called 'x'", Assert.Throws<UserError>(() => Drawing.Of(Rows, Drawing.Choice(("label", "lenet=x"), ("label", "lenet5=x")))).Message);
    }

    [Fact]
    public void Show_what_is_ours_first_on_top_and_stronger_than_the_others()
    {
        var figure = Drawing.Of(Rows, Drawing.Choice(("ours", "random,layer-gradient")))[0];
        var lines = figure.Plots[0].PlottableList.OfType<Scatter>().Where(s => s.LineWidth > 0 && s.MarkerStyle.CustomRenderer is null).ToList();

        Assert.Equal(["random", "layer-gradient", "global-magnitude"], figure.LegendEntries.Take(3));
        Assert.Equal(StylePalette.Criteria["random"], lines[^1].LineColor);
        Assert.True(lines[^1].LineWidth > 1.5f && lines[^3].LineWidth < 0.9f);
        Assert.Equal(StylePalette.Paler(StylePalette.Criteria["magnitude"]), lines[^3].LineColor);
    }

    [Theory]
    [InlineData("style", "talk", 6 * 72)]
    [InlineData("columns", "2", 6.9 * 72)]
    [InlineData("size", "5x4", 5 * 72)]
    public void Set_the_width(string option, string value, double width) => Assert.Equal(width, First(option, value).Width, 2);

    [Fact]
    public void Make_a_page_of_exactly_the_asked_size_at_the_asked_resolution()
    {
        var choice = Drawing.Choice(("size", "4x3.5"), ("dpi", "150"));
        var figure = Drawing.Of(Rows, choice)[0];
        using var stream = new MemoryStream();
        FigureFormat.All[0].Write(figure, stream);
        var png = stream.ToArray();

        Assert.Equal((4 * 72.0, 3.5 * 72), (figure.Width, figure.Height));
        Assert.Equal((600, 525), (png[18] << 8 | png[19], png[22] << 8 | png[23]));
        Assert.Equal(5906, png[43] << 8 | png[44]);
        Assert.Contains("--size: 3.3x1.5 inches is too small for mnist-lenet-compression: titles, legend, notes and 1 row of panels need", Assert.Throws<UserError>(() => First("size", "3.3x1.5")).Message);
    }

    [Fact]
    public void Show_the_asked_piece_of_the_axes_and_count_what_is_outside()
    {
        var figure = Drawing.Of(Rows, Drawing.Choice(("xlim", "1,16"), ("ylim", "80,95")))[0];
        var limits = figure.Plots[0].Axes.GetLimits();

        Assert.Equal((0.0, 4.0, 80.0, 95.0), (limits.Left, limits.Right, limits.Bottom, limits.Top));
        Assert.Contains("points lie outside of the axes: [", string.Join(' ', figure.NoteLines));
    }

    [Theory]
    [InlineData("training"), InlineData("before-after"), InlineData("seeds")]
    public void May_begin_a_linear_axis_at_0(string kind) => Assert.Equal(0, First("xlim", "0,32", kind).Plots[0].Axes.GetLimits().Left, 6);

    [Theory]
    [InlineData("tradeoff", "xlim"), InlineData("pareto", "xlim"), InlineData("error", "ylim")]
    public void Begin_no_logarithmic_axis_at_0(string kind, string option) => Assert.Equal($"--{option} takes two numbers above 0 here, since the axis is logarithmic",
        Assert.Throws<UserError>(() => First(option, "0,32", kind).Plots.Count).Message);

    [Fact]
    public void Give_all_panels_the_same_axes_where_they_are_shared()
    {
        var rows = Rows.Select(r => r.Model == "lenet" ? r with { Top1 = r.Top1 - 0.3 } : r).ToList();
        var (own, shared) = (Grid(new()), Grid(Drawing.Choice(("share", "y"))));

        Assert.NotEqual(own.Plots[0].Axes.GetLimits().Bottom, own.Plots[1].Axes.GetLimits().Bottom);
        Assert.Equal(shared.Plots[0].Axes.GetLimits().Bottom, shared.Plots[1].Axes.GetLimits().Bottom);
        Assert.DoesNotContain("axis of its own", string.Join(' ', shared.NoteLines));

        Figure Grid(FigureChoice choice) => Drawing.Of(rows, choice).Single(f => f.Name == "grid-compression");
    }

    [Theory]
    [InlineData("sd", "Mean ± sample standard deviation over 3 seeds.")]
    [InlineData("ci", "Mean with its 95 % confidence interval (t) over 3 seeds.")]
    [InlineData("minmax", "Mean, least and greatest value over 3 seeds.")]
    [InlineData("points", "Dots: all seeds; markers: their mean over 3 seeds.")]
    [InlineData("none", "Mean over 3 seeds.")]
    public void Show_the_seeds_as_asked_and_say_how(string spread, string note) => Assert.StartsWith(note, string.Join(' ', First("spread", spread).NoteLines));

    [Fact]
    public void Draw_intervals_of_the_mean_by_students_t()
    {
        var plot = Drawing.Of(Rows, Drawing.Choice(("spread", "ci"), ("strategies", "random"), ("x", "speedup")))[0].Plots[0];
        var bar = plot.PlottableList.OfType<ErrorBar>().First();
        var values = Rows.Where(r => r is { Model: "lenet", Strategy: "random", Compression: 2 }).Select(r => 100 * r.Top1).ToList();

        // t(0.975, 2) = 4.302653.
        Assert.Equal(4.302653 * Sample.Of(values).Deviation!.Value / Math.Sqrt(3), bar.YErrorPositive![0], 5);
    }

    [Fact]
    public void Draw_bands_and_dots_instead_of_bars()
    {
        var bands = Drawing.Of(Rows, Drawing.Choice(("bands", "true"), ("spread", "minmax")))[0].Plots[0];
        var dots = First("spread", "points").Plots[0];

        Assert.Equal(7, bands.PlottableList.OfType<FillY>().Count());
        Assert.Empty(bands.PlottableList.OfType<ErrorBar>());
        Assert.Empty(dots.PlottableList.OfType<ErrorBar>());
        Assert.Contains(Markers(dots), m => m.Data.GetScatterPoints().Count == 15); // 5 ratios × 3 seeds
    }

    [Theory]
    [InlineData("tradeoff", "none", "--spread none leaves nothing to draw as bands (with --bands, and with the kind bands, go: sd, ci, minmax)")]
    [InlineData("error", "points", "--spread points shows dots, which are nothing to draw as bands (with --bands, and with the kind bands, go: sd, ci, minmax)")]
    [InlineData("bands", "none", "--spread none leaves nothing to draw as bands (with --bands, and with the kind bands, go: sd, ci, minmax)")]
    public void Draw_no_bands_of_nothing(string kind, string spread, string mistake) =>
        Assert.Equal(mistake, Assert.Throws<UserError>(() => Drawing.Of(Rows, kind == "bands" ? Drawing.Choice(("spread", spread)) : Drawing.Choice(("bands", "true"), ("spread", spread)), kind)).Message);

    [Fact]
    public void Draw_bars_of_points_that_no_band_can_join()
    {
        var rows = Rows.Where(r => r.Model == "lenet5" && (r.IsControl || r.Strategy == "layer-gradient" || r is { Strategy: "random", Compression: 2 or 8 })).ToList();
        var gap = MadeUp.Missing(rows.First(r => r.Strategy == "random") with { Compression = 4 }, "failed");
        var plot = Drawing.Of(rows, Drawing.Choice(("bands", "true"), ("x", "compression")), missing: [gap])[0].Plots[0];

        Assert.Single(Assert.Single(plot.PlottableList.OfType<ErrorBar>()).Xs); // at 8; what is at 2 has a band from the control
        Assert.Equal(2, plot.PlottableList.OfType<FillY>().Count());
    }

    [Fact]
    public void Draw_networks_before_and_after_retraining_in_one_panel()
    {
        var figure = First("retrained", "both");
        var before = First("retrained", "no");

        Assert.Equal(14, figure.Plots[0].PlottableList.OfType<Scatter>().Count(s => s.LineWidth > 0));
        Assert.Contains("before retraining", figure.LegendEntries);
        Assert.Equal("MNIST · LeNet: top-1 accuracy before retraining against compression ratio", before.Title);
        Assert.InRange(before.Plots[0].Axes.GetLimits().Top, 45, 60); // the made-up accuracy before is half of that after
        Assert.Contains("not recorded before retraining", Assert.Throws<UserError>(() => Drawing.Of(Rows, Drawing.Choice(("retrained", "both"), ("y", "calibration")))).Message);
    }

    [Fact]
    public void Divide_panels_by_what_strategies_do_with_the_control_in_each()
    {
        var figures = Drawing.Of(Rows, Drawing.Choice(("facet", "scope")));

        Assert.Equal([["(a) MNIST · LeNet", "scope global"], ["(b) MNIST · LeNet", "scope layer"], ["(c) MNIST · LeNet-5", "scope global"], ["(d) MNIST · LeNet-5", "scope layer"]],
            figures.Single(f => f.Name == "grid-compression").Titles);
        Assert.Equal(["layer-magnitude", "layer-gradient", "layer-activation", "dense control"], figures[1].LegendEntries);
    }

    [Fact]
    public void Put_models_into_one_panel_where_panels_are_by_data_set()
    {
        var figure = Drawing.Of(Rows, Drawing.Choice(("facet", "dataset"), ("strategies", "random")))[0];

        Assert.Equal([["MNIST"]], figure.Titles);
        Assert.Equal(["random (LeNet-5)", "random (LeNet)", "dense control"], figure.LegendEntries.Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void Tell_two_sweeps_apart_in_one_panel_and_draw_their_common_cells_once()
    {
        ResultRow[] first = [.. MadeUp.Rows("mnist", "lenet5", strategies: ["random", "global-magnitude"])];
        var second = first.Select(r => r.Strategy == "random" ? r with { Identity = $"{r.Identity}'", Top1 = r.Top1 - 0.1, Setting = """{"retraining.epochs":9}""" } : r).ToList();
        var gone = MadeUp.Missing(first[^1] with { Seed = 9 }, "failed");
        var data = FigureData.Of([new("a", first, [gone]), new("b", second, [gone])], new());

        Assert.Equal(["global-magnitude", "random (a)", "random (b)"], Assert.Single(data.Panels).Curves.Select(c => c.Strategy));
        Assert.Single(data.Panels[0].Controls);
        Assert.Equal(1, data.Panels[0].Missing.Sum(m => m.Cells));
    }

    [Fact]
    public void Write_the_caption_beside_a_bare_figure_as_text_and_as_latex()
    {
        var choice = Drawing.Choice(("caption", "true"), ("label", "mnist=50% _of_ \\it"));
        var figure = Drawing.Of(Rows, choice).Single(f => f.Name == "grid-compression");

        Assert.Equal([["(a)"], ["(b)"]], figure.Titles);
        Assert.Empty(figure.NoteLines);
        Assert.StartsWith("Top-1 accuracy against compression ratio: (a) 50% _of_ \\it · LeNet; (b) 50% _of_ \\it · LeNet-5. Mean ± sample standard deviation over 3 seeds.", figure.Caption!.Text);
        Assert.Contains(@"\begin{figure*}[t]", figure.Caption.Latex);
        Assert.Contains(@"\includegraphics[width=\textwidth]{grid-compression}", figure.Caption.Latex);
        Assert.Contains(@"(a) 50\% \_of\_ \textbackslash{}it $\cdot$ LeNet;", figure.Caption.Latex);
    }

    [Theory]
    [InlineData("\"quoted\" & 'single' <script>alert(1)</script>")]
    [InlineData("'; DROP TABLE cell; --")]
    [InlineData("\\input{x} $\\alpha$ % # _ ^ ~ | *b* `c` [d](e)")]
    [InlineData("数据 ← ümläut \u0001 \u202E \uD800 end")]
    [InlineData("")]
    public void Survive_whatever_a_strategy_is_called(string name)
    {
        if (name == "") name = new string('x', 5000);
        var rows = Rows.Where(r => r.Model == "lenet5").Select(r => r with { Strategy = r.Strategy == "random" ? name : r.Strategy, Dataset = name, Model = name, Flags = ["dead-layer"] }).ToList();
        foreach (var kind in FigureKind.All.Where(k => k.Name is not ("smaller-dense" or "layer-channels" or "published")))
            foreach (var figure in Drawing.Of(rows, new() { Ours = [name] }, kind.Name))
            {
                using var stream = new MemoryStream();
                FigureFormat.All.Single(f => f.Name == "svg").Write(figure, stream);
                stream.Position = 0;
                Assert.Equal("svg", XDocument.Load(stream).Root!.Name.LocalName); // well-formed: nothing of the name is markup
                Assert.All(figure.NoteLines, line => Assert.True(Lettering.Width(line, 7) <= figure.Width));
                Assert.InRange(figure.Name.Length, 1, 200);
                Assert.DoesNotContain('/', figure.Name);
            }
    }
}
