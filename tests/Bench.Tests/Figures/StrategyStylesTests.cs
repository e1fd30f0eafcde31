using System.Text.Json.Nodes;
using Bench.Analysis;
using Bench.Figures;
using Bench.Sweeps;

namespace Bench.Tests.Figures;

public sealed class StrategyStylesTests
{
    private static Composition Of(string name) => Composition.Parse(MadeUp.CompositionOf(name));

    private static IReadOnlyDictionary<Composition, StrategyStyle> Styles(IEnumerable<string> names) => StrategyStyles.For(names.Select(Of));

    [Fact]
    public void Gives_the_seven_strategies_fixed_and_different_styles()
    {
        var styles = Styles(MadeUp.Seven);

        Assert.Equal(7, styles.Values.Select(s => s.Marker.Name).Distinct().Count());
        Assert.Equal("#0072B2", styles[Of("global-magnitude")].Colour.ToHex());
        Assert.Equal("#E8781E", styles[Of("layer-gradient")].Colour.ToHex());
        Assert.Equal("#2F5D1A", styles[Of("layer-activation")].Colour.ToHex());
        Assert.Equal(styles[Of("global-magnitude")], Styles(["global-magnitude", "something-new"])[Of("global-magnitude")]);
    }

    [Fact]
    public void Keeps_the_style_of_a_strategy_whatever_a_sweep_calls_it()
    {
        var rows = MadeUp.Rows("mnist", "lenet5", strategies: ["layer-magnitude", "global-snip"]).ToList();
        var renamed = rows.Select(r => r with { Strategy = r.Strategy switch { "layer-magnitude" => "ours", "global-snip" => "a-baseline", var s => s } });

        Assert.Equal(
            StylesOf(rows, "layer-magnitude", "global-snip"),
            StylesOf([.. renamed], "ours", "a-baseline"));

        static IEnumerable<StrategyStyle> StylesOf(IReadOnlyList<Bench.Results.ResultRow> rows, params string[] labels)
        {
            var curves = Assert.Single(TradeoffCurves.Of(rows, [])).Curves;
            var styles = StrategyStyles.For(curves.Select(c => c.Composition));
            return [.. labels.Select(label => styles[curves.Single(c => c.Strategy == label).Composition])];
        }
    }

    [Fact]
    public void Does_not_give_a_fixed_style_for_a_name_alone()
    {
        var row = MadeUp.Rows("mnist", "lenet5", strategies: ["random"], seeds: 1).Last() with
        {
            Strategy = "global-magnitude", Composition = MadeUp.CompositionOf("global-gradient"),
        };
        var curve = Assert.Single(Assert.Single(TradeoffCurves.Of([row], [])).Curves);

        Assert.Equal("#E8781E", StrategyStyles.For([curve.Composition])[curve.Composition].Colour.ToHex());
    }

    [Fact]
    public void Tells_the_criterion_by_colour_and_the_scope_by_line()
    {
        var styles = Styles(["global-snip", "layer-snip"]);

        Assert.Equal(styles[Of("global-snip")].Colour, styles[Of("layer-snip")].Colour);
        Assert.NotEqual(styles[Of("global-snip")].Line, styles[Of("layer-snip")].Line);
        Assert.NotEqual(styles[Of("global-snip")].Marker, styles[Of("layer-snip")].Marker);
    }

    [Fact]
    public void Sets_apart_strategies_that_differ_in_an_option_only()
    {
        var scored = new[] { 64, 512, 1024 }.Select(n => Of("global-gradient") with { Text = $$"""{"scoring-samples":{{n}}}""" }).ToList();
        var styles = StrategyStyles.For([.. scored, Of("layer-gradient")]).Values.ToList();

        Assert.Single(styles.Select(s => s.Colour).Distinct());
        Assert.Equal(4, styles.Select(s => s.Line).Distinct().Count());
        Assert.Equal(4, styles.Select(s => s.Marker).Distinct().Count());
    }

    // The rule for readers with any colour vision and for black-and-white prints of few strategies.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(28)]
    public void Any_two_strategies_differ_to_all_eyes_in_colour_or_else_in_line_and_marker(int others)
    {
        var styles = Styles([.. MadeUp.Seven, .. Enumerable.Range(1, others).Select(i => $"criterion{i}")]).Values.Append(StrategyStyles.Dense).ToList();

        foreach (var (i, a) in styles.Index())
            foreach (var b in styles.Take(i))
            {
                var nearest = ColourVision.All.Min(v => v.Distance(a.Colour, b.Colour));
                Assert.True(nearest >= 16 || (!a.Line.Equals(b.Line) && a.Marker != b.Marker), $"{a} and {b}");
            }
    }

