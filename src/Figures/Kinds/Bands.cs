using Bench.Analysis;

namespace Bench.Figures.Kinds;

/// <summary>Curves with their spread over seeds as bands: for few strategies of many seeds.</summary>
internal static class Bands
{
    public static FigureKind Kind { get; } = new("bands", "Curves with their confidence intervals as bands along them.")
    {
        Question = "Where do the intervals of a few strategies part?",
        Needs = "finished cells of several seeds",
        Example = "bench plot bands --strategies global-magnitude,random",
        Pages = data => new CurvePages(data, "bands",
                axis => CurveView.Of(axis, Measure.Top1, ValueScale.Linear, data.Choice with { Bands = data.Choice.Bands ?? true, Spread = data.Choice.Spread ?? Spread.Interval }, data.Styles))
            .Against([data.Choice.X is null ? CostAxis.Compression : CostAxis.Find(data.Choice.X)]),
    };
}
