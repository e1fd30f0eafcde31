using Bench.Core;

namespace Bench.Analysis.Statistics;

/// <summary>Resampling with streams that depend on a purpose alone: the same data give the same numbers on every machine.</summary>
public static class Bootstrap
{
    /// <summary>A statistic of many resamples, sorted.</summary>
    /// <param name="purpose">Names the stream.</param>
    /// <param name="draw">Draws one resample and gives its statistic.</param>
    /// <param name="resamples">How many.</param>
    public static double[] Of(string purpose, Func<SeededStream, double> draw, int resamples = Interval.Resamples)
    {
        var stream = SeededStream.For(0, $"bootstrap {purpose}");
        var drawn = new double[resamples];
        for (var i = 0; i < resamples; i++) drawn[i] = draw(stream);
        Array.Sort(drawn);
        return drawn;
    }

    /// <summary>A quantile of sorted values, linear between order statistics (type 7 of Hyndman and Fan 1996).</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double probability)
    {
        var place = probability * (sorted.Count - 1);
        var below = (int)place;
        return below + 1 >= sorted.Count ? sorted[^1] : sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }
}
