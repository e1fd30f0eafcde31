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

    /// <summary>Whether its pools lie within single tensors, so that every layer's share is known before there are scores.</summary>
    bool IsWithinLayers => true;

    /// <summary>Whether it divides by what a scan has found (<see cref="PoolRequest.Curves"/>), which is made before the first cut.</summary>
    bool NeedsScan => false;

    /// <summary>How many elements of each tensor it lets be kept, whatever the ratio; limits of the strategy go before.</summary>
    /// <exception cref="UserError">An option does not fit these layers.</exception>
    IReadOnlyList<Bounds> Bounds(IReadOnlyList<TensorSize> tensors, OptionValues options) => [.. tensors.Select(t => new Bounds(0, t.Elements))];

    /// <summary>Divides the elements, in their order, into pools whose places add up to those of the request, none larger than its pool.</summary>
    IReadOnlyList<Pool> Pools(PoolRequest request);
}
