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

    /// <summary>
    /// Divides the tensors, in their order, into pools whose places add up to <paramref name="kept"/>, none larger than its pool.
    /// </summary>
    IReadOnlyList<Pool> Pools(IReadOnlyList<PrunableTensor> tensors, long kept);
}

/// <summary>Tensors <paramref name="First"/>, ..., <paramref name="First"/> + <paramref name="Count"/> − 1 compete for <paramref name="Kept"/> places.</summary>
public sealed record Pool(int First, int Count, long Kept);
