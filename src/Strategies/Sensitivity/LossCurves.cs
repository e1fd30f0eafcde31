namespace Bench.Strategies;

/// <summary>
/// What cuts of single tensors do to the loss, as a scan has found it, and the division of places that follows: the losses of tensors cut alone are taken to add up,
/// and of all divisions among densities that lie 5 % apart that with the least sum is chosen, within the total, by dynamic programming.
/// </summary>
public sealed class LossCurves
{
    // Densities that are chosen among, and into how many parts the total is divided.
    private const double Step = 0.95;
    private const int Parts = 10_000;

    private readonly IReadOnlyList<LossCurve> curves;
    private (IReadOnlyList<Bounds> Bounds, long Kept, IReadOnlyList<long> Shares)? last; // a schedule may ask the same at every step

    private LossCurves(IReadOnlyList<LossCurve> curves) => this.curves = curves;

    /// <summary>The curves of tensors, in their order.</summary>
    /// <param name="dense">The loss of the network of which nothing is cut.</param>
    /// <param name="scanned">Of each tensor its elements, and the losses with so many of them kept. Losses that are not finite count as the largest that is.</param>
    public static LossCurves Of(double dense, IReadOnlyList<(long Elements, IReadOnlyList<(long Kept, double Loss)> Cuts)> scanned)
    {
        double[] finite = [.. scanned.SelectMany(t => t.Cuts).Select(c => c.Loss).Append(dense).Where(double.IsFinite)];
        var worst = finite.DefaultIfEmpty(0).Max();
        double Known(double loss) => double.IsFinite(loss) ? loss : worst;
        // A tensor that is gone is worse than any cut: it would pay to give up one whose loss is as high as it gets already.
        var empty = worst + (worst - Math.Min(worst, Known(dense)));
        return new([.. scanned.Select(t => new LossCurve(t.Elements, [.. t.Cuts.Select(c => (c.Kept, Known(c.Loss))), (t.Elements, Known(dense))], empty))]);
    }

    /// <summary>How many elements each tensor should have; not more in all than are to be kept, and nearly as many.</summary>
    /// <param name="bounds">Of each tensor.</param>
    /// <param name="kept">To be kept in all; between the sums of the bounds.</param>
    public IReadOnlyList<long> Divide(IReadOnlyList<Bounds> bounds, long kept)
    {
        if (last is { } known && known.Kept == kept && known.Bounds.SequenceEqual(bounds)) return known.Shares;
        var free = kept - bounds.Sum(b => b.Least);
        var part = Math.Max(1, free / Parts);
        var levels = curves.Zip(bounds, (curve, bound) => Levels(curve.Elements, bound)).ToList();
        var chosen = LeastSum.Choose(
            [.. levels.Select((own, i) => own.Select(level => new LeastSum.Item((int)Math.Min(int.MaxValue, (level - bounds[i].Least + part - 1) / part), curves[i].At(level))).ToList())],
            (int)(free / part));
        long[] shares = [.. chosen.Select((level, i) => levels[i][level])];
        last = (bounds, kept, shares);
        return shares;
    }

    // The least and the most, and between them densities each so much below the next.
    private static IReadOnlyList<long> Levels(long elements, Bounds bounds)
    {
        var levels = new SortedSet<long> { bounds.Least, bounds.Most };
        for (double level = elements; level >= 0.5; level *= Step)
            if ((long)Math.Round(level) is var whole && whole > bounds.Least && whole < bounds.Most) levels.Add(whole);
        return [.. levels];
    }
}