    // As the reader of results writes it.
    private static Composition Of(NamedStrategy named)
    {
        var spec = named.Spec;
        return Composition.Parse(new JsonObject
        {
            ["criterion"] = spec.Criterion, ["scope"] = spec.Scope, ["structure"] = spec.Structure, ["schedule"] = spec.Schedule, ["from"] = spec.From,
            ["retraining"] = spec.Retraining, ["schedule-options"] = string.Join(' ', spec.ScheduleOptions.Names.Select(n => $"{n}={spec.ScheduleOptions.Find(n)!.Value.GetRawText().Trim('"')}")),
            ["structure-options"] = $"{spec.StructureOptions}",
        }.ToJsonString());
    }

    [Fact]
    public void Any_two_named_strategies_differ_to_all_eyes_and_those_of_a_kind_in_grey_too()
    {
        var styles = StrategyStyles.For(StrategyCatalogue.All.Select(Of));

        Assert.Equal(StrategyCatalogue.All.Count, styles.Count);
        foreach (var (i, a) in styles.Index())
            foreach (var b in styles.Take(i))
            {
                var nearest = ColourVision.All.Min(v => v.Distance(a.Value.Colour, b.Value.Colour));
                var (lines, markers) = (Lines(a.Value) != Lines(b.Value) || !a.Value.HasLine, a.Value.Marker != b.Value.Marker); // points have markers alone
                Assert.True(nearest >= 16 || (lines && markers), $"{a} and {b}");
                if (a.Key.Family == b.Key.Family) Assert.True(Lines(a.Value) != Lines(b.Value) || markers, $"{a} and {b}");
            }

        static string Lines(StrategyStyle style) => style.HasLine ? style.Line.Name : "";
    }

    [Fact]
    public void Keeps_the_fixed_style_for_the_plain_strategy_among_its_variants()
    {
        var plain = Of(StrategyCatalogue.Find("global-magnitude"));
        var styles = StrategyStyles.For(new[] { "scratch-e", "scratch-b", "lottery-ticket", "gradual-magnitude" }.Select(n => Of(StrategyCatalogue.Find(n))).Append(plain));

        Assert.Equal(("#0072B2", "circle"), (styles[plain].Colour.ToHex(), styles[plain].Marker.Name));
        Assert.Equal(5, styles.Values.Select(s => s.Colour).Distinct().Count());
    }

    [Theory]
    [InlineData("wanda", Family.AfterTraining)]
    [InlineData("woodfisher-iterative", Family.AfterTraining)]
    [InlineData("nm-2-4", Family.AfterTraining)]
    [InlineData("snip", Family.Early)]
    [InlineData("synflow", Family.Early)]
    [InlineData("gradual-magnitude", Family.WhileTraining)]
    [InlineData("rigl", Family.WhileTraining)]
    [InlineData("ac-dc", Family.WhileTraining)]
    [InlineData("lottery-ticket", Family.Rounds)]
    [InlineData("scratch-b", Family.Rounds)]
    [InlineData("network-slimming", Family.Channels)]
    [InlineData("narrow-dense", Family.Channels)]
    public void Tells_the_kind_of_a_strategy_by_what_it_does(string name, Family family) => Assert.Equal(family, Of(StrategyCatalogue.Find(name)).Family);

    [Fact]
    public void Gives_other_strategies_different_styles_whatever_their_order()
    {
        var names = Enumerable.Range(1, 73).Select(i => $"criterion{i}").Concat(MadeUp.Seven).ToList();
        var styles = Styles(names);

        Assert.Equal(names.Count, styles.Values.Distinct().Count());
        Assert.All(Styles(names.AsEnumerable().Reverse()), s => Assert.Equal(styles[s.Key], s.Value));
        Assert.Equal(3, Styles(Enumerable.Range(1, 3).Select(i => $"criterion{i}")).Values.Select(s => s.Colour).Except(StylePalette.Criteria.Values).Distinct().Count());
    }

    [Fact]
    public void Orders_the_catalogue_before_other_names() =>
        Assert.Equal(new[] { "global-magnitude", "layer-magnitude", "random", "a", "b" }.Select(Of),
            StrategyStyles.Ordered(new[] { "b", "random", "layer-magnitude", "a", "global-magnitude", "a" }.Select(Of)));

    [Fact]
    public void Are_those_that_the_documentation_lists()
    {
        var documented = File.ReadLines(Results.RepositoryFiles.Find("docs/plots.md")).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6 && cells[2].Contains('#')).Select(cells => (Name: cells[1].Trim('`'), Colour: cells[2].Split('`')[1], Line: cells[3], Marker: cells[4]));

        var styles = Styles(MadeUp.Seven);
        var actual = StrategyStyles.Ordered(styles.Keys).Select(s => (Name: MadeUp.Seven.First(name => Of(name) == s), Style: styles[s]))
            .Append((Name: "dense control", Style: StrategyStyles.Dense));
        Assert.Equal(documented, actual.Select(s =>
            (s.Name, s.Style.Colour.ToHex(), s.Style.Line.Equals(ScottPlot.LinePattern.Solid) ? "solid" : s.Style.Line.Name, s.Style.Marker.Name)));
    }
}
