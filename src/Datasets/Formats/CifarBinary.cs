using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// The binary format of CIFAR: records of one or more label bytes, of which the last counts, then the pixels by channel,
/// row and column.
/// </summary>
public static class CifarBinary
{
    /// <summary>One set from one or more files; errors name the file.</summary>
    public static RawSamples Read(IReadOnlyList<DataFile> files, InputShape shape, int classes, int labelBytes = 1, double largest = 255) =>
        RawSamples.Concat([.. files.Select(file => ReadFile(file, shape, classes, labelBytes, largest))]);

    private static RawSamples ReadFile(DataFile file, InputShape shape, int classes, int labelBytes, double largest)
    {
        var content = file.Content;
        var record = labelBytes + shape.Size;
        if (content.Length == 0 || content.Length % record != 0)
            throw file.Wrong($"its size of {content.Length:N0} bytes is no multiple of a record's {record:N0} ({labelBytes} label + {shape} pixels)");
        var images = new ReadOnlyMemory<byte>[content.Length / record];
        var labels = new long[images.Length];
        for (var i = 0; i < images.Length; i++)
        {
            var pixels = i * record + labelBytes;
            labels[i] = Label.Checked(content[pixels - 1], classes, i, file);
            images[i] = content.AsMemory(pixels, shape.Size);
        }
        return new(shape, Scaling.ToFullRange(images, largest, file), labels);
    }
}
