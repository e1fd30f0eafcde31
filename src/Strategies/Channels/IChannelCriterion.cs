using Bench.Core;
using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Gives every unit of channels a score: the higher, the rather it is kept.</summary>
public interface IChannelCriterion
{
    /// <summary>What sweeps call it.</summary>
    string Name { get; }

    /// <summary>One line with the formula.</summary>
    string Title { get; }

    /// <summary>The paper behind it.</summary>
    string Source { get; }

    /// <summary>Of its behaviour: raised when its scores change, so that results of both are never mixed.</summary>
    int Version => 1;

    /// <summary>Whether it reads the scoring batches.</summary>
    bool NeedsData { get; }

    /// <summary>What a sweep may set.</summary>
    IReadOnlyList<PartOption> Options => [];

    /// <summary>How the scores of the layers of a group become one, where a sweep says nothing: one of <see cref="ChannelCombination.All"/>.</summary>
    string Combination => ChannelCombination.Sum;

    /// <summary>Whether each unit has one score, of all layers of its group together.</summary>
    bool ScoresUnits => false;

    /// <summary>By what the scores of a group are then divided, where a sweep says nothing: one of <see cref="ChannelNormalization.All"/>.</summary>
    string Normalization => ChannelNormalization.None;

    /// <summary>How many times scoring goes forward and backward through the network, a batch each (or a sample, where it looks at samples singly).</summary>
    /// <param name="options">Of the criterion.</param>
    /// <param name="samples">Scoring samples.</param>
    /// <param name="batches">In how many batches they come.</param>
    (long Forward, long Backward) Passes(OptionValues options, long samples, long batches) => NeedsData ? (batches, batches) : (0, 0);

    /// <summary>Why it cannot score a group; null where it can. No tensor is needed.</summary>
    string? Refuses(NetworkGraph graph, ChannelMap map, ChannelGroup group) => null;

    /// <summary>
    /// For each of <see cref="ChannelScoring.Groups"/> a tensor (rows, units) fp64, a row for each layer of the group that tells something about it; +∞ is
    /// allowed, NaN is not.
    /// </summary>
    IReadOnlyList<Tensor> Score(ChannelScoring context);
}
