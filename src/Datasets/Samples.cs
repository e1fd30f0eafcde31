using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>Samples: the store of their images, and labels (N) int64, on one device.</summary>
public sealed record Samples(ImageStore Store, Tensor Labels) : IDisposable
{
    /// <summary>Samples in memory: images (N, C, H, W) uint8, labels (N) int64.</summary>
    public Samples(Tensor images, Tensor labels) : this(new ImagesInMemory(images), labels) { }

    public int Count => (int)Labels.shape[0];

    /// <summary>All images of samples in memory, (N, C, H, W) uint8.</summary>
    /// <exception cref="InvalidOperationException">They are not in memory.</exception>
    public Tensor Images => Store is ImagesInMemory here ? here.Images : throw new InvalidOperationException("the images are not in memory");

    /// <summary>The first ones, which may be disposed of on their own.</summary>
    public Samples Head(int count) => new(Store.Head(count), Labels.narrow(0, 0, count).DetachFromDisposeScope());

    /// <summary>Those at some positions, which may be disposed of on their own.</summary>
    public Samples Chosen(long[] positions)
    {
        using var places = tensor(positions, device: Labels.device);
        return new(Store.Chosen(positions), Labels.index_select(0, places).DetachFromDisposeScope());
    }

    /// <summary>The same samples for a device: these, where they are there, else others, which take their place.</summary>
    public Samples MoveTo(ComputeDevice device)
    {
        var (store, labels) = (Store.MoveTo(device), Labels);
        if (ReferenceEquals(store, Store) && device.Holds(labels)) return this;
        if (device.Holds(labels)) return new(store, labels);
        using (labels) return new(store, labels.to(device.Place).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Store.Dispose();
        Labels.Dispose();
    }
}
