namespace Bench.Strategies;

/// <summary>Divides counts by ratios as they are written: 11 by 1.1 is 10, whatever a binary fraction makes of 1.1.</summary>
public static class Share
{
    /// <summary>⌊count / ratio⌋, for a ratio of at least 1.</summary>
    public static long Of(long count, double ratio) => ratio > count ? 0 : (long)decimal.Floor(count / (decimal)ratio);
}
