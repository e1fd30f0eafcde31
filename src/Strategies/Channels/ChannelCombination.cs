namespace Bench.Strategies;

/// <summary>How the scores that several layers of a group give a unit become one.</summary>
public static class ChannelCombination
{
    public const string Sum = "sum";
    public const string Mean = "mean";
    public const string Max = "max";

    /// <summary>That of the first layer alone.</summary>
    public const string First = "first";

    public static IReadOnlyList<string> All { get; } = [Sum, Mean, Max, First];

    /// <param name="rows">Of each layer, the score of each unit.</param>
    /// <param name="how">One of <see cref="All"/>.</param>
    internal static double[] Of(IReadOnlyList<double[]> rows, string how) => how switch
    {
        First => [.. rows[0]],
        Sum => Fold(rows, (one, other) => one + other),
        Mean => [.. Fold(rows, (one, other) => one + other).Select(s => s / rows.Count)],
        Max => Fold(rows, Math.Max),
        _ => throw new ArgumentException($"scores are not combined by '{how}' (valid: {string.Join(", ", All)})", nameof(how)),
    };

    private static double[] Fold(IReadOnlyList<double[]> rows, Func<double, double, double> join) =>
        rows.Skip(1).Aggregate((double[])[.. rows[0]], (sofar, row) => [.. sofar.Zip(row, join)]);
}
