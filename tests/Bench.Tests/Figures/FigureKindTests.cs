using System.Security.Cryptography;
using System.Text;
using Bench.Core;
using Bench.Figures;
using Bench.Figures.Report;
using Bench.Results;
using Bench.Tests.Results;
using ScottPlot.Plottables;

namespace Bench.Tests.Figures;

/// <summary>What holds for every kind of figure, and what each shows.</summary>
public sealed class FigureKindTests
{
    private static readonly ResultRow[] Rows =
    [
        .. MadeUp.Rows("mnist", "lenet5", strategies: ["global-magnitude", "random"]).Select(Numbered),
        .. MadeUp.Rows("mnist", "lenet5@width=0.5", dense: 0.9, strategies: [], seeds: 3).Select(r => Numbered(r) with { ControlPoint = "half", Numbers = Numbers(30_000) }),
    ];

    // With another model of the same data, as ranks are over several, and a strategy that removes channels.
    private static readonly ResultRow[] More = [.. Rows, .. new[] { "lenet-300-100", "lenet", "conv2" }.SelectMany(m => MadeUp.Rows("mnist", m, strategies: ["global-magnitude", "random"])).Select(Numbered), .. MadeUp.Rows("mnist", "lenet5", strategies: ["l1-norm"]).Where(r => !r.IsControl).Select(MadeUp.OfChannels)];

    public static TheoryData<string> Kinds => [.. FigureKind.All.Select(k => k.Name)];

    private static ResultRow Numbered(ResultRow row) => row with { Numbers = Numbers(60_000 / row.Compression) };

