namespace Bench.Sweeps;

/// <summary>What a strategy prunes at all, and the least and most that it leaves of a layer.</summary>
public sealed record LayerLimits
{
    public static LayerLimits None { get; } = new();

    /// <summary>Least density of each layer.</summary>
    public double Floor { get; init; }

    /// <summary>Largest density of each layer.</summary>
    public double Cap { get; init; } = 1;

    /// <summary>Name patterns of the layers that are pruned (* stands for any text); empty: all that the protocol allows.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Name patterns of layers that are not.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    public bool Equals(LayerLimits? other) =>
        other is not null && Floor == other.Floor && Cap == other.Cap && Only.SequenceEqual(other.Only) && Except.SequenceEqual(other.Except);

    public override int GetHashCode() => HashCode.Combine(Floor, Cap, Only.Count, Except.Count);
}
