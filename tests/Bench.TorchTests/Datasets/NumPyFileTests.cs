using System.IO.Compression;
using Bench.Core;
using Bench.Datasets;

namespace Bench.TorchTests.Datasets;

public sealed class NumPyFileTests
{
    [Theory, InlineData((byte)1), InlineData((byte)2), InlineData((byte)3)]
    public void An_array_alone_is_read_in_every_version_and_order(byte version)
    {
        var rows = NumPyFile.Open(DataFile.InMemory("x.npy", NumPy.Array("|u1", "(2, 3)", [1, 2, 3, 4, 5, 6], version: version))).Read("");
        Assert.Equal([2, 3], rows.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], rows.Data.ToArray());
        var columns = NumPyFile.Open(DataFile.InMemory("x.npy", NumPy.Array("|u1", "(2, 3)", [1, 4, 2, 5, 3, 6], firstFastest: true, version))).Read("");
        Assert.Equal([1, 2, 3, 4, 5, 6], columns.Data.ToArray());
        var deep = NumPyFile.Open(DataFile.InMemory("x.npy", NumPy.Array("|u1", "(2, 1, 2, 2)", [1, 5, 3, 7, 2, 6, 4, 8], firstFastest: true, version))).Read("");
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], deep.Data.ToArray());
    }

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "it holds Python objects, which are not read: save numbers", NumPy.Array("|O", "(2,)", [1, 2]) },
        { "it holds values of type '<c8', which are not read", NumPy.Array("<c8", "(1,)", new byte[8]) },
        { "its rows are structures, not numbers", NumPy.WithHeader("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }\n", new byte[4]) },
        { "its header is not the one that NumPy writes", NumPy.WithHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }; import os\n", [1]) },
        { "its header is not the one that NumPy writes", NumPy.WithHeader("{'descr': '|u1', 'fortran_order': False}\n", [1]) },
        { "its header is not the one that NumPy writes", NumPy.WithHeader("{'shape': (-1,), 'descr': '|u1', 'fortran_order': False}\n", [1]) },
        { "its header states 3 values of uint8 = 3 bytes, but 2 follow", NumPy.Array("|u1", "(3,)", [1, 2]) },
        { "its header states 1 values of uint8 = 1 bytes, but 2 follow", NumPy.Array("|u1", "(1,)", [1, 2]) },
        { "its header states 4294967296×4294967296 values: too large to be true", NumPy.Array("|u1", "(4294967296, 4294967296)", [1]) },
        { "its header states 0×2000000000×2 values: too large to be true", NumPy.Array("<f8", "(0, 2000000000, 2)", []) },
        { "its header claims 100,000,000 bytes", [0x93, .. "NUMPY"u8, 2, 0, 0, 0xe1, 0xf5, 5] },
        { "its format has version 9; 1 to 3 are read", [0x93, .. "NUMPY"u8, 9, 0, 0, 0] },
        { "truncated: its header is not complete", [0x93, .. "NUMPY"u8, 1, 0, 9] },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_is_no_array_of_numbers_is_refused_alone_and_in_an_archive(string says, byte[] array)
    {
        Assert.StartsWith($"x.npy: {says}", Assert.Throws<UserError>(() => NumPyFile.Open(DataFile.InMemory("x.npy", array)).Read("")).Message);
        var archive = NumPyFile.Open(DataFile.InMemory("x.npz", NumPy.Archive(CompressionLevel.Optimal, ("a", array))));
        Assert.StartsWith($"x.npz (a): {says}", Assert.Throws<UserError>(() => archive.Read("a")).Message);
    }

    [Fact]
    public void A_small_archive_cannot_unpack_to_much()
    {
        var bomb = NumPy.Archive(CompressionLevel.SmallestSize, ("images", NumPy.Array("|u1", "(100000000,)", new byte[100_000_000])));
        Assert.InRange(bomb.Length, 1, 200_000);
        Assert.Equal("x.npz (images): it unpacks to 100,000,000 bytes, far more than what lies in the archive could be",
            Assert.Throws<UserError>(() => NumPyFile.Open(DataFile.InMemory("x.npz", bomb)).Read("images")).Message);
    }

    [Fact]
    public void What_is_looked_for_and_not_there_is_said()
    {
        using var folder = new TemporaryFolder();
        var files = new OwnFiles { Format = "npz", Train = [folder.File("x.npz", NumPy.Archive(CompressionLevel.Optimal, ("a", NumPy.Array("|u1", "(1,)", [1])), ("b", NumPy.Array("|u1", "(1,)", [1]))))], Test = [], Classes = 2 };
        Assert.Equal($"{files.Train[0]}: it has the arrays a, b; looked for were train_images and train_labels, x_train and y_train, or images and labels, x and y, data and target alone",
            Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", files)).Message);
        var alone = NumPy.Archive(CompressionLevel.Optimal, ("x", NumPy.Array("|u1", "(20, 1, 1)", [.. Enumerable.Range(0, 20).Select(i => (byte)i)])), ("y", NumPy.Array("|u1", "(20,)", [.. Enumerable.Range(0, 20).Select(i => (byte)(i % 2))])));
        Assert.EndsWith("it has no test set: name files under 'test', or say test-fraction", Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", files with { Train = [folder.File("y.npz", alone)] })).Message);
        Assert.Equal((16, 4), DatasetLoader.Survey("mine", files with { Train = [folder.File("y.npz", alone)], TestFraction = 0.2 }).Info.Samples);
    }
}
