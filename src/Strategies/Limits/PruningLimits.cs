using Bench.Core;

namespace Bench.Strategies;

/// <summary>What a strategy may do to single layers, under any scope. The ratio of the whole network is exact all the same.</summary>
public sealed record PruningLimits
{
    public static PruningLimits None { get; } = new();

    /// <summary>Density of each layer at least; of n weights ⌈floor · n⌉ are kept.</summary>
    public double Floor { get; init; }

    /// <summary>
    /// Density of each layer at most; of n weights ⌊cap · n⌋ are kept, or as many as the floor asks where no whole number lies between the two.
    /// </summary>
    public double Cap { get; init; } = 1;

    /// <summary>Names of the layers that are pruned, with <c>*</c> for any characters; empty: all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Names of layers that are not pruned.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Whether they say nothing of how dense a layer is.</summary>
    public bool LeaveDensities => Floor == 0 && Cap == 1;

    /// <summary>The parameters that may be pruned, of those of a protocol.</summary>
    /// <exception cref="UserError">A pattern fits no layer, or none is left.</exception>
    public IReadOnlyList<PrunableTensor> Restrict(IReadOnlyList<PrunableTensor> tensors)
    {
        var sizes = tensors.Select(t => t.Size).ToList();
        Check(sizes);
        return [.. tensors.Where((_, i) => Allow(sizes[i]))];
    }

    /// <inheritdoc cref="Restrict(IReadOnlyList{PrunableTensor})"/>
    public IReadOnlyList<TensorSize> Restrict(IReadOnlyList<TensorSize> tensors)
    {
        Check(tensors);
        return [.. tensors.Where(Allow)];
    }

    /// <summary>How many elements of a parameter may be kept.</summary>
    public Bounds Of(TensorSize tensor)
    {
        var least = (long)decimal.Ceiling((decimal)Floor * tensor.Elements);
        return new(least, Math.Max(least, (long)decimal.Floor((decimal)Cap * tensor.Elements)));
    }

    public bool Equals(PruningLimits? other) => other is not null && (Floor, Cap) == (other.Floor, other.Cap)
        && Only.SequenceEqual(other.Only, StringComparer.Ordinal) && Except.SequenceEqual(other.Except, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Floor, Cap, Only.Count, Except.Count);

    private bool Allow(TensorSize tensor) =>
        (Only.Count == 0 || Only.Any(p => LayerPattern.Fits(p, tensor.Layer))) && !Except.Any(p => LayerPattern.Fits(p, tensor.Layer));

    private void Check(IReadOnlyList<TensorSize> tensors)
    {
        if (!(Floor >= 0 && Floor <= Cap && Cap <= 1)) throw new UserError($"floor {Floor} and cap {Cap} are not densities with 0 <= floor <= cap <= 1");
        foreach (var (where, patterns) in new[] { ("layers.only", Only), ("layers.except", Except) })
            foreach (var pattern in patterns)
                if (!tensors.Any(t => LayerPattern.Fits(pattern, t.Layer))) throw LayerPattern.FitsNone(where, pattern, tensors);
        if (!tensors.Any(Allow)) throw new UserError($"layers: nothing is left to prune (prunable: {string.Join(", ", tensors.Select(t => t.Layer).Distinct())})");
    }
}
