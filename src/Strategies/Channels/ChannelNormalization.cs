namespace Bench.Strategies;

/// <summary>By what the scores of a group are divided, so that groups of other scales compete alike. Order within a group stays.</summary>
public static class ChannelNormalization
{
    public const string None = "none";

    /// <summary>The mean magnitude of the group's scores.</summary>
    public const string Mean = "mean";

    /// <summary>The largest magnitude of the group's scores.</summary>
    public const string Max = "max";

    public static IReadOnlyList<string> All { get; } = [None, Mean, Max];

    /// <param name="scores">Of a group's units; those that are infinite count for nothing and stay so.</param>
    /// <param name="how">One of <see cref="All"/>.</param>
    internal static double[] Of(double[] scores, string how)
    {
        if (!All.Contains(how)) throw new ArgumentException($"scores are not normalized by '{how}' (valid: {string.Join(", ", All)})", nameof(how));
        double[] magnitudes = [.. scores.Where(double.IsFinite).Select(Math.Abs)];
        if (how == None || magnitudes.Length == 0) return scores;
        var scale = how == Mean ? magnitudes.Average() : magnitudes.Max();
        return scale == 0 ? scores : [.. scores.Select(s => s / scale)];
    }
}
