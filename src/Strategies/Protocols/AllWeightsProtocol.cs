using Bench.Models;

namespace Bench.Strategies;

/// <summary>
/// The convention of most sparse-training papers: all W weights of convolutions and linear layers, the output layer's too, are
/// prunable, and the compression ratio is of those: ⌊W/c⌋ are kept.
/// </summary>
public sealed class AllWeightsProtocol : IProtocol
{
    public string Name => "all-weights";
    public string Title => "all weights, the output layer's too; the ratio is of those alone; true MACs";
    public string Source => "Tanaka et al., Pruning neural networks without any data (SynFlow), NeurIPS 2020";

    public IReadOnlyList<PrunableTensor> Prunable(ModelEntry model, IReadOnlyList<LayerInfo> layers) =>
        [.. layers.DistinctBy(l => l.Name).Select(l => new PrunableTensor(l))];

    public long Budget(long total, long prunable, double compression) => Share.Of(prunable, compression);

    public double LargestCompression(long total, long prunable) => prunable;

    public double Ratio(long total, long prunable, long kept) => (double)prunable / kept;

    public long? ChannelSize(NetworkGraph graph) => graph.Layers.DistinctBy(l => l.Name).Sum(l => l.Weights);

    // Weights that limits keep from being pruned are weights all the same.
    public double Compression(NetworkCounts counts)
    {
        var weights = counts.Layers.DistinctBy(l => l.Layer.Name).Sum(l => l.Weights);
        return Ratio(counts.TotalParameters, weights, weights - counts.PrunableParameters + counts.KeptPrunable);
    }
}
