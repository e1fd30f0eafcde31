using Bench.Analysis.Statistics;

namespace Bench.Analysis.Comparing;

/// <summary>Mean ranks of resampled seeds.</summary>
internal static class RankBootstrap
{
    public static IReadOnlyList<Interval>? Of(Ranking ranking, double confidence, int resamples)
    {
        if (ranking.N == 0 || ranking.Blocks.Any(b => b.Seeds.Count < 2)) return null;
        var methods = ranking.Methods.Count;
        var means = Enumerable.Range(0, methods).Select(_ => new double[resamples]).ToArray();
        var (resample, values) = (0, new double[methods]);
        _ = Bootstrap.Of("ranks", stream =>
        {
            foreach (var block in ranking.Blocks)
            {
                Array.Clear(values);
                // The same seeds for all strategies, as their results are paired.
                for (var draw = 0; draw < block.Seeds.Count; draw++)
                {
                    var seed = stream.NextInt(block.Seeds.Count);
                    for (var m = 0; m < methods; m++) values[m] += block.SeedValues[m][seed];
                }
                var ranks = Ranks.Of(values);
                for (var m = 0; m < methods; m++) means[m][resample] += ranks[m];
            }
            foreach (var drawn in means) drawn[resample] /= ranking.N;
            return resample++;
        }, resamples);
        var outside = (1 - confidence) / 2;
        return [.. means.Select(drawn =>
        {
            Array.Sort(drawn);
            return new Interval(Bootstrap.Quantile(drawn, outside), Bootstrap.Quantile(drawn, 1 - outside), confidence, IntervalKind.Bootstrap);
        })];
    }
}
