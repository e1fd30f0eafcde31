using Bench.Core;

namespace Bench.Datasets;

/// <summary>CIFAR-10.</summary>
internal static class Cifar10
{
    private static readonly InputShape Input = new(3, 32, 32);

    private static readonly DatasetEntry Binary = new()
    {
        Info = new()
        {
            Name = "cifar10",
            Title = "CIFAR-10 natural images",
            Source = "Krizhevsky, Learning multiple layers of features from tiny images, technical report, University of Toronto, 2009",
            License = "not stated by the publisher",
            Input = Input,
            Classes = 10,
            Samples = (50_000, 10_000),
        },
        Normalization = new([0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]),
        // The publisher gives a checksum of the archive only; these are of the files in it.
        Files =
        [
            new("data_batch_1.bin", 30_730_000, Checksum.Sha256("cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5")),
            new("data_batch_2.bin", 30_730_000, Checksum.Sha256("a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed")),
            new("data_batch_3.bin", 30_730_000, Checksum.Sha256("bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67")),
            new("data_batch_4.bin", 30_730_000, Checksum.Sha256("014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48")),
            new("data_batch_5.bin", 30_730_000, Checksum.Sha256("755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add")),
            new("test_batch.bin", 30_730_000, Checksum.Sha256("8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
        ],
        Archive = new("cifar-10-binary.tar.gz", "cifar-10-batches-bin", Checksum.Md5("c32a1d4ab5d03f1284b67883e8d87530")),
        ChecksumsFrom = "the publisher (the archive's); of the unpacked files measured",
        Publishers = ["https://www.cs.toronto.edu/~kriz/"],
        Read = files => new(CifarBinary.Read([.. files.Take(5)], Input, 10), CifarBinary.Read([files[5]], Input, 10)),
    };

    // The Python form: the same images in the same order, pickled.
    public static DatasetEntry Entry { get; } = Binary with
    {
        Otherwise = Binary with
        {
            Files = [.. Binary.Files.Select(file => file with { Name = Path.GetFileNameWithoutExtension(file.Name), Decode = batch => CifarPickle.ToBinary(batch, "labels") })],
            Archive = new("cifar-10-python.tar.gz", "cifar-10-batches-py", Checksum.Md5("c58f30108f718f92721af3b95e74349a")),
        },
    };
}
