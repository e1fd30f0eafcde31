namespace Bench.Analysis.Published;

/// <summary>Published points of one method near one ratio: what a result may be expected to be near to.</summary>
/// <param name="Points">At least one: of each curve the nearest, with ratios of their own.</param>
public sealed record PublishedBand(IReadOnlyList<PublishedPoint> Points)
{
    /// <summary>The least top-1 in [0, 1], a standard deviation below the mean where one is known.</summary>
    public double Lowest => Points.Min(p => p.Top1 - (p.Deviation ?? 0));

    /// <summary>The greatest, likewise.</summary>
    public double Highest => Points.Max(p => p.Top1 + (p.Deviation ?? 0));

    /// <summary>How far a top-1 in [0, 1] lies outside: below 0 under it, above 0 over it, 0 within.</summary>
    public double Beyond(double top1) => top1 < Lowest ? top1 - Lowest : top1 > Highest ? top1 - Highest : 0;

    /// <summary>The points whose ratio counts other parameters than a protocol's does, or that do not say which.</summary>
    public IReadOnlyList<PublishedPoint> OtherSizes(string protocol) => [.. Points.Where(p => !p.CountsAs(protocol))];

    /// <summary>Such as <c>91.6 to 92.7 % (shrinkbench-figures 8×; synflow 10×)</c>.</summary>
    public override string ToString()
    {
        var where = string.Join("; ", Points.OrderBy(p => p.File, StringComparer.Ordinal).Select(p => FormattableString.Invariant($"{p.File} {p.Compression:0.##}×")));
        return Highest - Lowest < 0.0005
            ? FormattableString.Invariant($"{100 * Lowest:0.0} % ({where})")
            : FormattableString.Invariant($"{100 * Lowest:0.0} to {100 * Highest:0.0} % ({where})");
    }
}
