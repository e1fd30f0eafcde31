using Bench.Core;

namespace Bench.Datasets;

/// <summary>STL-10, the labelled part: planes column by column, labels from 1.</summary>
internal static class Stl10
{
    private static readonly InputShape Input = new(3, 96, 96);
    private static readonly SampleForm Columns = new() { Classes = 10, Transposed = true };

    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "stl10",
            Title = "STL-10 natural images, the labelled ones",
            Source = "Coates, Lee & Ng, An analysis of single-layer networks in unsupervised feature learning, AISTATS 2011",
            License = "not stated by the publisher; the images are ImageNet's",
            Input = Input,
            Classes = 10,
            Samples = (5_000, 8_000),
        },
        Files =
        [
            new("train_X.bin", 138_240_000, Checksum.Md5("918c2871b30a85fa023e0c44e0bee87f")),
            new("train_y.bin", 5_000, Checksum.Md5("5a34089d4802c674881badbb80307741")),
            new("test_X.bin", 221_184_000, Checksum.Md5("7f263ba9f9e0b06b93213547f721ac82")),
            new("test_y.bin", 8_000, Checksum.Md5("36f9794fa4beb8a2c72628de14fa638e")),
        ],
        Archive = new("stl10_binary.tar.gz", "stl10_binary", Checksum.Md5("91f7769df0f17e558f3565bffb0c7dfb")),
        ChecksumsFrom = "torchvision's datasets/stl10.py",
        Publishers = ["http://ai.stanford.edu/~acoates/stl10/"],
        Read = files => new(Read(files[0], files[1]), Read(files[2], files[3])),
    };

    internal static RawSamples Read(DataFile images, DataFile labels)
    {
        var (pixels, classes) = (images.Content, labels.Content);
        if (classes.Length == 0 || pixels.Length != (long)classes.Length * Input.Size)
            throw images.Wrong($"holds {pixels.Length:N0} bytes, not {classes.Length:N0} images of {Input}, as {labels.Name} has labels");
        var rows = new ReadOnlyMemory<byte>[classes.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = Columns.Arranged(pixels.AsSpan(i * Input.Size, Input.Size).ToArray(), Input);
        return new(Input, rows, [.. classes.Select((label, i) => label is >= 1 and <= 10 ? label - 1L : throw labels.Wrong($"label {label} of sample {i} is out of range (1 to 10)"))]);
    }
}
