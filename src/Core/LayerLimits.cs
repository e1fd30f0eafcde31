namespace Bench.Core;

/// <summary>
/// What a strategy prunes at all, and the least and most that it leaves of a layer, under any scope. The ratio of the whole network is exact all the same.
/// </summary>
/// <remarks>Its members are part of identities where a strategy follows another: none is added without a default that is left out.</remarks>
public sealed record LayerLimits
{
    public static LayerLimits None { get; } = new();

    /// <summary>Density of each layer at least; of n weights ⌈floor · n⌉ are kept.</summary>
    public double Floor { get; init; }

    /// <summary>
    /// Density of each layer at most; of n weights ⌊cap · n⌋ are kept, or as many as the floor asks where no whole number lies between the two.
    /// </summary>
    public double Cap { get; init; } = 1;

    /// <summary>Name patterns of the layers that are pruned, with <c>*</c> for any characters; empty: all that the protocol allows.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Name patterns of layers that are not.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    public bool Equals(LayerLimits? other) => other is not null && (Floor, Cap) == (other.Floor, other.Cap)
        && Only.SequenceEqual(other.Only, StringComparer.Ordinal) && Except.SequenceEqual(other.Except, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Floor, Cap, Only.Count, Except.Count);
}
