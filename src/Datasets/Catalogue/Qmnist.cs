namespace Bench.Datasets;

/// <summary>QMNIST: MNIST made again from its sources, with all 60,000 test digits. Of the eight numbers that tell of a digit the first is its class.</summary>
internal static class Qmnist
{
    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "qmnist",
            Title = "QMNIST handwritten digits, the test set whole",
            Source = "Yadav & Bottou, Cold case: the lost MNIST digits, NeurIPS 2019",
            License = "BSD 3-clause",
            Input = new(1, 28, 28),
            Classes = 10,
            Samples = (60_000, 60_000),
        },
        Files =
        [
            new("qmnist-train-images-idx3-ubyte.gz", 47_040_016) { Packed = Checksum.Md5("ed72d4157d28c017586c42bc6afe6370") },
            new("qmnist-train-labels-idx2-int.gz", 1_920_012) { Packed = Checksum.Md5("0058f8dd561b90ffdd0f734c6a30e5e4") },
            new("qmnist-test-images-idx3-ubyte.gz", 47_040_016) { Packed = Checksum.Md5("1394631089c404de565df7b7aeaf9412") },
            new("qmnist-test-labels-idx2-int.gz", 1_920_012) { Packed = Checksum.Md5("5b5b05890a5e13444e108efe57b788aa") },
        ],
        ChecksumsFrom = "torchvision's datasets/mnist.py",
        Folders = ["QMNIST/raw"], // torchvision's
        Publishers = ["https://raw.githubusercontent.com/facebookresearch/qmnist/master/"],
        Read = files => new(Idx.Read(files[0], files[1], 10), Idx.Read(files[2], files[3], 10)),
    };
}
