using Bench.Core;

namespace Bench.Datasets;

/// <summary>Street View House Numbers, cropped digits; of the files for training the one without the easier extra samples. The digit 0 is labelled 10 in the files.</summary>
internal static class Svhn
{
    private const int MostSamples = 1_000_000;
    private static readonly InputShape Input = new(3, 32, 32);
    private static readonly SampleForm Columns = new() { Classes = 10, Transposed = true };

    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "svhn",
            Title = "Street View House Numbers, cropped digits",
            Source = "Netzer, Wang, Coates, Bissacco, Wu & Ng, Reading digits in natural images with unsupervised feature learning, NIPS workshop, 2011",
            License = "non-commercial use only",
            Input = Input,
            Classes = 10,
            Samples = (73_257, 26_032),
        },
        Files =
        [
            new("train_32x32.mat", null, Checksum.Md5("e26dedcc434d2e4c54c9b2d4a06d8373")),
            new("test_32x32.mat", null, Checksum.Md5("eb5a983be6a315427106f1b164d9cef3")),
        ],
        ChecksumsFrom = "torchvision's datasets/svhn.py",
        Folders = ["SVHN"],
        Publishers = ["http://ufldl.stanford.edu/housenumbers/"],
        Read = files => new(Read(files[0]), Read(files[1])),
    };

    /// <summary>One set: X of 32×32×3×N, y of N×1.</summary>
    internal static RawSamples Read(DataFile file)
    {
        var arrays = MatFile.Read(file, ["X", "y"], (long)MostSamples * Input.Size);
        var (pixels, labels) = (arrays[0], arrays[1]);
        var count = labels.Values.Length;
        if (!pixels.Sizes.SequenceEqual([32, 32, 3, count]) && !(count == 1 && pixels.Sizes.SequenceEqual([32, 32, 3])))
            throw MatFile.Wrong(file, $"X has the sizes {string.Join('×', pixels.Sizes)}, not 32×32×3×{count}, as y has {count:N0} labels");
        if (count == 0) throw MatFile.Wrong(file, "holds no sample");
        var images = new ReadOnlyMemory<byte>[count];
        for (var i = 0; i < count; i++) images[i] = Columns.Arranged(pixels.Values.AsSpan(i * Input.Size, Input.Size).ToArray(), Input);
        return new(Input, images, [.. labels.Values.Select((label, i) => label is >= 1 and <= 10 ? label % 10L : throw MatFile.Wrong(file, $"label {label} of sample {i} is out of range (1 to 10)"))]);
    }
}
