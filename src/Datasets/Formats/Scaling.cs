using Bench.Core;

namespace Bench.Datasets;

/// <summary>Raw bytes of a known range to bytes of 0 to 255.</summary>
internal static class Scaling
{
    /// <summary>Images scaled and in order; the same ones where they are so already.</summary>
    public static ReadOnlyMemory<byte>[] ToForm(ReadOnlyMemory<byte>[] images, InputShape shape, SampleForm form, DataFile file)
    {
        if (form.IsPlain) return images;
        var table = new byte[256];
        for (var value = 0; value < 256; value++)
            if (form.Fits(value)) table[value] = form.ToByte(value);
        return [.. images.Select((image, i) => (ReadOnlyMemory<byte>)form.Arranged(Scale(image.Span, i), shape))];

        byte[] Scale(ReadOnlySpan<byte> image, int index)
        {
            var scaled = new byte[image.Length];
            for (var i = 0; i < scaled.Length; i++)
                scaled[i] = form.Fits(image[i])
                    ? table[image[i]]
                    : throw file.Wrong($"sample {index} has the value {image[i]}, {(image[i] > form.Largest ? $"above the largest one stated ({form.Largest})" : $"below the smallest one stated ({form.Smallest})")}");
            return scaled;
        }
    }
}
