namespace Bench.Analysis.Statistics;

/// <summary>Ranks with ties averaged.</summary>
public static class Ranks
{
    // Means over seeds and their differences carry errors of rounding; what is nearer than this part of the greatest value is equal.
    private const double Equal = 1e-12;

    /// <summary>Ranks of some values, 1 the best; tied values share the mean of their ranks.</summary>
    /// <param name="values">Finite numbers.</param>
    /// <param name="higherIsBetter">Whether the greatest is the best, as of accuracies; else the least.</param>
    public static double[] Of(IReadOnlyList<double> values, bool higherIsBetter = true) => Of(values, higherIsBetter, Tolerance(values));

    /// <summary>Which of two values is greater: 1, −1, or 0 where they are equal but for rounding.</summary>
    public static int Compare(double a, double b) => Math.Abs(a - b) <= Tolerance([a, b]) ? 0 : a.CompareTo(b);

    /// <summary>How far apart values may be and still be equal.</summary>
    internal static double Tolerance(IEnumerable<double> values) => Equal * values.Select(Math.Abs).DefaultIfEmpty(0).Max();

    internal static double[] Of(IReadOnlyList<double> values, bool higherIsBetter, double tolerance)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => higherIsBetter ? -values[i] : values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var first = 0; first < order.Length;)
        {
            var next = first + 1;
            while (next < order.Length && Math.Abs(values[order[next]] - values[order[next - 1]]) <= tolerance) next++;
            for (var i = first; i < next; i++) ranks[order[i]] = (first + 1 + next) / 2.0;
            first = next;
        }
        return ranks;
    }

    /// <summary>Σ (t³ − t) over groups of t equal ranks: what corrections for ties are made of.</summary>
    internal static double TiedCubes(IEnumerable<double> ranks) => ranks.GroupBy(r => r).Sum(g => Math.Pow(g.Count(), 3) - g.Count());
}
