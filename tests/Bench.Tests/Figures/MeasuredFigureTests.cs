using Bench.Analysis;
using Bench.Figures;
using Bench.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Bench.Tests.Figures;

/// <summary>Theoretical and measured speedup side by side.</summary>
public sealed class MeasuredFigureTests
{
    private static IEnumerable<ResultRow> Rows(string model = "lenet5", int seeds = 1) =>
        MadeUp.Rows("mnist", model, strategies: ["global-magnitude", "random"], seeds: seeds).Select(MadeUp.Measured);

    private static Dictionary<string, Figure> FiguresOf(IEnumerable<ResultRow> rows) => Drawing.Of([.. rows]).ToDictionary(f => f.Name);

    private static List<double> Places(Plot plot) =>
        [.. plot.PlottableList.OfType<Scatter>().Where(s => s.MarkerStyle.IsVisible && s.MarkerSize > 0).SelectMany(s => s.Data.GetScatterPoints()).Select(p => Math.Round(p.X, 6)).Order()];

    [Fact]
    public void Shows_what_multiply_adds_promise_on_the_left_and_what_was_measured_on_the_right_to_one_scale()
    {
        var figure = FiguresOf(Rows())["mnist-lenet5-measured-128"];

        Assert.Equal([["MNIST · LeNet-5 · in theory"], ["MNIST · LeNet-5 · measured"]], figure.Titles);
        Assert.EndsWith("top-1 accuracy against theoretical speedup and measured speedup, batch 128", figure.Title);
        Assert.Equal(figure.Plots[0].Axes.GetLimits(), figure.Plots[1].Axes.GetLimits());
        var (theory, measured) = (Places(figure.Plots[0]), Places(figure.Plots[1]));
        Assert.Equal(theory.Select(x => Math.Round(0.8 * x, 5)), measured.Select(x => Math.Round(x, 5)));
        Assert.Contains("Measured: the dense network's median latency", string.Join(' ', figure.NoteLines));
        Assert.DoesNotContain("Noisy", string.Join(' ', figure.NoteLines));
    }

    [Fact]
    public void Has_a_figure_for_each_batch_and_a_page_of_all_panels()
    {
        var figures = FiguresOf([.. Rows(), .. Rows("lenet-300-100")]);

        Assert.Equal(
            ["grid-measured-1", "grid-measured-128", "mnist-lenet-300-100-measured-1", "mnist-lenet-300-100-measured-128", "mnist-lenet5-measured-1", "mnist-lenet5-measured-128"],
            figures.Keys.Where(name => name.Contains("measured", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(
            [["(a) MNIST · LeNet-300-100 · in theory"], ["(a) MNIST · LeNet-300-100 · measured"], ["(b) MNIST · LeNet-5 · in theory"], ["(b) MNIST · LeNet-5 · measured"]],
            figures["grid-measured-1"].Titles);
    }

    [Fact]
    public void Has_none_where_nothing_or_only_the_control_was_measured()
    {
        var bare = MadeUp.Rows("mnist", "lenet5", strategies: ["random"]).ToList();
        Assert.DoesNotContain(FiguresOf(bare).Keys, name => name.Contains("measured", StringComparison.Ordinal));
        Assert.DoesNotContain(FiguresOf(bare.Select(r => r.IsControl ? MadeUp.Measured(r) : r)).Keys, name => name.Contains("measured", StringComparison.Ordinal));
    }

    [Fact]
    public void Leaves_out_of_both_panels_what_was_not_measured_and_breaks_the_line_there()
    {
        var figure = FiguresOf(Rows().Select(r => r is { Strategy: "random", Compression: 8 } ? r with { MeasuredSpeedup1 = null, MeasuredSpeedup128 = null } : r))["mnist-lenet5-measured-1"];

        Assert.All(figure.Plots, plot => Assert.Equal(10, Places(plot).Count)); // of eleven with the control's
        Assert.All(figure.Plots, plot => Assert.Equal(3, plot.PlottableList.OfType<Scatter>().Count(s => s.LineWidth > 0)));
    }

    [Fact]
    public void Names_points_that_were_measured_on_a_machine_that_was_not_quiet()
    {
        var figure = FiguresOf(Rows(seeds: 2).Select(r => r is { Strategy: "random", Compression: 4, Seed: 2 } ? r with { NoisyTimes = [new("bench", 1)] } : r))["mnist-lenet5-measured-1"];

        Assert.Contains("Noisy, so not to be relied on (other programs ran, or passes took very different times): [random 4×].", string.Join(' ', figure.NoteLines));
        Assert.DoesNotContain("kinds of processors", string.Join(' ', figure.NoteLines));
    }

    [Fact]
    public void Names_them_and_several_kinds_of_processors_wherever_an_axis_is_a_measured_time()
    {
        var rows = Rows(seeds: 2).Select(r => r with
        {
            NoisyTimes = r is { Strategy: "random", Compression: 4 or 8 } ? [r.Compression == 4 ? new("bench", 1) : new("onnx-runtime", 1)] : [], LatencyProcessor = r.Seed == 2 ? "A" : "B",
            Numbers = new() { Latency1 = 0.1, OnnxLatency1 = 0.1 },
        }).ToList();
        string Notes(string axis) => string.Join(' ', Drawing.Of(rows, Drawing.Choice(("x", axis)))[0].NoteLines);

        Assert.Contains("very different times): [random 4×]. Measured on 2 kinds of processors, whose times and speedups are not those of one another: A; B.", Notes("latency-1"));
        Assert.Contains("very different times): [random 4×].", Notes("measured-1"));
        Assert.Contains("very different times): [random 8×].", Notes("onnx-latency-1"));
        Assert.DoesNotContain("Noisy", Notes("compression"));
        Assert.DoesNotContain("Noisy", Notes("measured-128")); // passes of one sample say nothing of those of 128
    }

    [Fact]
    public void Leaves_out_what_has_no_value_of_the_asked_measure()
    {
        var rows = Rows().Select(r => r.Strategy == "random" ? r : r with { Numbers = new() { CalibrationError = 0.1 } });
        var figure = Drawing.Of(rows, Drawing.Choice(("y", "calibration"))).Single(f => f.Name.EndsWith("measured-1", StringComparison.Ordinal));

        Assert.Equal(["global-magnitude", "dense control"], figure.LegendEntries);
    }
}
