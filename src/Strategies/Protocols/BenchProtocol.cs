using Bench.Models;

namespace Bench.Strategies;

/// <summary>
/// The product's own: weights of convolutions and linear layers but the output layer; of T parameters, P of them prunable,
/// exactly k = ⌊T/c⌋ − (T − P) prunable ones are kept.
/// </summary>
public sealed class BenchProtocol : IProtocol
{
    public string Name => "bench";
    public string Title => "weights but those of the output layer; exact size of the whole network; true MACs";
    public string Source => "compression ratio and theoretical speedup as Blalock et al., MLSys 2020, define them";

    public IReadOnlyList<PrunableTensor> Prunable(ModelEntry model, IReadOnlyList<LayerInfo> layers) =>
        [.. layers.Where(l => !l.IsOutput).DistinctBy(l => l.Name).Select(l => new PrunableTensor(l))];

    public long Budget(long total, long prunable, double compression) => Share.Of(total, compression) - (total - prunable);

    public double LargestCompression(long total, long prunable) => (double)total / (total - prunable + 1);

    public long? ChannelSize(NetworkGraph graph) => graph.TotalParameters;
}
