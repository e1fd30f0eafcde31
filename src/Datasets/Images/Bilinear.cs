namespace Bench.Datasets;

/// <summary>Pixels of 8 bits a channel, row by row; <paramref name="Stride"/> bytes a pixel, of which the first <paramref name="Channels"/> count.</summary>
internal readonly ref struct PixelGrid(ReadOnlySpan<byte> Pixels, int Width, int Height, int Stride, int Channels)
{
    public ReadOnlySpan<byte> Pixels { get; init; } = Pixels;
    public int Width { get; } = Width;
    public int Height { get; } = Height;
    public int Stride { get; } = Stride;
    public int Channels { get; } = Channels;
}

/// <summary>
/// Resizes a picture so that its shorter side has a length and cuts the middle out: the same values as torchvision's Resize (of a Pillow image, bilinear,
/// with antialiasing) and CenterCrop. Rows first, then columns, weights in fixed point of 22 bits, rounded to bytes after each, as Pillow does it.
/// </summary>
internal static class Bilinear
{
    private const int Bits = 22;

    /// <summary>The picture's middle as (size, size, channels); where it has the size already, its own values.</summary>
    public static void Frame(PixelGrid from, int resize, int size, Span<byte> image)
    {
        (long width, long height) = from.Width <= from.Height
            ? ((long)resize, (long)resize * from.Height / from.Width)
            : ((long)resize * from.Width / from.Height, (long)resize);
        var columns = Weights.Of(from.Width, width, Middle(width, size), size);
        var rows = Weights.Of(from.Height, height, Middle(height, size), size);
        var (first, last) = (rows.Starts[0], rows.Starts[^1] + rows.Lengths[^1]);
        var channels = from.Channels;
        var line = size * channels;
        var between = new byte[(long)(last - first) * line]; // only what the cut out rows and columns need
        for (var y = first; y < last; y++)
        {
            var source = from.Pixels[(y * from.Width * from.Stride)..];
            var target = between.AsSpan((y - first) * line, line);
            for (var x = 0; x < size; x++)
            {
                var (start, weights) = columns.At(x);
                for (var c = 0; c < channels; c++)
                {
                    var sum = 1 << (Bits - 1);
                    for (var k = 0; k < weights.Length; k++) sum += source[(start + k) * from.Stride + c] * weights[k];
                    target[x * channels + c] = Clip(sum);
                }
            }
        }
        for (var y = 0; y < size; y++)
        {
            var (start, weights) = rows.At(y);
            for (var i = 0; i < line; i++)
            {
                var sum = 1 << (Bits - 1);
                for (var k = 0; k < weights.Length; k++) sum += between[(start - first + k) * line + i] * weights[k];
                image[y * line + i] = Clip(sum);
            }
        }
    }

    private static long Middle(long whole, int size) => (long)Math.Round((whole - size) / 2.0, MidpointRounding.ToEven);

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> Bits, 0, 255);

    /// <summary>For each of some neighbouring places of the resized line: where its sources begin, and their weights.</summary>
    private sealed record Weights(int[] Starts, int[] Lengths, int[] All, int Most)
    {
        public Line At(int place) => new(Starts[place], All.AsSpan(place * Most, Lengths[place]));

        /// <summary>Of places from <paramref name="from"/> on; where nothing is resized a place is its own source.</summary>
        public static Weights Of(int source, long resized, long from, int count)
        {
            var scale = (double)source / resized;
            var widened = Math.Max(scale, 1);
            var most = resized == source ? 1 : (int)Math.Ceiling(widened) * 2 + 1;
            var (starts, lengths, all) = (new int[count], new int[count], new int[count * most]);
            var exact = new double[most];
            for (var i = 0; i < count; i++)
            {
                if (resized == source)
                {
                    (starts[i], lengths[i], all[i]) = ((int)(from + i), 1, 1 << Bits);
                    continue;
                }
                var centre = (from + i + 0.5) * scale;
                var start = Math.Max((int)(centre - widened + 0.5), 0);
                var length = Math.Min((int)(centre + widened + 0.5), source) - start;
                var total = 0.0;
                for (var k = 0; k < length; k++) total += exact[k] = Math.Max(1 - Math.Abs((k + start - centre + 0.5) * (1 / widened)), 0);
                for (var k = 0; k < length; k++) all[i * most + k] = (int)(0.5 + (total != 0 ? exact[k] / total : exact[k]) * (1 << Bits));
                (starts[i], lengths[i]) = (start, length);
            }
            return new(starts, lengths, all, most);
        }
    }

    private readonly ref struct Line(int start, ReadOnlySpan<int> weights)
    {
        private readonly int start = start;
        private readonly ReadOnlySpan<int> weights = weights;

        public void Deconstruct(out int from, out ReadOnlySpan<int> of)
        {
            from = start;
            of = weights;
        }
    }
}
