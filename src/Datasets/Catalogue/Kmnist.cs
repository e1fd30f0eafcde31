namespace Bench.Datasets;

/// <summary>Kuzushiji-MNIST.</summary>
internal static class Kmnist
{
    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "kmnist",
            Title = "Kuzushiji-MNIST cursive Japanese characters",
            Source = "Clanuwat, Bober-Irizar, Kitamoto, Lamb, Yamamoto & Ha, Deep learning for classical Japanese literature, arXiv 1812.01718, 2018",
            License = "CC BY-SA 4.0",
            Input = new(1, 28, 28),
            Classes = 10,
            Samples = (60_000, 10_000),
        },
        Files =
        [
            new("train-images-idx3-ubyte.gz", 47_040_016) { Packed = Checksum.Md5("bdb82020997e1d708af4cf47b453dcf7") },
            new("train-labels-idx1-ubyte.gz", 60_008) { Packed = Checksum.Md5("e144d726b3acfaa3e44228e80efcd344") },
            new("t10k-images-idx3-ubyte.gz", 7_840_016) { Packed = Checksum.Md5("5c965bf0a639b31b8f53240b1b52f4d7") },
            new("t10k-labels-idx1-ubyte.gz", 10_008) { Packed = Checksum.Md5("7320c461ea6c1c855c0b718fb2a4b134") },
        ],
        ChecksumsFrom = "torchvision's datasets/mnist.py",
        Folders = ["KMNIST/raw"], // torchvision's
        Publishers = ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
        Read = files => new(Idx.Read(files[0], files[1], 10), Idx.Read(files[2], files[3], 10)),
    };
}
