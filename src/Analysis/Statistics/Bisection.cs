namespace Bench.Analysis.Statistics;

/// <summary>Where a falling function crosses 0: slow, and never astray.</summary>
internal static class Bisection
{
    /// <summary>The crossing between two places, to the last digit.</summary>
    public static double Of(Func<double, double> falling, double low, double high)
    {
        for (var step = 0; step < 200; step++)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) break;
            if (falling(middle) > 0) low = middle;
            else high = middle;
        }
        return low + (high - low) / 2;
    }
}
