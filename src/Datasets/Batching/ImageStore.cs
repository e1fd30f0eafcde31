using System.Buffers;
using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>Where the pixels of samples are: in memory, in a file, or in pictures that are decoded when they are needed.</summary>
public abstract class ImageStore : IDisposable
{
    /// <summary>Of one image.</summary>
    public abstract InputShape Shape { get; }

    /// <summary>Where batches are made.</summary>
    public abstract Device Place { get; }

    /// <summary>The images at some positions, (N, H, W, C) uint8, in a tensor of the current dispose scope.</summary>
    internal abstract Tensor At(long[] positions);

    /// <summary>As many neighbouring ones, from a position on.</summary>
    internal abstract Tensor From(int start, int count);

    /// <summary>The first ones, a store of its own.</summary>
    internal abstract ImageStore Head(int count);

    /// <summary>Those at some positions, a store of its own.</summary>
    internal abstract ImageStore Chosen(long[] positions);

    /// <summary>The same for batches on a device; this one is used no more.</summary>
    internal abstract ImageStore MoveTo(ComputeDevice device);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Images (N, C, H, W) uint8, all of them in one tensor.</summary>
internal sealed class ImagesInMemory(Tensor images) : ImageStore
{
    public Tensor Images => images;
    public override InputShape Shape => new((int)images.shape[1], (int)images.shape[2], (int)images.shape[3]);
    public override Device Place => images.device;

    internal override Tensor At(long[] positions) => images.permute(0, 2, 3, 1).index_select(0, tensor(positions, device: images.device));

    internal override Tensor From(int start, int count) => images.narrow(0, start, count).permute(0, 2, 3, 1);

    internal override ImageStore Head(int count) => new ImagesInMemory(images.narrow(0, 0, count).DetachFromDisposeScope());

    internal override ImageStore Chosen(long[] positions)
    {
        using var places = tensor(positions, device: images.device);
        return new ImagesInMemory(images.index_select(0, places).DetachFromDisposeScope());
    }

    internal override ImageStore MoveTo(ComputeDevice device)
    {
        if (device.Holds(images)) return this;
        using (this) return new ImagesInMemory(images.to(device.Place).DetachFromDisposeScope());
    }

    public override void Dispose() => images.Dispose();
}

/// <summary>Images of which a batch's are got when it is made; they lie one after another in (H, W, C) bytes.</summary>
internal abstract class ImagesElsewhere(int[] places, Device place) : ImageStore
{
    public override Device Place => place;

    /// <summary>Where each sample is.</summary>
    protected int[] Places => places;

    internal override Tensor At(long[] positions) => Gather(positions.Length, i => places[positions[i]]);

    internal override Tensor From(int start, int count) => Gather(count, i => places[start + i]);

    internal override ImageStore Head(int count) => On(places[..count], place);

    internal override ImageStore Chosen(long[] positions) => On([.. positions.Select(p => places[p])], place);

    internal override ImageStore MoveTo(ComputeDevice device)
    {
        using (this) return On(places, device.Place);
    }

    /// <summary>The same with other samples or for another device.</summary>
    protected abstract ImageStore On(int[] places, Device place);

    /// <summary>Puts the images of some places into a buffer, one after another.</summary>
    protected abstract void Read(int count, Func<int, int> placeOf, Memory<byte> images);

    private Tensor Gather(int count, Func<int, int> placeOf)
    {
        var shape = Shape;
        var buffer = ArrayPool<byte>.Shared.Rent(count * shape.Size);
        try
        {
            var images = buffer.AsMemory(0, count * shape.Size);
            Read(count, placeOf, images);
            var here = empty(count, shape.Height, shape.Width, shape.Channels, dtype: uint8);
            images.Span.CopyTo(here.bytes);
            return place.type == DeviceType.CPU ? here : here.to(place);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>Images in one file, which is given up with the store.</summary>
internal sealed class ImagesInFile(PixelFile file, InputShape shape, int[] places, Device place) : ImagesElsewhere(places, place)
{
    private bool isDisposed;

    public override InputShape Shape => shape;

    protected override ImageStore On(int[] places, Device place) => new ImagesInFile(file.Shared(), shape, places, place);

    protected override void Read(int count, Func<int, int> placeOf, Memory<byte> images)
    {
        var size = shape.Size;
        for (var i = 0; i < count; i++) file.Read((long)placeOf(i) * size, images.Span.Slice(i * size, size));
    }

    public override void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        file.Dispose();
    }
}

/// <summary>Pictures that are decoded whenever they are needed, on all cores.</summary>
internal sealed class PicturesInFolders(PictureSet set, int[] places, Device place) : ImagesElsewhere(places, place)
{
    public override InputShape Shape => set.Options.Shape;

    protected override ImageStore On(int[] places, Device place) => new PicturesInFolders(set, places, place);

    protected override void Read(int count, Func<int, int> placeOf, Memory<byte> images)
    {
        var size = Shape.Size;
        PictureSet.OnAllCores(() => Parallel.For(0, count, i => set.DecodeAgain(placeOf(i), images.Span.Slice(i * size, size))));
    }

    public override void Dispose() { }
}
