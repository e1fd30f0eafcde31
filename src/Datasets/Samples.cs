using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>Samples in memory: images (N, C, H, W) uint8, labels (N) int64.</summary>
public sealed record Samples(Tensor Images, Tensor Labels) : IDisposable
{
    public int Count => (int)Labels.shape[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
