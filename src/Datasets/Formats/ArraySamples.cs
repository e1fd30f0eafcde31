using Bench.Core;
using Bench.Tensors;

namespace Bench.Datasets;

/// <summary>Samples out of arrays of numbers: images of N×H×W, N×C×H×W, N×H×W×C or N×pixels, labels of N or N×columns, of which the first counts.</summary>
internal static class ArraySamples
{
    /// <summary>The shape of an image from the sizes of the whole array; where a row is one image, <paramref name="stated"/> has to say it.</summary>
    public static InputShape ShapeOf(DataFile file, IReadOnlyList<int> sizes, SampleForm form, InputShape? stated)
    {
        if (sizes.Count is < 2 or > 4) throw file.Wrong($"its images are an array of {sizes.Count} axes; they have 3 (N×H×W), 4 (N×C×H×W, or N×H×W×C with layout: channels-last) or 2 (N×pixels)");
        if (sizes.Count == 2)
            return stated is null ? throw file.Wrong($"its images are rows of {sizes[1]:N0} pixels: say shape: [channels, height, width]")
                : stated.Size == sizes[1] ? stated : throw file.Wrong($"its images are rows of {sizes[1]:N0} pixels, not the {stated.Size:N0} of {stated}");
        var shape = form.ShapeOf([.. sizes.Skip(1)]);
        if (shape.Channels is < 1 or > 65_535 || shape.Height is < 1 or > 65_535 || shape.Width is < 1 or > 65_535) throw file.Wrong($"its images of {shape} are too large to be true, or none");
        if (stated is null) CheckLayout(file, sizes, form);
        if (stated is null || stated == shape) return shape;
        var hint = new InputShape(shape.Width, shape.Channels, shape.Height) == stated ? " (if the channels come last, say layout: channels-last)" : "";
        throw file.Wrong($"images of {shape}, not of {stated} as the sweep says{hint}");
    }

    /// <summary>Refuses sizes that read as those of channels that come last, where neither shape nor layout is said.</summary>
    public static void CheckLayout(DataFile file, IReadOnlyList<int> sizes, SampleForm form)
    {
        if (form.LayoutUnsaid && sizes.Count == 4 && sizes[1] > 4 && sizes[3] is 1 or 3 or 4)
            throw file.Wrong($"its images are an array of {string.Join('×', sizes)}, which reads as N×H×W×C: say layout: channels-last (or layout: channels-first, if they have {sizes[1]} channels)");
    }

    /// <summary>The samples; errors name the file.</summary>
    public static RawSamples Read(DataFile images, NumberArray pixels, DataFile labels, NumberArray classes, InputShape shape, SampleForm form, Labels reader)
    {
        var count = pixels.Shape[0];
        if (count == 0) throw images.Wrong("holds no sample");
        var read = LabelsOf(labels, classes, form, reader);
        if (read.Length != count) throw images.Wrong($"holds {count:N0} images, but {labels.Name} holds {read.Length:N0} labels");
        return new(shape, Images(images, pixels, shape, form, out var range), read) { Range = pixels.Type.Kind == 'f' ? range : null };
    }

    private static ReadOnlyMemory<byte>[] Images(DataFile file, NumberArray pixels, InputShape shape, SampleForm form, out RawRange range)
    {
        range = new() { AreFloats = true };
        var images = new ReadOnlyMemory<byte>[pixels.Shape[0]];
        if (pixels.Type == NumberType.Byte && form.IsPlain)
        {
            for (var i = 0; i < images.Length; i++) images[i] = pixels.Data.Slice(i * shape.Size, shape.Size);
            return images;
        }
        var values = new double[shape.Size];
        for (var i = 0; i < images.Length; i++)
        {
            pixels.Read(i * shape.Size, values);
            var bytes = new byte[shape.Size];
            for (var j = 0; j < bytes.Length; j++)
            {
                bytes[j] = form.Fits(values[j]) ? form.ToByte(values[j]) : throw file.Wrong(OutOfRange(i, values[j], form));
                range.Add(values[j]);
            }
            images[i] = form.Arranged(bytes, shape);
        }
        return images;
    }

    private static string OutOfRange(int sample, double value, SampleForm form) =>
        value > form.Largest && form.Smallest == 0 ? $"sample {sample} has the value {value}, above the largest one stated ({form.Largest})"
        : $"sample {sample} has the value {value}, not in {form.Smallest} to {form.Largest}{(value < form.Smallest ? " (if it is right, say min-value)" : "")}";

    private static long[] LabelsOf(DataFile file, NumberArray classes, SampleForm form, Labels reader)
    {
        if (classes.Shape.Count is not (1 or 2) || (classes.Shape.Count == 2 && classes.Shape[1] < 1))
            throw file.Wrong($"its labels are an array of {classes.Shape.Count} axes; they have 1 (N), or 2 (N×columns, of which the first counts)");
        var columns = classes.Shape.Count == 1 ? 1 : classes.Shape[1];
        if (reader.Columns > 1 && columns != reader.Columns) throw file.Wrong($"its labels have {columns} columns, not the {reader.Columns} of labels: one-hot");
        if (reader.Columns == 1) RefuseColumnsOfClasses(file, classes, columns, form.Classes);
        var labels = new long[classes.Shape[0]];
        var row = new double[columns];
        for (var i = 0; i < labels.Length; i++)
        {
            classes.Read(i * columns, row);
            labels[i] = reader.Of(row) ?? throw file.Wrong(reader.Columns > 1 ? $"the label of sample {i} is not {reader.Valid}" : $"label {row[0]} of sample {i} is out of range ({reader.Valid})");
        }
        return labels;
    }

    // Taken by their first column, rows of zeros and ones would all be of class 0 or 1.
    private static void RefuseColumnsOfClasses(DataFile file, NumberArray labels, int columns, int classes)
    {
        if (columns < 2 || labels.Shape[0] == 0 || (columns == 2 && classes != 2)) return;
        var (row, isOneHot) = (new double[columns], true);
        for (var i = 0; i < labels.Shape[0]; i++)
        {
            labels.Read(i * columns, row);
            if (row.AsSpan().ContainsAnyExcept(0.0, 1.0)) return;
            isOneHot &= row.Sum() == 1;
            if (!isOneHot && (columns != classes || classes == 2)) return;
        }
        throw file.Wrong(isOneHot ? $"its labels are {columns} columns, a single 1 among zeros in each row: say labels: one-hot{(columns == classes ? "" : $" and classes: {columns}")}"
            : $"its labels are {columns} columns of 0 and 1, one for each class, and not a single 1 in every row: a sample has to be of one class");
    }
}
