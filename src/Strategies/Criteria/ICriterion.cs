using Bench.Core;
using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Gives every prunable element a score: the higher, the rather it is kept.</summary>
public interface ICriterion
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

    /// <summary>Whether it reads the weights at initialization (<see cref="ScoringContext.Initial"/>).</summary>
    bool NeedsInitial => false;

    /// <summary>Whether it reads what training steps have added up (<see cref="ScoringContext.Accumulated"/>).</summary>
    bool NeedsTraining => false;

    /// <summary>The criterion that ranks the same wherever scores compete within single layers; null where there is none.</summary>
    string? SameWithinLayers => null;

    /// <summary>Whether it gives new values to the weights that are left.</summary>
    bool Updates => this is IUpdatingCriterion or ILayerwiseCriterion;

    /// <summary>Whether it prunes layer after layer, so that a scope must give each layer its share in advance (<see cref="IScope.IsWithinLayers"/>).</summary>
    bool IsLayerwise => this is ILayerwiseCriterion;

    /// <summary>Whether scores below 0 mean something: then those of largest magnitude are not the ones to keep.</summary>
    bool IsSigned => false;

    /// <summary>Whether its scores are those of a network that has all its channels, whatever has become of it.</summary>
    bool IsOfWholeNetworks => false;

    /// <summary>What a sweep may set.</summary>
    IReadOnlyList<PartOption> Options => [];

    /// <summary>How many times scoring goes forward and backward through the network, a batch each (or a sample, where it looks at samples singly).</summary>
    /// <param name="options">Of the criterion.</param>
    /// <param name="samples">Scoring samples.</param>
    /// <param name="batches">In how many batches they come.</param>
    /// <param name="layers">Parameters that are scored, each a layer's.</param>
    (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => NeedsData ? (batches, 0) : (0, 0);

    /// <summary>Why it cannot score a network, as far as that is known without looking at a weight; null where it can.</summary>
    /// <param name="graph">Of the network.</param>
    /// <param name="tensors">What is to be scored.</param>
    /// <param name="options">Of the criterion.</param>
    /// <exception cref="UserError">What it reads is missing or broken, whatever the network.</exception>
    string? Refuses(NetworkGraph graph, IReadOnlyList<PrunableTensor> tensors, OptionValues options) => null;

    /// <summary>
    /// One fp32 or fp64 tensor for each of <see cref="ScoringContext.Tensors"/>, in their order and shapes; +∞ is allowed, NaN is not.
    /// </summary>
    IReadOnlyList<Tensor> Score(ScoringContext context);
}
