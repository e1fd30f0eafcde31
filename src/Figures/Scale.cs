using System.Globalization;
using ScottPlot;

namespace Bench.Figures;

/// <summary>The range and the labelled ticks of an axis, in the axis's coordinates.</summary>
internal sealed record Scale(double Minimum, double Maximum, IReadOnlyList<Tick> Ticks)
{
    /// <summary>
    /// A logarithmic axis over ratios, in octaves, with ticks at powers of two: all of them, or every second, third, ... where
    /// more than <paramref name="most"/> would have to be labelled.
    /// </summary>
    public static Scale Log2(IReadOnlyCollection<double> ratios, int most)
    {
        var (low, high) = (Math.Log2(ratios.Min()), Math.Max(Math.Log2(ratios.Max()), Math.Log2(ratios.Min()) + 1));
        var padding = 0.045 * (high - low) + 0.03;
        var (first, last) = ((int)Math.Ceiling(low - padding), (int)Math.Floor(high + padding));
        var every = Enumerable.Range(1, 64).First(step => (last - first) / step < most);
        return new(low - padding, high + padding,
            [.. Enumerable.Range(first, last - first + 1).Select(e =>
                (e - first) % every == 0 ? Tick.Major(e, Math.Pow(2, e).ToString("0.####")) : Tick.Minor(e))]);
    }

    /// <summary>
    /// A linear axis over accuracies in percent, with 3 to 8 round ticks; it ends little beyond the values, spans at least one point
    /// and never shows more than a margin beyond 0 and 100 %.
    /// </summary>
    public static Scale Percent(IReadOnlyCollection<double> values)
    {
        var (low, high) = (Math.Max(values.Min(), 0), Math.Min(values.Max(), 100));
        var missing = Math.Max(0, 1 - (high - low)) / 2;
        var padding = missing + 0.05 * Math.Max(high - low, 1);
        var (minimum, maximum) = (low - padding, Math.Min(high + padding, 100 + 0.05 * Math.Max(high - low, 1)));
        var step = new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10, 20 }.First(s => (maximum - minimum) / s <= 8);
        var digits = step < 1 ? "F1" : "F0";
        return new(minimum, maximum,
            [.. Enumerable.Range(0, 10).Select(i => (Math.Ceiling(minimum / step) + i) * step).Where(y => y <= Math.Min(maximum, 100 + 1e-9) && y > -1e-9)
                .Select(y => Tick.Major(y, y.ToString(digits, CultureInfo.InvariantCulture)))]);
    }
}
