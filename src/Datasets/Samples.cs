using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>Samples in memory: images (N, C, H, W) uint8, labels (N) int64, on one device.</summary>
public sealed record Samples(Tensor Images, Tensor Labels) : IDisposable
{
    public int Count => (int)Labels.shape[0];

    /// <summary>The same samples on a device: these, where they are there, else a copy, which takes their place.</summary>
    public Samples MoveTo(ComputeDevice device)
    {
        if (device.Holds(Images)) return this;
        using (this) return new(Images.to(device.Place).DetachFromDisposeScope(), Labels.to(device.Place).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
