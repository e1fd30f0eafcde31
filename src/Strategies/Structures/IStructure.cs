using Bench.Core;

namespace Bench.Strategies;

/// <summary>Says what is removed together.</summary>
public interface IStructure
{
    /// <summary>What sweeps call it.</summary>
    string Name { get; }

    /// <summary>One line.</summary>
    string Title { get; }

    /// <summary>The paper behind it.</summary>
    string Source { get; }

    /// <summary>Of its behaviour: raised when its masks change.</summary>
    int Version => 1;

    /// <summary>What a sweep may set.</summary>
    IReadOnlyList<PartOption> Options => [];

    /// <summary>Whether its options alone say what is kept, so that it is one point and not a curve (<see cref="IFixedStructure"/>).</summary>
    bool DictatesRatio => this is IFixedStructure;

    /// <summary>Why it cannot be had with such options or such rules of a cut; null where it can.</summary>
    string? Refuses(CutRules rules, OptionValues options) => null;
}

/// <summary>A structure whose options alone say how many elements of a tensor are kept.</summary>
public interface IFixedStructure : IStructure
{
    /// <summary>How many elements of a tensor are kept; null where the structure does not fit it, and it is dense.</summary>
    long? Kept(TensorSize tensor, OptionValues options);

    /// <summary>The masks of the highest scores that have this structure; <see cref="MaskSet.Unfit"/> names the layers that it does not fit.</summary>
    /// <param name="scores">Of the parameters that may be pruned.</param>
    /// <param name="options">Of the structure.</param>
    /// <param name="seed">The cell's, by which ties are broken.</param>
    MaskSet Cut(Scores scores, OptionValues options, long seed);
}
