using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>The conventions that make numbers comparable: what is prunable, how it is cut, how size and MACs are counted.</summary>
public interface IProtocol
{
    /// <summary>What sweeps call it.</summary>
    string Name { get; }

    /// <summary>One line.</summary>
    string Title { get; }

    /// <summary>Who set these conventions.</summary>
    string Source { get; }

    /// <summary>Of its behaviour: raised when its masks or counts change.</summary>
    int Version => 1;

    /// <summary>How many scoring batches a criterion sees; null: as many as the sweep asks.</summary>
    int? ScoringBatches => null;

    /// <summary>The batch-norm mode while scoring (see <see cref="BatchNormMode"/>); null: the one that the sweep asks.</summary>
    string? ScoringBatchNorm => null;

    /// <summary>The parameters that may be pruned, in forward order, a layer's weight before its bias.</summary>
    IReadOnlyList<PrunableTensor> Prunable(ModelEntry model, IReadOnlyList<LayerInfo> layers);

    /// <summary>
    /// How many of the prunable parameters a compression ratio above 1 leaves; below 1 where it is infeasible.
    /// </summary>
    /// <param name="total">T: all parameters.</param>
    /// <param name="prunable">P: the prunable ones.</param>
    /// <param name="compression">The asked ratio.</param>
    long Budget(long total, long prunable, double compression);

    /// <summary>The ratio up to which <see cref="Budget"/> is at least 1.</summary>
    double LargestCompression(long total, long prunable);

    /// <summary>Whether it cannot cut what an earlier cut has left.</summary>
    bool CutsOnce => false;

    /// <summary>Why it cannot cut by such rules; null where it can.</summary>
    string? Refuses(CutRules rules) => null;

    /// <summary>Cuts scores to a compression ratio above 1 that is feasible.</summary>
    /// <param name="scores">Of the prunable parameters that the limits let be pruned.</param>
    /// <param name="request">Which scores compete, and for what.</param>
    /// <param name="total">T: all parameters.</param>
    /// <param name="kept">How many of the scored elements that ratio leaves.</param>
    /// <param name="compression">The asked ratio.</param>
    MaskSet Cut(Scores scores, CutRequest request, long total, long kept, double compression) => ExactCut.Of(scores, request, kept);

    /// <summary>Elements of a parameter that count as kept; <paramref name="mask"/> is null where it is not prunable.</summary>
    long Kept(Tensor parameter, ParameterMask? mask) => mask?.Kept ?? parameter.NumberOfElements;

    /// <summary>The compression ratio that so many kept ones of all prunable parameters are.</summary>
    double Ratio(long total, long prunable, long kept) => (double)total / (total - prunable + kept);

    /// <summary>The achieved compression ratio.</summary>
    double Compression(NetworkCounts counts) => (double)counts.TotalParameters / counts.KeptParameters;

    /// <summary>What counts as the size of a network of which channels are removed; null where the protocol knows of no such networks.</summary>
    long? ChannelSize(NetworkGraph graph) => null;

    /// <summary>Multiply-adds of one sample that each weight of a layer takes part in.</summary>
    long MacsPerWeight(LayerInfo layer) => (long)layer.Output.Height * layer.Output.Width;
}
