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
        Read(files, shape, new SampleForm { Classes = classes, Largest = largest }, labelBytes);

    /// <summary>One set from one or more files, in whatever form they are written; errors name the file.</summary>
    public static RawSamples Read(IReadOnlyList<DataFile> files, InputShape shape, SampleForm form, int labelBytes, Labels? reader = null)
    {
        var labels = reader ?? new Labels(form);
        return RawSamples.Concat([.. files.Select(file => ReadFile(file, shape, form, labels, labelBytes))]);
    }

    private static RawSamples ReadFile(DataFile file, InputShape shape, SampleForm form, Labels reader, int labelBytes)
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
            labels[i] = reader.Of((double)content[pixels - 1]) ?? throw file.Wrong($"label {content[pixels - 1]} of sample {i} is out of range ({reader.Valid})");
            images[i] = content.AsMemory(pixels, shape.Size);
        }
        return new(shape, Scaling.ToForm(images, shape, form, file), labels);
    }
}
