namespace Bench.Strategies;

/// <summary>
/// The loss of a network of which one tensor alone is cut, by how many of its elements are kept: the losses that were measured, made monotone (they never fall
/// with fewer weights) by isotonic regression, and between them straight in the logarithm of the density. No weights count as half a one.
/// </summary>
public sealed class LossCurve
{
    private const double None = 0.5;

    private readonly double[] places; // logarithms of numbers of elements, ascending
    private readonly double[] losses;

    /// <param name="elements">Of the tensor.</param>
    /// <param name="measured">How many were kept, and the loss; the uncut tensor is among them. None is NaN or infinite.</param>
    /// <param name="empty">The loss that stands for no element at all.</param>
    public LossCurve(long elements, IReadOnlyList<(long Kept, double Loss)> measured, double empty)
    {
        (long Kept, double Loss)[] points = [.. measured.Where(p => p.Kept > 0).DistinctBy(p => p.Kept).Append((Kept: 0L, Loss: empty)).OrderBy(p => p.Kept)];
        if (points[^1].Kept != elements) throw new ArgumentException($"the loss with all {elements} elements is not among those measured", nameof(measured));
        places = Array.ConvertAll(points, p => Place(p.Kept));
        losses = NotRising([.. points.Select(p => p.Loss)]);
        Elements = elements;
    }

    public long Elements { get; }

    /// <summary>The loss with so many elements.</summary>
    public double At(long kept)
    {
        var place = Place(kept);
        var above = Array.FindIndex(places, p => p >= place);
        if (above <= 0) return losses[above < 0 ? ^1 : 0];
        var share = (place - places[above - 1]) / (places[above] - places[above - 1]);
        return losses[above - 1] + share * (losses[above] - losses[above - 1]);
    }

    private static double Place(long kept) => Math.Log(Math.Max(kept, None));

    // Pool adjacent violators: the nearest values, by squares, that do not rise.
    private static double[] NotRising(double[] values)
    {
        var blocks = new List<(double Sum, int Count)>();
        foreach (var value in values)
        {
            blocks.Add((value, 1));
            while (blocks.Count > 1 && blocks[^1].Sum / blocks[^1].Count > blocks[^2].Sum / blocks[^2].Count)
            {
                var (last, before) = (blocks[^1], blocks[^2]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((last.Sum + before.Sum, last.Count + before.Count));
            }
        }
        return [.. blocks.SelectMany(b => Enumerable.Repeat(b.Sum / b.Count, b.Count))];
    }
}
