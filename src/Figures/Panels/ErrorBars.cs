using ScottPlot;
using ScottPlot.Plottables;

namespace Bench.Figures;

/// <summary>The ends of one bar: how far it reaches below and above its place, on an axis.</summary>
internal readonly record struct Reach(double Below, double Above);

/// <summary>Error bars whose two sides may differ in length.</summary>
internal static class ErrorBars
{
    /// <summary>
    /// Adds bars at places of a plot, upright and, where their reaches are given, level. ScottPlot 5 draws what it calls negative errors towards greater values, so
    /// each side is handed over as the other.
    /// </summary>
    public static void Add(Plot plot, IReadOnlyList<double> xs, IReadOnlyList<double> ys, IReadOnlyList<Reach> upright, Color colour, float width, float cap, IReadOnlyList<Reach>? level = null)
    {
        var bars = new ErrorBar(xs, ys, level is null ? null : [.. level.Select(r => r.Above)], level is null ? null : [.. level.Select(r => r.Below)],
            [.. upright.Select(r => r.Above)], [.. upright.Select(r => r.Below)]);
        (bars.Color, bars.LineWidth, bars.CapSize) = (colour, width, cap);
        plot.Add.Plottable(bars);
    }
}
