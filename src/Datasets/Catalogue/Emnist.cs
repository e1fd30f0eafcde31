namespace Bench.Datasets;

/// <summary>
/// Three of the splits of EMNIST. Images are as they are published: rows and columns are exchanged, as in torchvision and TensorFlow Datasets. Letters are
/// numbered from 1 in the files, from 0 here.
/// </summary>
internal static class Emnist
{
    public static DatasetEntry Balanced { get; } = Entry("balanced", "letters and digits, the classes balanced", 47, 112_800, 18_800);
    public static DatasetEntry Letters { get; } = Entry("letters", "letters", 26, 124_800, 20_800, firstLabel: 1);
    public static DatasetEntry Digits { get; } = Entry("digits", "digits", 10, 240_000, 40_000);

    private static DatasetEntry Entry(string split, string what, int classes, int train, int test, int firstLabel = 0)
    {
        DatasetFile Images(string set, int count) => new($"emnist-{split}-{set}-images-idx3-ubyte.gz", 16 + 784L * count);
        DatasetFile Labels(string set, int count) => new($"emnist-{split}-{set}-labels-idx1-ubyte.gz", 8L + count);
        RawSamples Read(DataFile images, DataFile labels) => Idx.Read(images, labels, new SampleForm { Classes = classes, From = firstLabel });
        return new()
        {
            Info = new()
            {
                Name = $"emnist-{split}",
                Title = $"EMNIST handwritten {what}",
                Source = "Cohen, Afshar, Tapson & van Schaik, EMNIST: an extension of MNIST to handwritten letters, arXiv 1702.05373, 2017",
                License = "not stated by the publisher",
                Input = new(1, 28, 28),
                Classes = classes,
                Samples = (train, test),
            },
            Files = [Images("train", train), Labels("train", train), Images("test", test), Labels("test", test)],
            Archive = new("gzip.zip", "gzip", Checksum.Md5("58c8d27c78d21e728a6bc7b3cc06412e")),
            ChecksumsFrom = "torchvision's datasets/mnist.py (the archive's)",
            Folders = ["EMNIST/raw", "emnist/gzip"], // torchvision's, and the archive unpacked
            Publishers = ["https://biometrics.nist.gov/cs_links/EMNIST/", "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/"],
            Read = files => new(Read(files[0], files[1]), Read(files[2], files[3])),
        };
    }
}
