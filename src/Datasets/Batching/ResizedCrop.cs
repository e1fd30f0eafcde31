using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>
/// A random part of an image, resized to the whole (Szegedy et al., Going deeper with convolutions, CVPR 2015), drawn as torchvision's RandomResizedCrop
/// draws it: an area of at least a share of the image's, a ratio of width to height of 3/4 to 4/3, ten tries, then the middle.
/// </summary>
internal sealed class ResizedCrop(SeededStream stream, double least)
{
    private const int Tries = 10;
    private static readonly double Narrowest = Math.Log(3.0 / 4), Widest = Math.Log(4.0 / 3);

    /// <summary>Where a crop lies: draws from the stream.</summary>
    public (int Top, int Left, int Height, int Width) Draw(int height, int width)
    {
        for (var i = 0; i < Tries; i++)
        {
            var area = height * width * (least + (1 - least) * stream.NextDouble());
            var ratio = Math.Exp(Narrowest + (Widest - Narrowest) * stream.NextDouble());
            var (w, h) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (w > 0 && w <= width && h > 0 && h <= height) return (stream.NextInt(height - h + 1), stream.NextInt(width - w + 1), h, w);
        }
        var (tall, wide) = (height, width);
        if ((double)width / height < 3.0 / 4) tall = (int)Math.Round(width / (3.0 / 4));
        else if ((double)width / height > 4.0 / 3) wide = (int)Math.Round(height * (4.0 / 3));
        return ((height - tall) / 2, (width - wide) / 2, tall, wide);
    }

    /// <summary>
    /// Images (N, H, W, C) uint8, each cropped as drawn and, where <paramref name="mirror"/> says so, turned round, resized to (H, W) bilinearly with
    /// pixels' centres at one half: first rows, then columns, rounded at the end.
    /// </summary>
    public Tensor Apply(Tensor images, Func<bool> mirror)
    {
        var (count, height, width, channels) = ((int)images.shape[0], (int)images.shape[1], (int)images.shape[2], (int)images.shape[3]);
        var (rows, columns) = (new Sources(count, height), new Sources(count, width));
        for (var i = 0; i < count; i++)
        {
            var (top, left, h, w) = Draw(height, width);
            rows.Set(i, top, h, reversed: false, i * height);
            columns.Set(i, left, w, reversed: mirror(), 0);
        }
        var place = images.device;
        var lines = images.contiguous().view(count * height, width * channels);
        var tall = rows.Between(lines.index_select(0, rows.First(place)), lines.index_select(0, rows.Second(place)), place, 1); // (N·H, W·C)
        // A column of an image, whichever the row: where it begins in the rows of its image.
        var starts = arange(Scalars.Zero, Scalars.Of((long)count * height), Scalars.One, device: place).view(count, height, 1).mul(Scalars.Of(width));
        var pixels = tall.view(-1, channels);
        Tensor At(Tensor column) => pixels.index_select(0, column.view(count, 1, width).add(starts, Scalars.One).view(-1)).view(count, height, width, channels);
        return columns.Between(At(columns.First(place)), At(columns.Second(place)), place, height).round().to_type(uint8);
    }

    /// <summary>Of each place of a resized line of some images: the two places that it lies between, and how near it is to the second.</summary>
    private sealed class Sources(int count, int length)
    {
        private readonly long[] first = new long[count * length], second = new long[count * length];
        private readonly float[] share = new float[count * length];

        public void Set(int image, int from, int size, bool reversed, long offset)
        {
            for (var i = 0; i < length; i++)
            {
                var at = Math.Clamp(((reversed ? length - 1 - i : i) + 0.5) * size / length - 0.5, 0, size - 1);
                var below = (int)at;
                var place = image * length + i;
                (first[place], second[place], share[place]) = (offset + from + below, offset + from + Math.Min(below + 1, size - 1), (float)(at - below));
            }
        }

        public Tensor First(Device place) => tensor(first, device: place);

        public Tensor Second(Device place) => tensor(second, device: place);

        // Of values whose leading dimensions are those of the shares, each of which is used for so many rows.
        public Tensor Between(Tensor low, Tensor high, Device place, int rows)
        {
            var shares = tensor(share, device: place);
            shares = rows == 1 ? shares.view(-1, 1) : shares.view(count, 1, length, 1);
            var start = low.to_type(float32);
            return high.to_type(float32).sub_(start).mul_(shares).add_(start, Scalars.One);
        }
    }
}
