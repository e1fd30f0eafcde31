namespace Bench.Figures;

/// <summary>What is shown of seeds, in words.</summary>
internal static class SpreadNotes
{
    /// <summary>Such as <c>Mean ± sample standard deviation over 3 seeds.</c></summary>
    /// <param name="counts">Over how many seeds the means are, each number once.</param>
    /// <param name="spread">What is shown beside the mean.</param>
    public static string Of(IEnumerable<int> counts, Spread spread)
    {
        var all = counts.Distinct().Order().ToList();
        if (all.Count == 0) return "";
        if (all is [1]) return "One seed, so no deviation is known.";
        var over = all.Count == 1 ? $"{all[0]} seeds" : $"{all[0]} to {all[^1]} seeds";
        return spread switch
        {
            Spread.Deviation => $"Mean ± sample standard deviation over {over}.",
            Spread.Interval => $"Mean with its 95 % confidence interval (t) over {over}.",
            Spread.Range => $"Mean, least and greatest value over {over}.",
            Spread.Points => $"Mean, with the values of all seeds, over {over}.",
            _ => $"Mean over {over}.",
        };
    }
}
