using Bench.Core;
using Bench.Tensors;

namespace Bench.Datasets;

/// <summary>
/// CIFAR's Python form: pickled dictionaries with an array of images (N×pixels, by channel, row and column) as <c>data</c> and lists of labels as
/// <c>labels</c>, or <c>coarse_labels</c> and <c>fine_labels</c>. Pickles are read as data (<see cref="PickleReader"/>).
/// </summary>
public static class CifarPickle
{
    private const string Data = "data";

    /// <summary>One set from one or more batches; errors name the file.</summary>
    public static RawSamples Read(IReadOnlyList<DataFile> files, InputShape shape, SampleForm form, Labels? labels = null)
    {
        var reader = labels ?? new Labels(form);
        return RawSamples.Concat([.. files.Select(file =>
        {
            var batch = Open(file);
            var nameless = DataFile.InMemory(file.Name, []); // what the file is does not matter any more
            var pixels = PixelsOf(file, batch);
            var classes = LabelsOf(file, batch, "fine_labels") ?? LabelsOf(file, batch, "labels") ?? throw Lacks(file, batch, "labels");
            return ArraySamples.Read(nameless, pixels, nameless, classes, ArraySamples.ShapeOf(nameless, pixels.Shape, form, shape), form, reader);
        })]);
    }

    /// <summary>A batch of CIFAR's as its binary form has it: records of the labels, one byte each, and the pixels.</summary>
    /// <param name="file">The batch.</param>
    /// <param name="labels">The keys of the labels, in the order of the record.</param>
    internal static byte[] ToBinary(DataFile file, params string[] labels)
    {
        var batch = Open(file);
        var pixels = PixelsOf(file, batch);
        var columns = labels.Select(key => LabelsOf(file, batch, key) ?? throw Lacks(file, batch, key)).ToList();
        if (pixels.Type != NumberType.Byte || pixels.Shape.Count != 2 || columns.Exists(c => c.Shape[0] != pixels.Shape[0])) throw new UserError($"{file.Name}: it is no batch of CIFAR: its images and labels are other arrays");
        var size = pixels.Shape[1];
        var record = labels.Length + size;
        if ((long)pixels.Shape[0] * record > Array.MaxLength) throw new UserError($"{file.Name}: it is no batch of CIFAR: it has {pixels.Shape[0]:N0} images");
        var records = new byte[pixels.Shape[0] * record];
        var label = new double[1];
        for (var i = 0; i < pixels.Shape[0]; i++)
        {
            for (var j = 0; j < labels.Length; j++)
            {
                columns[j].Read(i, label);
                records[i * record + j] = label[0] is >= 0 and <= 255 ? (byte)label[0] : throw new UserError($"{file.Name}: label {label[0]} of sample {i} is no byte");
            }
            pixels.Data.Span.Slice(i * size, size).CopyTo(records.AsSpan(i * record + labels.Length));
        }
        return records;
    }

    private static PickleDictionary Open(DataFile file)
    {
        try
        {
            return PickleReader.Read(new MemoryStream(file.Content, writable: false)) as PickleDictionary
                ?? throw new UserError($"{file.Name}: it is a pickle, but of no dictionary with the images as '{Data}' and their 'labels'");
        }
        catch (InvalidDataException e)
        {
            if (FileKind.Of(file.Start(FileKind.Looked)) is { IsPickle: false } kind) throw new UserError($"{file.Name}: {kind.ForData}", e);
            throw new UserError($"{file.Name}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static NumberArray PixelsOf(DataFile file, PickleDictionary batch)
    {
        try
        {
            return PickledArrays.Of(batch[Data]) is { Shape.Count: > 1 } pixels ? pixels : throw Lacks(file, batch, Data);
        }
        catch (InvalidDataException e)
        {
            throw new UserError($"{file.Name}: {e.Message}", e);
        }
    }

    // A list of numbers, or an array; null: there is none under this key.
    private static NumberArray? LabelsOf(DataFile file, PickleDictionary batch, string key)
    {
        var value = batch[key];
        try
        {
            if (PickledArrays.Of(value) is { Shape.Count: 1 or 2 } array) return array;
        }
        catch (InvalidDataException e)
        {
            throw new UserError($"{file.Name}: {e.Message}", e);
        }
        if (value is not PickleSequence { Items: var items } || !items.TrueForAll(item => item is long)) return null;
        var bytes = new byte[8 * items.Count];
        for (var i = 0; i < items.Count; i++) System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), (long)items[i]!);
        return NumberArray.Of(new('i', 8), [items.Count], bytes);
    }

    private static UserError Lacks(DataFile file, PickleDictionary batch, string key) =>
        new($"{file.Name}: it has no {(key == Data ? "array" : "list of numbers")} '{key}', but {string.Join(", ", batch.Named.Select(n => n.Key).Take(8))}".ReplaceLineEndings(" "));
}
