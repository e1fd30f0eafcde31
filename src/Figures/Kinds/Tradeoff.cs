using Bench.Analysis;

namespace Bench.Figures.Kinds;

/// <summary>Accuracy against what a network costs: the comparison that a paper begins with.</summary>
internal static class Tradeoff
{
    public static FigureKind Kind { get; } = new("tradeoff", "Accuracy against compression, speedup or another cost: a curve for each strategy.")
    {
        Question = "Which strategy keeps most accuracy at a given size or speed?",
        Needs = "finished cells; against measured speedup and latency, a sweep with 'measure: [latency]'",
        Example = "bench plot tradeoff --x macs",
        Pages = Pages,
    };

    private static IEnumerable<Page> Pages(FigureData data)
    {
        var choice = data.Choice;
        var pages = new CurvePages(data, choice.Y is null or "top1" ? "" : choice.Y, axis => CurveView.Of(axis, Measure.Top1, ValueScale.Linear, choice, data.Styles));
        return choice.X is null ? [.. pages.Against([CostAxis.Compression, CostAxis.Speedup]), .. pages.Pairs()] : pages.Against([CostAxis.Find(choice.X)]);
    }
}
