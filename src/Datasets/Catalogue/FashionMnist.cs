using Bench.Core;

namespace Bench.Datasets;

/// <summary>Fashion-MNIST.</summary>
internal static class FashionMnist
{
    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "fashion-mnist",
            Title = "Fashion-MNIST articles of clothing",
            Source = "Xiao, Rasul & Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms, arXiv 1708.07747, 2017",
            License = "MIT",
            Input = new(1, 28, 28),
            Classes = 10,
            Samples = (60_000, 10_000),
        },
        Normalization = new([0.2860], [0.3530]),
        Files =
        [
            new("train-images-idx3-ubyte.gz", 47_040_016, Checksum.Md5("f4a8712d7a061bf5bd6d2ca38dc4d50a")),
            new("train-labels-idx1-ubyte.gz", 60_008, Checksum.Md5("9018921c3c673c538a1fc5bad174d6f9")),
            new("t10k-images-idx3-ubyte.gz", 7_840_016, Checksum.Md5("8181f5470baa50b63fa0f6fddb340f0a")),
            new("t10k-labels-idx1-ubyte.gz", 10_008, Checksum.Md5("15d484375f8d13e6eb1aabb0c3f46965")),
        ],
        Folders = ["FashionMNIST/raw"], // torchvision's
        ChecksumsFrom = "the publisher, and the unpacked files measured",
        Publishers = ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"],
        AlsoBy = "apt-get install dataset-fashion-mnist",
        Read = files => new(Idx.Read(files[0], files[1], 10), Idx.Read(files[2], files[3], 10)),
    };
}
