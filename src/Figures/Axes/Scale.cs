using System.Globalization;
using Bench.Core;
using ScottPlot;

namespace Bench.Figures;

/// <summary>The range and the labelled ticks of an axis, in the axis's coordinates.</summary>
internal sealed record Scale(double Minimum, double Maximum, IReadOnlyList<Tick> Ticks)
{
    private const double ZeroApart = 0.1, ZeroMargin = 0.06; // of the length of the axis

    /// <summary>Where 0 stands, apart from a logarithmic axis; null where it has no such place.</summary>
    public double? Zero { get; init; }

    /// <summary>Where the axis is broken between 0 and the others; null where it is not.</summary>
    public double? Break { get; init; }

    private const float DigitWidth = 0.56f * PanelPlot.TickSize, LineHeight = 1.9f * PanelPlot.TickSize;

    /// <summary>
    /// A logarithmic axis over ratios, in octaves, with ticks at powers of two, labelled all of them, or every second, third, ...
    /// where the labels would not fit into <paramref name="length"/> points; with room for points drawn beside their ratio.
    /// </summary>
    public static Scale Log2(IReadOnlyCollection<double> ratios, float length, double beside = 0, Limits? limits = null)
    {
        Check(limits, Math.Log2, upright: false);
        var (low, high) = (Math.Log2(ratios.Min()), Math.Max(Math.Log2(ratios.Max()), Math.Log2(ratios.Min()) + 1));
        var padding = Math.Max(0.045 * (high - low) + 0.03, 0.03 * (high - low) + beside);
        var (minimum, maximum) = limits is null ? (low - padding, high + padding) : (Math.Log2(limits.Least), Math.Log2(limits.Most));
        var (first, last) = ((int)Math.Ceiling(minimum), (int)Math.Floor(maximum));
        var room = DigitWidth * (2 + Label(last).Length) / length * (limits is null ? high - low + 2 * padding : maximum - minimum);
        var every = Math.Max(1, (int)Math.Ceiling(room));
        return new(minimum, maximum, [.. Enumerable.Range(first, Math.Max(0, last - first + 1))
            .Select(e => (e - first) % every == 0 ? Tick.Major(e, Label(e)) : Tick.Minor(e))]);

        static string Label(int exponent) => Math.Pow(2, exponent).ToString("0.####", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A linear axis over accuracies in percent, <paramref name="length"/> points long, with ticks at round numbers; it ends little
    /// beyond the values, spans at least one point and shows no more than a margin beyond 0 and 100 %.
    /// </summary>
    public static Scale Percent(IReadOnlyCollection<double> values, float length, Limits? limits = null)
    {
        var (low, high) = (Math.Max(values.Min(), 0), Math.Min(values.Max(), 100));
        var margin = 0.05 * Math.Max(high - low, 1);
        var widening = Math.Max(0, 1 - (high - low)) / 2;
        var (minimum, maximum) = limits is null ? (Math.Max(low - widening, 0) - margin, Math.Min(high + widening, 100) + margin) : (limits.Least, limits.Most);
        var step = Array.Find([0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50], s => (maximum - minimum) / s <= length / LineHeight);
        if (limits is not null || step == 0) return Linear(values, length, limits);
        var ticks = Enumerable.Range((int)Math.Ceiling(Math.Max(minimum, 0) / step), 100).Select(i => i * step)
            .TakeWhile(y => y <= Math.Min(maximum, 100));
        return new(minimum, maximum,
            [.. ticks.Select(y => Tick.Major(y, y.ToString(step < 1 ? "F1" : "F0", CultureInfo.InvariantCulture)))]);
    }

    /// <summary>A linear axis over any values, with ticks at round numbers.</summary>
    public static Scale Linear(IReadOnlyCollection<double> values, float length, Limits? limits = null, bool upright = true)
    {
        var (low, high) = (values.Min(), values.Max());
        var margin = high > low ? 0.05 * (high - low) : Math.Max(0.05 * Math.Abs(high), 0.05);
        var (minimum, maximum) = limits is null ? (low - margin, high + margin) : (limits.Least, limits.Most);
        var most = Math.Max(2, length / (upright ? LineHeight : 6 * DigitWidth));
        var step = RoundAbove((maximum - minimum) / most);
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 9);
        var first = (long)Math.Ceiling(minimum / step - 1e-9);
        return new(minimum, maximum, [.. Enumerable.Range(0, 200).Select(i => (first + i) * step).TakeWhile(v => v <= maximum + 1e-9 * step)
            .Select(v => Tick.Major(v, Numbers.Fixed(v, decimals)))]);
    }

    /// <summary>
    /// An axis whose coordinates are a rising function of the values, with ticks at round numbers, labelled as far as there is room, powers of
    /// ten before the others; ends are in the values' unit.
    /// </summary>
    public static Scale Curved(IReadOnlyCollection<double> values, float length, Func<double, double> to, Func<double, string> written, Limits? limits = null, bool upright = true)
    {
        Check(limits, to, upright);
        var (low, high) = limits is null ? (to(values.Min()), to(values.Max())) : (to(limits.Least), to(limits.Most));
        var margin = limits is not null ? 0 : high > low ? 0.05 * (high - low) : Math.Abs(to(values.Max() * 1.1) - high) is > 0 and var some ? some : 0.1;
        var (minimum, maximum) = (low - margin, high + margin);
        var pointsEach = length / (maximum - minimum);
        var ticks = new List<Tick>();
        foreach (var value in Round().Where(v => to(v) >= minimum - 1e-9 && to(v) <= maximum + 1e-9))
        {
            var (at, label) = (to(value), written(value));
            if (ticks.All(t => !t.IsMajor || Math.Abs(t.Position - at) * pointsEach >= (upright ? LineHeight : DigitWidth * (1.5 + (t.Label.Length + label.Length) / 2.0)))) ticks.Add(Tick.Major(at, label));
            else if (ticks.All(t => Math.Abs(t.Position - at) * pointsEach >= 3)) ticks.Add(Tick.Minor(at));
        }
        if (values.Distinct().Count() == 1 && limits is null && !upright) ticks = [Tick.Major(to(values.First()), written(Significant(values.First())))]; // the one position
        else if (ticks.Count(t => t.IsMajor) < 3) // of a short piece, which is nearly straight
        {
            var (from, until) = limits is null ? (values.Min(), values.Max()) : (limits.Least, limits.Most);
            var straight = Linear([from, until], length, from < until ? new(from, until) : null, upright).Ticks.Select(t => (At: to(t.Position), t.Position)).Where(t => t.At >= minimum && t.At <= maximum).ToList();
            if (straight.Count >= 2 || (straight.Count == 1 && !ticks.Any(t => t.IsMajor))) ticks = [.. straight.Select(t => Tick.Major(t.At, written(Math.Round(t.Position, 9))))];
        }
        if (!ticks.Any(t => t.IsMajor)) ticks.Add(limits is null ? Tick.Major(low, written(Significant(values.Min()))) : Tick.Major(high, written(Significant(limits.Most)))); // no round number is in sight
        return new(minimum, maximum, [.. ticks.OrderBy(t => t.Position)]);
    }

    /// <summary>A logarithmic axis in octaves whose left end is a place for 0, apart from the values above it.</summary>
    /// <param name="above">The values above 0; there may be none.</param>
    /// <param name="length">In points.</param>
    /// <param name="written">How a value is written.</param>
    /// <param name="limits">The ends: from 0, or without it.</param>
    public static Scale WithZero(IReadOnlyCollection<double> above, float length, Func<double, string> written, Limits? limits = null)
    {
        if (limits is { Least: not 0 }) return Curved(above, length, Math.Log2, written, limits, upright: false) is var rest ? rest with { Zero = rest.Minimum - 1 } : rest; // outside
        var seen = limits is null ? above : [.. above.Where(v => v <= limits.Most)];
        if (seen.Count == 0) return new(-1, 1, [Tick.Major(0, written(0))]) { Zero = 0 };
        var scale = Curved(seen, (float)(length * (1 - ZeroApart - ZeroMargin)), Math.Log2, written, limits is null ? null : new(Math.Min(seen.Min(), limits.Most / 2), limits.Most), upright: false);
        var span = (scale.Maximum - scale.Minimum) / (1 - ZeroApart - ZeroMargin);
        var zero = scale.Minimum - ZeroApart * span;
        return new(zero - ZeroMargin * span, scale.Maximum, [Tick.Major(zero, written(0)), .. scale.Ticks]) { Zero = zero, Break = scale.Minimum - ZeroApart / 3 * span };
    }

    // What has no place on the axis can be no end of it.
    private static void Check(Limits? limits, Func<double, double> to, bool upright)
    {
        if (limits is not null && !double.IsFinite(to(limits.Least))) throw new UserError($"--{(upright ? "ylim" : "xlim")} takes two numbers above 0 here, since the axis is logarithmic");
    }

    // 0, then powers of ten, then halves of them, doubles and, where few of these are in sight, others: those to be labelled first come first.
    private static IEnumerable<double> Round()
    {
        yield return 0;
        foreach (var factor in new[] { 1.0, 5, 2, 3, 1.5, 7, 4, 6, 8, 9 })
            for (var exponent = -6; exponent <= 21; exponent++)
                foreach (var sign in new[] { 1, -1 }) yield return sign * factor * Power(exponent);
        static double Power(int exponent) => exponent < 0 ? 1 / Math.Pow(10, -exponent) : Math.Pow(10, exponent);
    }

    private static double Significant(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static double RoundAbove(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return new[] { 1.0, 2, 5, 10 }.First(f => f * power >= step * (1 - 1e-9)) * power;
    }
}
