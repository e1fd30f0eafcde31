using System.Globalization;
using Bench.Analysis;
using Bench.Core;

namespace Bench.Figures;

/// <summary>How values stand on the upright axis.</summary>
/// <param name="Name">How it is asked for.</param>
/// <param name="To">From a value, as it is shown, to its place; NaN for one that has none.</param>
internal sealed record ValueScale(string Name, Func<double, double> To)
{
    public static ValueScale Linear { get; } = new("linear", v => v);

    public static ValueScale Log { get; } = new("log", v => v > 0 ? Math.Log10(v) : double.NaN);

    /// <summary>Nearly linear within one unit around 0, and logarithmic beyond: small differences and large ones can both be read.</summary>
    public static ValueScale AroundZero { get; } = new("symlog", v => Math.Sign(v) * Math.Log10(1 + Math.Abs(v)));

    public static IReadOnlyList<ValueScale> All { get; } = [Linear, Log, AroundZero];

    /// <summary>By name.</summary>
    /// <exception cref="UserError">There is none of this name.</exception>
    public static ValueScale Find(string name) => All.FirstOrDefault(s => s.Name == name) ?? throw new UserError(Names.Unknown("scale", name, All.Select(s => s.Name)));

    /// <summary>The axis of some values.</summary>
    public Scale Of(IReadOnlyCollection<double> values, Measure measure, float length, Limits? limits)
    {
        if (this == Linear) return measure.IsShare ? Scale.Percent(values, length, limits) : Scale.Linear(values, length, limits);
        var placed = this == Log ? values.Where(v => v > 0).DefaultIfEmpty(1).ToList() : values;
        return Scale.Curved(placed, length, To, v => v.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '−'), limits);
    }
}
