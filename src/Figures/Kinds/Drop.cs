using Bench.Analysis;

namespace Bench.Figures.Kinds;

/// <summary>What pruning costs in accuracy, by pairs with the control: losses of a tenth of a point and of fifty can both be read.</summary>
internal static class Drop
{
    public static FigureKind Kind { get; } = new("drop", "Drop of accuracy against the dense control, readable near 0.")
    {
        Question = "How much accuracy does a ratio cost, and up to which one is it free?",
        Needs = "finished cells and their dense control",
        Refuses = new Dictionary<string, string> { ["y"] = "it shows the drop; 'tradeoff' takes other measures" },
        Example = "bench plot drop --spread ci",
        Pages = data => new CurvePages(data, "drop", axis => CurveView.Of(axis, Measure.Drop, ValueScale.AroundZero, data.Choice, data.Styles))
            .Against([data.Choice.X is null ? CostAxis.Compression : CostAxis.Find(data.Choice.X)]),
    };
}
