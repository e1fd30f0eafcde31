namespace Bench.Datasets;

/// <summary>Raw values of a known range to bytes.</summary>
internal static class Scaling
{
    /// <summary>round(value × 255 ÷ largest), halves to even.</summary>
    public static byte ToByte(double value, double largest) => (byte)Math.Round(value * 255 / largest);

    /// <summary>Images with bytes of 0 … <paramref name="largest"/> scaled to 0 … 255; the same ones where that is 255.</summary>
    public static ReadOnlyMemory<byte>[] ToFullRange(ReadOnlyMemory<byte>[] images, double largest, DataFile file)
    {
        if (largest == 255) return images;
        var table = new byte[256];
        for (var value = 0; value < 256 && value <= largest; value++) table[value] = ToByte(value, largest);
        return [.. images.Select((image, i) => (ReadOnlyMemory<byte>)Scale(image.Span, i))];

        byte[] Scale(ReadOnlySpan<byte> image, int index)
        {
            var scaled = new byte[image.Length];
            for (var i = 0; i < scaled.Length; i++)
                scaled[i] = image[i] <= largest
                    ? table[image[i]]
                    : throw file.Wrong($"sample {index} has the value {image[i]}, above the largest one stated ({largest})");
            return scaled;
        }
    }
}
