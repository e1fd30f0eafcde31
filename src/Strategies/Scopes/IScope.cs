using Bench.Core;

namespace Bench.Strategies;

/// <summary>Says which scores compete with each other, and for how many places.</summary>
public interface IScope
{
    /// <summary>What sweeps call it.</summary>
    string Name { get; }

    /// <summary>One line.</summary>
    string Title { get; }

    /// <summary>The paper behind it.</summary>
    string Source { get; }

    /// <summary>Of its behaviour: raised when its pools change.</summary>
    int Version => 1;

    /// <summary>What a sweep may set.</summary>
    IReadOnlyList<PartOption> Options => [];

    /// <summary>Divides the elements, in their order, into pools whose places add up to those of the request, none larger than its pool.</summary>
    IReadOnlyList<Pool> Pools(PoolRequest request);
}

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

    /// <summary>Elements of all tensors.</summary>
    public long Elements => Tensors.Sum(t => t.Elements);
}

/// <summary>Elements <paramref name="Start"/>, ..., <paramref name="Start"/> + <paramref name="Length"/> − 1 (of all tensors one after the other, each in C order) compete for <paramref name="Kept"/> places.</summary>
public readonly record struct Pool(int Start, int Length, long Kept);
