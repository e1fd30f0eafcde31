namespace Bench.Analysis.Statistics;

/// <summary>Holm's step-down correction for several hypotheses (Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 1979).</summary>
public static class Holm
{
    /// <summary>
    /// Corrected p-values, in the order of the given ones: the i-th least times the number of those that are not less, at least the one before, at most 1. A
    /// hypothesis without a p-value counts, as nothing speaks against it, and has none afterwards.
    /// </summary>
    public static IReadOnlyList<double?> Adjust(IReadOnlyList<double?> values)
    {
        var adjusted = new double?[values.Count];
        var running = 0.0;
        foreach (var (step, i) in Enumerable.Range(0, values.Count).OrderBy(i => values[i] ?? double.PositiveInfinity).Index())
            if (values[i] is { } p) adjusted[i] = running = Math.Max(running, Math.Min(1, p * (values.Count - step)));
        return adjusted;
    }

    /// <inheritdoc cref="Adjust(IReadOnlyList{double?})"/>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> values) => [.. Adjust([.. values.Select(v => (double?)v)]).Select(v => v!.Value)];
}
