using Bench.Core;

namespace Bench.Strategies;

/// <summary>Takes exact numbers of elements out of the masks of single tensors, and into them: what dynamic sparse training does at every update.</summary>
public static class Exchange
{
    /// <summary>Without the kept elements of lowest score, so many of each tensor.</summary>
    /// <param name="scores">Of the parameters of the masks.</param>
    /// <param name="masks">Stay as they are.</param>
    /// <param name="counts">Of each tensor.</param>
    /// <param name="stream">Chooses among equal scores.</param>
    /// <exception cref="PruningException">A tensor keeps fewer.</exception>
    public static MaskSet Drop(Scores scores, MaskSet masks, IReadOnlyList<long> counts, SeededStream stream) =>
        Change(scores, masks, [.. masks.Masks.Zip(counts, (mask, count) => mask.Kept - count)], grows: false, stream);

    /// <summary>With the pruned elements of highest score, so many of each tensor.</summary>
    /// <inheritdoc cref="Drop"/>
    /// <exception cref="PruningException">Fewer are pruned in a tensor.</exception>
    public static MaskSet Grow(Scores scores, MaskSet masks, IReadOnlyList<long> counts, SeededStream stream) => Change(scores, masks, counts, grows: true, stream);

    // Of the kept elements of each tensor, or the pruned ones, so many are kept hence.
    private static MaskSet Change(Scores scores, MaskSet masks, IReadOnlyList<long> places, bool grows, SeededStream stream)
    {
        var names = masks.Masks.Select(m => m.Tensor.Name);
        if (!names.SequenceEqual(scores.Tensors.Select(t => t.Name), StringComparer.Ordinal) || places.Count != scores.Tensors.Count)
            throw new ArgumentException("the masks are of other parameters than the scores", nameof(masks));
        var keep = masks.Bits.ToArray();
        var (start, tied) = (0, 0L);
        foreach (var (mask, kept) in masks.Masks.Zip(places))
        {
            var length = (int)mask.Tensor.Elements;
            var before = masks.Bits.Slice(start, length).ToArray();
            var eligible = grows ? Array.ConvertAll(before, bit => !bit) : before;
            if (kept < 0 || kept > eligible.Count(bit => bit))
                throw new PruningException($"layer '{mask.Tensor.Layer.Name}' keeps {mask.Kept:N0} of {length:N0} elements: "
                    + (grows ? $"{kept:N0} cannot grow" : $"{mask.Kept - kept:N0} cannot be dropped"));
            var chosen = new bool[length];
            tied += scores.AreDouble
                ? ExactCut.Keep(scores.Of<double>().Slice(start, length), eligible, chosen, kept, stream)
                : ExactCut.Keep(scores.Of<float>().Slice(start, length), eligible, chosen, kept, stream);
            for (var i = 0; i < length; i++) keep[start + i] = chosen[i] || (grows && before[i]);
            start += length;
        }
        return new MaskSet(scores.Tensors, keep, keep.Count(bit => bit), tied) { Unfit = masks.Unfit };
    }
}
