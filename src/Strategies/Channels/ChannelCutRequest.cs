using Bench.Core;
using Bench.Models;

namespace Bench.Strategies;

/// <summary>How scores of channels are to be cut.</summary>
public sealed record ChannelCutRequest
{
    /// <summary>All units compete with one another, or each group loses the same share of its own.</summary>
    public static IReadOnlyList<string> Scopes { get; } = [GlobalScope, LayerScope];

    private const string GlobalScope = "global", LayerScope = "layer";

    /// <summary>One of <see cref="Scopes"/>.</summary>
    public string Scope { get; init; } = GlobalScope;

    /// <summary>Density of each group at least; of n units ⌈floor · n⌉ are kept.</summary>
    public double Floor { get; init; }

    /// <summary>Units kept of each group at least, if it has as many.</summary>
    public int Least { get; init; } = 1;

    /// <summary>Of each group as many channels are kept as are a multiple of it, or all; what that asks for is kept besides.</summary>
    public int Multiple { get; init; } = 1;

    /// <summary>What is to be made small: parameters, or multiply-adds; never larger with fewer channels.</summary>
    public required Func<NetworkGraph, long> Size { get; init; }

    /// <summary>The size that the network may have.</summary>
    public required long Most { get; init; }

    /// <summary>What <see cref="Size"/> counts, for messages.</summary>
    public string Counted { get; init; } = "parameters";

    /// <summary>Which layers are pruned, and how much of each is kept.</summary>
    public LayerLimits Limits { get; init; } = LayerLimits.None;

    /// <summary>The cell's, by which ties are broken.</summary>
    public required long Seed { get; init; }

    /// <summary>Which units an earlier cut has left; null: all. Only these can be removed.</summary>
    public IReadOnlyList<bool>? Within { get; init; }

    internal bool IsByLayer => Scope == LayerScope;
}
