using Bench.Core;

namespace Bench.Datasets;

/// <summary>MNIST.</summary>
internal static class Mnist
{
    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "mnist",
            Title = "MNIST handwritten digits",
            Source = "LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86(11), 1998",
            License = "CC BY-SA 3.0",
            Input = new(1, 28, 28),
            Classes = 10,
            Samples = (60_000, 10_000),
        },
        Normalization = new([0.1307], [0.3081]),
        Files =
        [
            new("train-images-idx3-ubyte.gz", 47_040_016, Checksum.Md5("6bbc9ace898e44ae57da46a324031adb")),
            new("train-labels-idx1-ubyte.gz", 60_008, Checksum.Md5("a25bea736e30d166cdddb491f175f624")),
            new("t10k-images-idx3-ubyte.gz", 7_840_016, Checksum.Md5("2646ac647ad5339dbf082846283269ea")),
            new("t10k-labels-idx1-ubyte.gz", 10_008, Checksum.Md5("27ae3e4e09519cfbb04c329615203637")),
        ],
        Folders = ["MNIST/raw"], // torchvision's
        ChecksumsFrom = "the publisher, in copies of his page: of the unpacked files",
        Publishers = ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
        Read = files => new(Idx.Read(files[0], files[1], 10), Idx.Read(files[2], files[3], 10)),
    };
}
