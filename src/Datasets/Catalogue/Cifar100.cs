using Bench.Core;

namespace Bench.Datasets;

/// <summary>CIFAR-100 with its 100 fine labels.</summary>
internal static class Cifar100
{
    private static readonly InputShape Input = new(3, 32, 32);

    private static readonly DatasetEntry Binary = new()
    {
        Info = new()
        {
            Name = "cifar100",
            Title = "CIFAR-100 natural images",
            Source = "Krizhevsky, Learning multiple layers of features from tiny images, technical report, University of Toronto, 2009",
            License = "not stated by the publisher",
            Input = Input,
            Classes = 100,
            Samples = (50_000, 10_000),
        },
        Normalization = new([0.5071, 0.4865, 0.4409], [0.2673, 0.2564, 0.2762]),
        // The publisher gives a checksum of the archive only: unpacked files are checked by size and labels.
        Files = [new("train.bin", 153_700_000), new("test.bin", 30_740_000)],
        Archive = new("cifar-100-binary.tar.gz", "cifar-100-binary", Checksum.Md5("03b5dce01913d631647c71ecec9e9cb8")),
        ChecksumsFrom = "the publisher (the archive's)",
        Publishers = ["https://www.cs.toronto.edu/~kriz/"],
        Read = files => new(CifarBinary.Read([files[0]], Input, 100, labelBytes: 2), CifarBinary.Read([files[1]], Input, 100, labelBytes: 2)),
    };

    // The Python form: the same images in the same order, pickled.
    public static DatasetEntry Entry { get; } = Binary with
    {
        Otherwise = Binary with
        {
            // The sums are those of torchvision's datasets/cifar.py.
            Files = [.. Binary.Files.Zip(["16019d7e3df5f24257cddd939b257f8d", "f0ef6b0ae62326f3e7ffdfab6717acfc"]).Select(f => f.First with
            {
                Name = Path.GetFileNameWithoutExtension(f.First.Name), Decode = batch => CifarPickle.ToBinary(batch, "coarse_labels", "fine_labels"), Undecoded = Checksum.Md5(f.Second),
            })],
            Archive = new("cifar-100-python.tar.gz", "cifar-100-python", Checksum.Md5("eb9058c3a382ffc7106e4002c42a8d85")),
        },
    };
}
