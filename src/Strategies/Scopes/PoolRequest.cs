using Bench.Core;

namespace Bench.Strategies;

/// <summary>What is to be divided.</summary>
public sealed record PoolRequest
{
    /// <summary>In their order.</summary>
    public required IReadOnlyList<PrunableTensor> Tensors { get; init; }

    /// <summary>Elements to keep of all of them.</summary>
    public required long Kept { get; init; }

    /// <summary>Of the scope.</summary>
    public OptionValues Options { get; init; } = OptionValues.None;

    /// <summary>How many elements of each tensor another strategy keeps; for a scope that follows one.</summary>
    public IReadOnlyList<long>? Model { get; init; }

    /// <summary>What each tensor does to the loss when it is cut alone; for a scope that needs a scan.</summary>
    public LossCurves? Curves { get; init; }

    /// <summary>What an earlier cut has left, to which pools give no more places than it has elements; null: all.</summary>
    public MaskSet? Within { get; init; }

    /// <summary>Of each tensor, by the scope, the limits and what is left; a scope that gives single tensors their places keeps them.</summary>
    public IReadOnlyList<Bounds> Bounds
    {
        get => field ?? [.. Tensors.Zip(Starts, (tensor, start) => new Bounds(0, Available(start, (int)tensor.Elements)))];
        init;
    }

    /// <summary>Elements of all tensors.</summary>
    public long Elements => Tensors.Sum(t => t.Elements);

    /// <summary>The position of each tensor's first element.</summary>
    public IReadOnlyList<int> Starts => field ??= [.. Tensors.Select((_, i) => (int)Tensors.Take(i).Sum(t => t.Elements))];

    /// <summary>Elements of a range that may be kept.</summary>
    public long Available(int start, int length) => Within?.Bits.Slice(start, length).Count(true) ?? length;
}

/// <summary>
/// Elements <paramref name="Start"/>, ..., <paramref name="Start"/> + <paramref name="Length"/> − 1 (of all tensors one after the other, each in C order)
/// compete for <paramref name="Kept"/> places.
/// </summary>
public readonly record struct Pool(int Start, int Length, long Kept);
