namespace Bench.Strategies;

/// <summary>How scores are to be cut.</summary>
public sealed record CutRequest
{
    public required CutRules Rules { get; init; }

    /// <summary>The cell's, by which ties are broken.</summary>
    public required long Seed { get; init; }

    /// <summary>What an earlier cut has left: what that pruned stays pruned. Null, and everything may be kept again (regrowth).</summary>
    public MaskSet? Within { get; init; }

    /// <summary>How many elements of each tensor another strategy keeps; for the scope <c>like</c>.</summary>
    public IReadOnlyList<long>? Model { get; init; }

    /// <summary>What each tensor does to the loss when it is cut alone; for a scope that needs a scan.</summary>
    public LossCurves? Curves { get; init; }

    /// <summary>The pools of a cut that keeps exactly so many elements, and how many of each tensor they may keep.</summary>
    /// <exception cref="PruningException">So many cannot be kept.</exception>
    public (IReadOnlyList<Pool> Pools, IReadOnlyList<Bounds> Bounds) Divide(IReadOnlyList<PrunableTensor> tensors, long kept)
    {
        if (Within is not null && !Within.Masks.Select(m => m.Tensor.Name).SequenceEqual(tensors.Select(t => t.Name), StringComparer.Ordinal))
            throw new ArgumentException("the masks of the earlier cut are of other parameters", nameof(tensors));
        var request = new PoolRequest { Tensors = tensors, Kept = kept, Options = Rules.Options, Model = Model, Curves = Curves, Within = Within };
        TensorSize[] sizes = [.. tensors.Select(t => t.Size)];
        Bounds[] bounds = [.. Rules.Bounds(sizes).Zip(request.Bounds, (rule, left) => new Bounds(Math.Min(rule.Least, left.Most), Math.Min(rule.Most, left.Most)))];
        if (sizes.Zip(bounds).FirstOrDefault(t => t.Second.Most < Rules.Limits.Of(t.First).Least).First is { } below)
            throw new PruningException($"floor {Rules.Limits.Floor} cannot hold in layer '{below.Layer}', of which an earlier cut has left less");
        var (least, most) = (bounds.Sum(b => b.Least), bounds.Sum(b => b.Most));
        var why = kept > most ? $"{(Within is null ? "the layers may keep" : "the earlier cut has left")} {most:N0}" : kept < least ? $"the layers must keep {least:N0}" : null;
        if (why is not null) throw new PruningException($"{kept:N0} elements cannot be kept: {why}");
        return (Rules.Scope.Pools(request with { Bounds = bounds }), bounds);
    }
}
