using System.IO.Compression;
using System.Text;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Tensors;
using Bench.Tests;
using static TorchSharp.torch;

namespace Bench.TorchTests.Datasets;

/// <summary>Every reader of other people's files, fed with files that were changed by accident.</summary>
public sealed class ReaderMutationTests : IDisposable
{
    private static readonly byte[][] Tokens =
        [[0, 0, 8, 3], [0, 0, 8, 1], [0x1f, 0x8b, 8], [0x80, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [(byte)'P', (byte)'K', 3, 4], [0]];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, InlineData(false), InlineData(true)]
    public void Idx(bool packed)
    {
        var labels = DataFile.InMemory("labels", TinyDatasets.Labels);
        Mutations.Survive(Files(packed, TinyDatasets.Images, TemporaryFolder.Idx([20, 1, 1, 2], [.. Enumerable.Repeat((byte)7, 40)])), Tokens,
            file => Bench.Datasets.Idx.Read(At(file), labels, 2));
        var images = DataFile.InMemory("images", TinyDatasets.Images);
        Mutations.Survive(Files(packed, TinyDatasets.Labels), Tokens, file =>
        {
            _ = Bench.Datasets.Idx.ShapeOf(images);
            Bench.Datasets.Idx.Read(images, At(file), 2);
        });
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Cifar(bool packed) => Mutations.Survive(Files(packed, TinyDatasets.Records), Tokens, file => CifarBinary.Read([At(file)], new(1, 1, 2), 2));

    [Theory, InlineData(false), InlineData(true)]
    public void Csv(bool header) => Mutations.Survive(
        Files(packed: false, "a,b,label\n0,4,1\n8,\"16\",0\n0.5,1e0,1.0\n"u8.ToArray(), "0;0;1\n"u8.ToArray(), "0\t1\t1\n"u8.ToArray()),
        [.. new[] { "\"", "\"\"", ",", ";", "\n", "\r", "\r\n", "\t", " ", "NaN", "1e999", "-", "\0", "\uFEFF", "é", "#" }.Select(Encoding.UTF8.GetBytes), [0xff, 0xfe], [0xc3]],
        file => Bench.Datasets.Csv.Read([At(file)], new(new(1, 1, 2), 2, 16, Header: header)));

    [Fact]
    public void Gzip() => Mutations.Survive([TemporaryFolder.Gzip(TinyDatasets.Images), TemporaryFolder.Gzip([])], Tokens, file => _ = At(file).Content);

    [Theory, InlineData(false), InlineData(true)]
    public void Tar(bool packed)
    {
        var archive = TemporaryFolder.Tar(("packed-bin/readme.txt", [1, 2]), ("packed-bin/data.bin", TinyDatasets.Records));
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
        var wanted = new Dictionary<string, long> { ["packed-bin/data.bin"] = TinyDatasets.Records.Length };
        Mutations.Survive([packed ? archive : unpacked.ToArray()], [.. Tokens, "ustar"u8.ToArray(), "/../"u8.ToArray(), "77777777777"u8.ToArray()], file =>
            TarArchive.Read(folder.File("x.tar.gz", packed ? file : TemporaryFolder.Gzip(file)), "x", wanted));
    }

    [Fact]
    public void Weights()
    {
        using var network = Network.Create(ModelCatalogue.Find("lenet-300-100"), new(1, 1, 2), 2, SeededStream.For(1, "initialization"));
        using var stream = new MemoryStream();
        var state = network.CopyState();
        SafeTensorsFile.Write(stream, state.ToDictionary(s => $"module.{s.Key}", s => s.Value), new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var tensor in state.Values) tensor.Dispose();
        // The header, which is what can go wrong in many ways, and little of the values.
        var good = stream.ToArray()[..2000];
        Mutations.Survive([good, stream.ToArray()], [.. Tokens, "null"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "\""u8.ToArray(), "-1"u8.ToArray(), "1e30"u8.ToArray(), "9223372036854775807"u8.ToArray(), "\\ud800"u8.ToArray()], file =>
        {
            var path = folder.File("w.safetensors", file);
            WeightImport.Check(network.Graph, path, new Dictionary<string, string> { ["fc1"] = "fc1" });
            WeightImport.Load(network, path);
        }, count: 300);
    }

    [Fact]
    public void A_NumPy_archive_is_named_or_refused_whatever_befell_it()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("images.npy").Open()) entry.Write([0x93, .. "NUMPY"u8, 1, 0]);
        Mutations.Survive([stream.ToArray(), [0x93, .. "NUMPY"u8, 1, 0, 0, 0]], Tokens, file =>
        {
            var data = At(file);
            Assert.Throws<UserError>(() => Bench.Datasets.Idx.ShapeOf(data));
            Bench.Datasets.Csv.Read([data], new(new(1, 1, 2), 2));
        });
    }

    private static byte[][] Files(bool packed, params byte[][] files) => packed ? [.. files.Select(TemporaryFolder.Gzip)] : files;

    private DataFile At(byte[] content) => DataFile.At(folder.File("x", content));
}
