using Bench.Figures;

namespace Bench.Tests.Figures;

public sealed class StrategyStylesTests
{
    [Fact]
    public void Gives_the_seven_strategies_fixed_and_different_styles()
    {
        var styles = StrategyStyles.For(MadeUp.Seven);

        Assert.Equal(7, styles.Values.Select(s => s.Marker.Name).Distinct().Count());
        Assert.Equal("#0072B2", styles["global-magnitude"].Colour.ToHex());
        Assert.Equal("#D55E00", styles["layer-gradient"].Colour.ToHex());
        Assert.Equal("#009E73", styles["layer-activation"].Colour.ToHex());
        Assert.Equal(styles["global-magnitude"], StrategyStyles.For(["global-magnitude", "something-new"])["global-magnitude"]);
    }

    [Fact]
    public void Tells_the_criterion_by_colour_and_the_scope_by_line()
    {
        var styles = StrategyStyles.For(["global-snip", "layer-snip"]);

        Assert.Equal(styles["global-snip"].Colour, styles["layer-snip"].Colour);
        Assert.NotEqual(styles["global-snip"].Line, styles["layer-snip"].Line);
        Assert.NotEqual(styles["global-snip"].Marker, styles["layer-snip"].Marker);
    }

    [Fact]
    public void Gives_other_strategies_different_styles_whatever_their_order()
    {
        var names = Enumerable.Range(1, 28).Select(i => $"criterion{i}").Concat(MadeUp.Seven).ToList();
        var styles = StrategyStyles.For(names);

        Assert.Equal(names.Count, styles.Values.Distinct().Count());
        Assert.Equal(styles.OrderBy(s => s.Key), StrategyStyles.For(names.AsEnumerable().Reverse()).OrderBy(s => s.Key));
        Assert.Equal(7, StrategyStyles.For(Enumerable.Range(1, 7).Select(i => $"criterion{i}")).Values.Select(s => s.Colour).Distinct().Count());
    }

    [Fact]
    public void Orders_the_catalogue_before_other_names() =>
        Assert.Equal(["global-magnitude", "layer-magnitude", "random", "a", "b"],
            StrategyStyles.Ordered(["b", "random", "layer-magnitude", "a", "global-magnitude", "a"]));
}
