using System.Numerics;
using System.Runtime.InteropServices;

namespace Bench.Strategies;

/// <summary>
/// The weights of one row in the order in which they go: each time the one whose removal, made up for by all others, costs least (optimal brain surgeon,
/// exactly, one weight at a time). A removed weight leaves the inverse, so that the work is a sixth of n³.
/// </summary>
internal sealed class GreedyRemoval
{
    private readonly double[] triangle; // the lower one of the inverse of what is left, row after row
    private readonly double[] weights, column;
    private readonly int[] at;
    private int count;

    /// <param name="inverse">H⁻¹ (n · n), in C order.</param>
    /// <param name="weights">Of the row (n).</param>
    public GreedyRemoval(ReadOnlySpan<double> inverse, ReadOnlySpan<double> weights)
    {
        count = weights.Length;
        this.weights = weights.ToArray();
        (column, at) = (new double[count], [.. Enumerable.Range(0, count)]);
        triangle = new double[count * (count + 1L) / 2];
        for (var i = 0; i < count; i++) inverse.Slice(i * count, i + 1).CopyTo(Row(i));
    }

    /// <summary>Takes weights out beforehand; they are 0.</summary>
    public void Without(ReadOnlySpan<bool> left)
    {
        for (var i = count - 1; i >= 0; i--)
            if (!left[at[i]]) Remove(i);
    }

    /// <summary>The next weight to go and half of w² / [H⁻¹]: its loss. Of equal ones that with the lowest lot.</summary>
    public (int Weight, double Loss) Next(ReadOnlySpan<int> lots)
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var i = 0; i < count; i++)
        {
            var loss = weights[i] * weights[i] / Row(i)[i];
            if (loss < least || (loss == least && lots[at[i]] < lots[at[best]])) (best, least) = (i, loss);
        }
        var weight = at[best];
        Remove(best);
        return (weight, least / 2);
    }

    /// <summary>Weights that are left.</summary>
    public int Count => count;

    private Span<double> Row(int i) => triangle.AsSpan((int)(i * (i + 1L) / 2), i + 1);

    private void Remove(int j)
    {
        var row = Row(j);
        var diagonal = row[j];
        row.CopyTo(column);
        for (var i = j + 1; i < count; i++) column[i] = Row(i)[j];
        Subtract(weights.AsSpan(0, count), column, weights[j] / diagonal);

        // The last one takes its place.
        var last = --count;
        if (j != last)
        {
            Row(last)[..j].CopyTo(row);
            row[j] = Row(last)[last];
            for (var i = j + 1; i < last; i++) Row(i)[j] = Row(last)[i];
            (weights[j], at[j], column[j]) = (weights[last], at[last], column[last]);
        }
        for (var i = 0; i < count; i++) Subtract(Row(i), column, column[i] / diagonal);
    }

    // target -= factor · source
    private static void Subtract(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        var by = new Vector<double>(-factor);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(target);
        var sources = MemoryMarshal.Cast<double, Vector<double>>(source[..target.Length]);
        for (var i = 0; i < vectors.Length; i++) vectors[i] = Vector.FusedMultiplyAdd(by, sources[i], vectors[i]);
        for (var i = vectors.Length * Vector<double>.Count; i < target.Length; i++) target[i] -= factor * source[i];
    }
}