    private static ResultNumbers Numbers(double parameters) => new() { KeptParameters = parameters, EffectiveMacs = 10 * parameters };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_says_what_it_is_for_and_draws_the_same_bytes_again(string name)
    {
        var kind = FigureKind.Find(name);

        Assert.All(new[] { kind.Title, kind.Question, kind.Needs, kind.Example }, text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.EndsWith("?", kind.Question);
        Assert.StartsWith($"bench plot {kind.Name}", kind.Example);
        Assert.Matches("^[a-z-]+$", kind.Name);
        var (once, again) = (Written(More), Written(More.Reverse()));
        Assert.NotEmpty(once);
        Assert.Equal(once, again);
        Assert.Equal(once.Count, once.Select(f => f.Name).Distinct().Count());

        List<(string Name, string Svg, string Inline)> Written(IEnumerable<ResultRow> rows) => [.. Drawing.Of(rows, kind: name).Select(f => (f.Name, Drawing.Svg(f), InlineSvg.Of(f)))];
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_takes_every_option_or_refuses_it_in_one_line(string name)
    {
        var kind = FigureKind.Find(name);
        var values = new Dictionary<string, string>
        {
            ["x"] = "macs", ["y"] = "top5", ["facet"] = "strategy", ["y-scale"] = "linear", ["xlim"] = "1,40", ["ylim"] = "50,100", ["share"] = "both", ["spread"] = "minmax", ["retrained"] = "both",
            ["strategies"] = "random,global-magnitude,l1-norm", ["datasets"] = "mnist", ["models"] = "lenet5,lenet-300-100,lenet,conv2,lenet5@width=0.5", ["compressions"] = "2,4", ["label"] = "random=Chance", ["ours"] = "random", ["style"] = "talk",
            ["columns"] = "2", ["size"] = "6x6", ["dpi"] = "100", ["where"] = "seed<3", ["overlay"] = "papers",
        };

        Assert.All(kind.Refuses.Keys, option => Assert.Contains(FigureOption.All, o => o.Name == option));
        foreach (var option in FigureOption.All)
        {
            var choice = Drawing.Choice((option.Name, values.GetValueOrDefault(option.Name, "true")));
            if (option.Name == "y" && kind.Refusal("y") is null) choice = Drawing.Choice(("y", "top1"));
            if (option.Name == "x" && kind.Name == "published") choice = Drawing.Choice(("x", "speedup")); // papers tell no other cost
            if (kind.Refusal(option.Name) is { } refusal)
            {
                Assert.DoesNotContain('\n', refusal);
                Assert.Equal($"--{option.Name} {refusal}", Assert.Throws<UserError>(() => Drawing.Of(More, choice, name)).Message);
            }
            else TakesOrSays(choice);
        }

        // What leaves too little to draw is told in a line, too.
        void TakesOrSays(FigureChoice choice)
        {
            try
            {
                Assert.NotEmpty(Drawing.Of(More, choice, name));
            }
            catch (UserError mistake)
            {
                Assert.Matches("^(nothing to draw: |--)[^\n]+$", mistake.Message);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_shown_in_the_documentation_by_a_small_picture(string name)
    {
        var kind = FigureKind.Find(name);
        var page = File.ReadAllText(RepositoryFiles.Find("docs/figures.md"));

        Assert.Contains($"| ![{kind.Title}](figures/{kind.Name}.png) | `{kind.Name}`: {kind.Title} | {kind.Question} | `{kind.Example}` |", page);
        Assert.InRange(new FileInfo(RepositoryFiles.Find($"docs/figures/{kind.Name}.png")).Length, 1000, 40_000);
    }

    // Hashes of what the program drew before there were other kinds.
    [Fact]
    public void The_standard_figures_are_the_same_to_the_byte()
    {
        var hashes = Drawing.Of(MadeUp.Rows("mnist", "lenet5").Concat(MadeUp.Rows("mnist", "lenet-300-100")).Select(MadeUp.Measured))
            .ToDictionary(f => f.Name, f => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Drawing.Svg(f))))[..16]);

        Assert.Equal(new Dictionary<string, string>
        {
            ["mnist-lenet-300-100-compression"] = "7a0c661ccc404187",
            ["mnist-lenet5-compression"] = "3637779e1f86c300",
            ["grid-compression"] = "3ec5bcad93db73e3",
            ["mnist-lenet-300-100-speedup"] = "a6581715aae12c3b",
            ["mnist-lenet5-speedup"] = "1b8ad4d7146ece46",
            ["grid-speedup"] = "2399a8ce14fe9008",
            ["mnist-lenet-300-100-measured-1"] = "6dcb93fc2f0a5e71",
            ["mnist-lenet5-measured-1"] = "e7852bf60c76a0f9",
            ["grid-measured-1"] = "4e2d143419fbffa4",
            ["mnist-lenet-300-100-measured-128"] = "ade049bf7e1be574",
            ["mnist-lenet5-measured-128"] = "76f06cb16aad499f",
            ["grid-measured-128"] = "01b624888a1d2bd1",
        }, hashes);
    }

    [Fact]
    public void A_drop_is_over_pairs_of_equal_seeds_and_legible_near_0()
    {
        var plot = Drawing.Of(Rows.Where(r => r.Model == "lenet5"), kind: "drop")[0].Plots[0];
        var drops = Rows.Where(r => r is { Strategy: "random", Compression: 32 })
            .Select(r => 100 * (Rows.Single(k => k is { IsControl: true, Model: "lenet5" } && k.Seed == r.Seed).Top1 - r.Top1)).ToList();

        var random = plot.PlottableList.OfType<Scatter>().First(s => s.LineColor == StylePalette.Criteria["random"]);
        Assert.Equal(Math.Log10(1 + drops.Average()), random.Data.GetScatterPoints()[^1].Y, 9);
        Assert.Equal(0, Assert.Single(plot.PlottableList.OfType<HorizontalLine>()).Y);
    }

    [Fact]
    public void An_error_of_0_stands_on_the_edge_and_is_told()
    {
        var figure = Drawing.Of(Rows.Select(r => r is { Strategy: "random", Compression: 2 } ? r with { Top1 = 1 } : r), kind: "error")[0];

        Assert.Contains("Points at 0 or below stand on the lower edge.", string.Join(' ', figure.NoteLines));
        Assert.All(figure.Plots[0].PlottableList.OfType<Scatter>().SelectMany(s => s.Data.GetScatterPoints()), p => Assert.True(double.IsFinite(p.Y)));
    }

    [Fact]
    public void A_front_has_the_points_that_none_beats_in_both()
    {
        var rows = new[] { ("dense", 1.0, 0.90), ("a", 2, 0.92), ("b", 2, 0.91), ("a", 4, 0.85), ("b", 4, 0.88), ("a", 8, 0.70), ("b", 8, 0.60) }
            .Select(p => MadeUp.Rows("mnist", "lenet5", strategies: ["a", "b"], ratios: [2, 4, 8], seeds: 1).First(r => r.Strategy == p.Item1 && r.Compression == p.Item2) with { Top1 = p.Item3 });
        var figure = Drawing.Of(rows, kind: "pareto")[0];
        var front = figure.Plots[0].PlottableList.OfType<Scatter>().Single(s => s.LineWidth > 0 && s.MarkerStyle.CustomRenderer is null);

        Assert.Equal([(3, 70), (2, 88), (1, 92)], front.Data.GetScatterPoints().Select(p => ((int)p.X, (int)Math.Round(p.Y))));
        Assert.Equal(["a", "b", "not on the front"], figure.LegendEntries);
    }

    [Fact]
    public void Smaller_dense_networks_of_another_setting_are_not_put_among_pruned_ones()
    {
        ResultRow Of(string precision, ResultRow row) => row with { Identity = $"{row.Identity} {precision}", Setting = $$"""{"precision":"{{precision}}"}""" };
        var halves = Rows.Where(r => r.Model == "lenet5@width=0.5").ToList();
        ResultRow[] rows = [.. Rows.Except(halves).Select(r => Of("fp32", r)), .. halves.Select(r => Of("bf16", r) with { Top1 = 0.5, Numbers = Numbers(20_000) })];
        Assert.Contains("there is no smaller dense network", Assert.Throws<UserError>(() => Drawing.Of(rows, kind: "smaller-dense")).Message);
        Assert.Contains("there is no smaller dense network", Assert.Throws<UserError>(() => Drawing.Of(Rows.Select(r => halves.Contains(r) ? r with { Imported = true } : r), kind: "smaller-dense")).Message);

        var curve = Narrower(Assert.Single(Drawing.Of([.. rows, .. halves.Select(r => Of("fp32", r))], kind: "smaller-dense")));
        Assert.Equal([Math.Log2(60_000), Math.Log2(30_000)], curve.Data.GetScatterPoints().Select(p => p.X));
    }

    [Fact]
    public void Smaller_dense_networks_are_found_under_another_name_too()
    {
        var figure = Assert.Single(Drawing.Of(Rows, Drawing.Choice(("label", "lenet5=Mine"), ("label", "lenet5@width==0.5=Half")), "smaller-dense"));
        Assert.Equal(2, Narrower(figure).Data.GetScatterPoints().Count);
    }

    private static Scatter Narrower(Figure figure) => figure.Plots[0].PlottableList.OfType<Scatter>().Single(s => s.LineColor == StylePalette.Ink && s.LineWidth > 1);

    [Fact]
    public void Smaller_dense_networks_are_a_curve_through_the_controls_of_models_with_a_width()
    {
        var figure = Assert.Single(Drawing.Of(Rows, kind: "smaller-dense"));

        Assert.Equal("mnist-lenet5-smaller-dense-parameters", figure.Name);
        Assert.Contains("narrower models", figure.LegendEntries);
        var curve = figure.Plots[0].PlottableList.OfType<Scatter>().Single(s => s.LineColor == StylePalette.Ink && s.LineWidth > 1);
        Assert.Equal([Math.Log2(60_000), Math.Log2(30_000)], curve.Data.GetScatterPoints().Select(p => p.X));
        Assert.Contains("there is no smaller dense network", Assert.Throws<UserError>(() => Drawing.Of(Rows.Where(r => r.Model == "lenet5"), kind: "smaller-dense")).Message);
    }

    [Fact]
    public void A_point_stands_at_its_accuracies_before_and_after()
    {
        var plot = Drawing.Of(Rows.Where(r => r.Model == "lenet5"), kind: "before-after")[0].Plots[0];
        var means = Rows.Where(r => r is { Strategy: "random", Compression: 8 }).Average(r => 100 * r.Top1);

        Assert.Contains(plot.PlottableList.OfType<Scatter>().SelectMany(s => s.Data.GetScatterPoints()), p => Math.Abs(p.X - means / 2) < 1e-9 && Math.Abs(p.Y - means) < 1e-9);
    }

    [Fact]
    public void What_was_not_measured_is_told_with_the_key_that_measures_it() =>
        Assert.Contains("'measure: [latency]'", Assert.Throws<UserError>(() => Drawing.Of(Rows, Drawing.Choice(("x", "latency-1")))).Message);
}
