using System.Security.Cryptography;
using Bench.Datasets;

namespace Bench.TorchTests.Datasets;

/// <summary>Entries like those of the catalogue, of a few bytes.</summary>
internal static class TinyDatasets
{
    public static readonly byte[] Images = TemporaryFolder.Idx([20, 1, 2], [.. Enumerable.Range(0, 40).Select(i => (byte)i)]);
    public static readonly byte[] Labels = TemporaryFolder.Idx([20], [.. Enumerable.Range(0, 20).Select(i => (byte)(i % 2))]);
    public static readonly byte[] Records = [.. Enumerable.Range(0, 60).Select(i => (byte)(i % 3 == 0 ? i % 2 : i))];

    /// <summary>Two files one by one.</summary>
    public static DatasetEntry Idx(string publisher = "http://127.0.0.1:9/", string name = "tiny") => new()
    {
        Info = Info(name, new(1, 1, 2)),
        Files = [new("images.gz", Images.Length, Md5(Images)), new("labels.gz", Labels.Length, Md5(Labels))],
        Publishers = [publisher],
        AlsoBy = "apt-get install tiny",
        Read = files => new(Bench.Datasets.Idx.Read(files[0], files[1], 2), Bench.Datasets.Idx.Read(files[0], files[1], 2)),
    };

    /// <summary>One file in an archive, without a checksum of its own.</summary>
    public static DatasetEntry Packed(byte[] archive, string publisher = "http://127.0.0.1:9/") => new()
    {
        Info = Info("packed", new(1, 1, 2)),
        Files = [new("data.bin", Records.Length)],
        Archive = new("packed.tar.gz", "packed-bin", Md5(archive)),
        Publishers = [publisher],
        Read = files => new(CifarBinary.Read(files, new(1, 1, 2), 2), CifarBinary.Read(files, new(1, 1, 2), 2)),
    };

    private static DatasetInfo Info(string name, Bench.Core.InputShape shape) =>
        new() { Name = name, Title = name, Source = "tests", License = "none", Input = shape, Classes = 2 };

    private static Checksum Md5(byte[] content) => Checksum.Md5(Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, content)));
}
