using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>
/// Random crops after zero padding, or crops that are resized, and horizontal flips, of whole batches. Each sample draws its row, column and direction from
/// the stream, in the order of the samples; a part that is switched off draws nothing.
/// </summary>
internal sealed class Augmentation(SeededStream stream, bool flip, int padding, double resizedCrop = 0)
{
    private readonly ResizedCrop? resized = resizedCrop > 0 ? new(stream, resizedCrop) : null;

    /// <summary>Images (N, H, W, C) uint8 to images of the same shape; must be called inside a dispose scope.</summary>
    public Tensor Apply(Tensor images)
    {
        if (resized is not null) return resized.Apply(images, () => flip && stream.NextInt(2) == 1);
        if (!flip && padding == 0) return images;
        var (count, height, width, channels) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        var stride = width + 2 * padding;
        var area = (height + 2 * padding) * stride;
        // Where each sample's first pixel comes from, and whether its row runs on to the right (1) or to the left (-1).
        var origins = new long[count];
        var directions = new long[count];
        for (var i = 0; i < count; i++)
        {
            var (top, left) = padding > 0 ? (stream.NextInt(2 * padding + 1), stream.NextInt(2 * padding + 1)) : (0, 0);
            var mirrored = flip && stream.NextInt(2) == 1;
            origins[i] = i * area + top * stride + left + (mirrored ? width - 1 : 0);
            directions[i] = mirrored ? -1 : 1;
        }
        var place = images.device;
        var rows = arange(Scalars.Zero, Scalars.Of(height * stride), Scalars.Of(stride), device: place).view(1, height, 1);
        var columns = tensor(directions, device: place).view(count, 1, 1) * arange(Scalars.Zero, Scalars.Of(width), Scalars.One, device: place).view(1, 1, width);
        var sources = tensor(origins, device: place).view(count, 1, 1).add(rows, Scalars.One).add(columns, Scalars.One); // (N, H, W)
        var padded = padding == 0 ? images : nn.functional.pad(images, [0, 0, padding, padding, padding, padding]);
        return padded.view(-1, channels).index_select(0, sources.view(-1)).view(count, height, width, channels);
    }
}
