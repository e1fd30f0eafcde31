using Bench.Core;

namespace Bench.Datasets;

/// <summary>How a file's values are meant: their range, the order of an image's pixels, and how labels are written.</summary>
public sealed record SampleForm
{
    public required int Classes { get; init; }

    /// <summary>The raw value that becomes 0.</summary>
    public double Smallest { get; init; }

    /// <summary>The raw value that becomes 255.</summary>
    public double Largest { get; init; } = 255;

    /// <summary>Whether an image lies column by column.</summary>
    public bool Transposed { get; init; }

    /// <summary>Whether an image lies pixel by pixel, the channels of each together.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Whether nobody said where the channels come.</summary>
    public bool LayoutUnsaid { get; init; }

    /// <summary>Whether labels are as many columns as classes, one of them 1 and the others 0.</summary>
    public bool OneHot { get; init; }

    /// <summary>Labels that are words, of any kind.</summary>
    public bool Words { get; init; }

    /// <summary>The label of the first class, where labels are numbers.</summary>
    public int From { get; init; }

    /// <summary>The words of the classes in their order; null: found out.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Whether images of bytes are as they have to be: in this order, of 0 to 255.</summary>
    public bool IsPlain => Smallest == 0 && Largest == 255 && !Transposed && !ChannelsLast;

    /// <summary>As a sweep describes it.</summary>
    public static SampleForm Of(OwnFiles files) => new()
    {
        Classes = files.Classes, Smallest = files.MinValue, Largest = files.MaxValue, Transposed = files.Transpose, ChannelsLast = files.Layout == "channels-last",
        LayoutUnsaid = !files.LayoutIsStated, OneHot = files.Labels == "one-hot", Words = files.Labels == "words", From = files.LabelsFrom, Names = files.LabelNames,
    };

    /// <summary>Whether a raw value is in the range.</summary>
    public bool Fits(double value) => value >= Smallest && value <= Largest;

    /// <summary>A raw value of the range as a byte: round((value − smallest) × 255 ÷ (largest − smallest)), halves to even.</summary>
    public byte ToByte(double value) => (byte)Math.Round((value - Smallest) * 255 / (Largest - Smallest));

    /// <summary>The bytes of an image, in the file's order, by channel, row and column; the same ones where the file has that order.</summary>
    public byte[] Arranged(byte[] pixels, InputShape shape)
    {
        if (!Transposed && (!ChannelsLast || shape.Channels == 1)) return pixels;
        var (channels, height, width) = shape;
        var arranged = new byte[pixels.Length];
        for (var (c, to) = (0, 0); c < channels; c++)
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    var place = Transposed ? x * height + y : y * width + x;
                    arranged[to++] = pixels[ChannelsLast ? place * channels + c : c * height * width + place];
                }
        return arranged;
    }

    /// <summary>The shape of an image from the sizes that a header states for it: of 2 or 3 axes.</summary>
    public InputShape ShapeOf(int[] sizes)
    {
        var (channels, first, second) = sizes.Length == 2 ? (1, sizes[0], sizes[1]) : ChannelsLast ? (sizes[2], sizes[0], sizes[1]) : (sizes[0], sizes[1], sizes[2]);
        return Transposed ? new(channels, second, first) : new(channels, first, second);
    }
}
