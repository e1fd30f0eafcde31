using System.Globalization;
using ScottPlot;

namespace Bench.Figures;

/// <summary>The range and the labelled ticks of an axis, in the axis's coordinates.</summary>
internal sealed record Scale(double Minimum, double Maximum, IReadOnlyList<Tick> Ticks)
{
    private const float DigitWidth = 0.56f * PanelPlot.TickSize, LineHeight = 1.9f * PanelPlot.TickSize;

    /// <summary>
    /// A logarithmic axis over ratios, in octaves, with ticks at powers of two, labelled all of them, or every second, third, ...
    /// where the labels would not fit into <paramref name="length"/> points; with room for points drawn beside their ratio.
    /// </summary>
    public static Scale Log2(IReadOnlyCollection<double> ratios, float length, double beside = 0)
    {
        var (low, high) = (Math.Log2(ratios.Min()), Math.Max(Math.Log2(ratios.Max()), Math.Log2(ratios.Min()) + 1));
        var padding = Math.Max(0.045 * (high - low) + 0.03, 0.03 * (high - low) + beside);
        var (first, last) = ((int)Math.Ceiling(low - padding), (int)Math.Floor(high + padding));
        var room = DigitWidth * (2 + Label(last).Length) / length * (high - low + 2 * padding);
        var every = Math.Max(1, (int)Math.Ceiling(room));
        return new(low - padding, high + padding, [.. Enumerable.Range(first, last - first + 1)
            .Select(e => (e - first) % every == 0 ? Tick.Major(e, Label(e)) : Tick.Minor(e))]);

        static string Label(int exponent) => Math.Pow(2, exponent).ToString("0.####", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A linear axis over accuracies in percent, <paramref name="length"/> points long, with ticks at round numbers; it ends little
    /// beyond the values, spans at least one point and shows no more than a margin beyond 0 and 100 %.
    /// </summary>
    public static Scale Percent(IReadOnlyCollection<double> values, float length)
    {
        var (low, high) = (Math.Max(values.Min(), 0), Math.Min(values.Max(), 100));
        var margin = 0.05 * Math.Max(high - low, 1);
        var widening = Math.Max(0, 1 - (high - low)) / 2;
        var (minimum, maximum) = (Math.Max(low - widening, 0) - margin, Math.Min(high + widening, 100) + margin);
        var step = new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50 }.First(s => (maximum - minimum) / s <= length / LineHeight);
        var ticks = Enumerable.Range((int)Math.Ceiling(Math.Max(minimum, 0) / step), 100).Select(i => i * step)
            .TakeWhile(y => y <= Math.Min(maximum, 100));
        return new(minimum, maximum,
            [.. ticks.Select(y => Tick.Major(y, y.ToString(step < 1 ? "F1" : "F0", CultureInfo.InvariantCulture)))]);
    }
}
