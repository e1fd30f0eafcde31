using System.Globalization;

namespace Bench.Datasets;

/// <summary>
/// USPS digits as LIBSVM's site has them: lines of a label from 1 and <c>index:value</c>, values of −1 to 1. Bytes are those of torchvision:
/// (value + 1) ÷ 2 × 255 in single precision, cut off.
/// </summary>
internal static class Usps
{
    private const int Side = 16, Classes = 10;

    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "usps",
            Title = "USPS handwritten digits",
            Source = "Hull, A database for handwritten text recognition research, IEEE Trans. Pattern Analysis and Machine Intelligence 16(5), 1994",
            License = "not stated by the publisher",
            Input = new(1, Side, Side),
            Classes = Classes,
            Samples = (7_291, 2_007),
        },
        Files =
        [
            new("usps.bz2", null) { Packed = Checksum.Md5("ec16c51db3855ca6c91edd34d0e9b197") },
            new("usps.t.bz2", null) { Packed = Checksum.Md5("8ea070ee2aca1ac39742fdd1ef5ed118") },
        ],
        ChecksumsFrom = "torchvision's datasets/usps.py",
        Folders = ["USPS"],
        Publishers = ["https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass/"],
        Read = files => new(Read(files[0]), Read(files[1])),
    };

    /// <summary>One set; errors name file and line.</summary>
    internal static RawSamples Read(DataFile file)
    {
        var images = new List<ReadOnlyMemory<byte>>();
        var labels = new List<long>();
        file.Read(stream =>
        {
            using var reader = new StreamReader(new BoundedLines(stream, file, Entry.Info.Input));
            for (var line = 1; reader.ReadLine() is { } text; line++)
            {
                var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length == 0) continue;
                if (!double.TryParse(fields[0], CultureInfo.InvariantCulture, out var label) || label != Math.Floor(label) || label is < 1 or > Classes)
                    throw file.Wrong($"label '{Shortened(fields[0])}' is not one of 1 to {Classes}", line);
                labels.Add((long)label - 1);
                images.Add(Pixels(fields.AsSpan(1), file, line));
            }
            return true;
        });
        return labels.Count > 0 ? new(Entry.Info.Input, [.. images], [.. labels]) : throw file.Wrong("holds no sample");
    }

    // What is left out is 0, as the format has it.
    private static byte[] Pixels(ReadOnlySpan<string> fields, DataFile file, int line)
    {
        var pixels = new byte[Side * Side];
        Array.Fill(pixels, ToByte(0));
        foreach (var field in fields)
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !int.TryParse(field.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index is < 1 or > Side * Side
                || !double.TryParse(field.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var value) || !(value is >= -1 and <= 1))
                throw file.Wrong($"'{Shortened(field)}' is not an index of 1 to {Side * Side}, a colon and a value of -1 to 1", line);
            pixels[index - 1] = ToByte((float)value);
        }
        return pixels;
    }

    private static byte ToByte(float value) => (byte)((value + 1) / 2 * 255);

    private static string Shortened(string text) => text.Length > 40 ? $"{text[..40]}…" : text;
}
