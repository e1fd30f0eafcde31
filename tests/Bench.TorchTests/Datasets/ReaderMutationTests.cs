using System.IO.Compression;
using System.Text;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Tensors;
using Bench.Tests;
using Bench.TorchTests.Tensors;
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
        var wanted = new Dictionary<string, long?> { ["packed-bin/data.bin"] = TinyDatasets.Records.Length };
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
            WeightImport.Check(network.Graph, new(path), new Dictionary<string, string> { ["fc1"] = "fc1" });
            WeightImport.Load(network, new(path));
        }, count: 300);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Weights_of_PyTorch(bool zip)
    {
        using var network = Network.Create(ModelCatalogue.Find("lenet-300-100"), new(1, 1, 2), 2, SeededStream.For(1, "initialization"));
        var state = network.CopyState();
        var (root, storages) = Pickled.State(state.ToDictionary(s => s.Key, s => s.Value));
        foreach (var tensor in state.Values) tensor.Dispose();
        var beside = Pickled.Dictionary(("args", Pickled.Told(Pickled.Call(Pickled.Name("argparse", "Namespace")), Pickled.Dictionary(("lr", Pickled.Whole(1))))), ("state_dict", root));
        var good = zip ? Pickled.Zip(beside, storages) : Pickled.Sequence(beside, storages);
        Mutations.Survive([good, good[..2000], Pickled.File(Pickled.Dictionary(("fc1.weight", Pickled.Array("f4", [1, 2], new byte[8], "<"))))],
            [.. Tokens, "R"u8.ToArray(), "(h\0"u8.ToArray(), "0"u8.ToArray(), "J\u007f\u007f\u007f\u007f"u8.ToArray(), "cos\nsystem\n"u8.ToArray(), [0x94], [0x8e, 255, 255, 255, 255, 0, 0, 0, 0]], file =>
        {
            var path = folder.File("w.pth", file);
            WeightImport.Check(network.Graph, new(path));
            WeightImport.Load(network, new(path));
        }, count: 400);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Arrays_of_NumPy(bool packed)
    {
        byte[] images = NumPy.Array("|u1", "(20, 1, 2)", TinyDatasets.Images[16..]), labels = NumPy.Array("<i8", "(20, 1)", new byte[160], firstFastest: true);
        var archive = NumPy.Archive(packed ? CompressionLevel.Optimal : CompressionLevel.NoCompression, ("x_train", images), ("y_train", labels), ("x_test", images), ("y_test", labels));
        Mutations.Survive([archive], [.. Tokens, "PK\u0005\u0006"u8.ToArray(), "NUMPY"u8.ToArray(), "(9999999999,)"u8.ToArray(), "'|O'"u8.ToArray()], file =>
            OwnData.Read("x", new() { Format = "npz", Train = [folder.File("x.npz", file)], Test = [], Classes = 2 }));
        var right = folder.File("labels.npy", labels);
        Mutations.Survive([images], [.. Tokens, "(("u8.ToArray(), "'"u8.ToArray(), "9"u8.ToArray(), "<f8"u8.ToArray()], file =>
        {
            var path = folder.File("images.npy", file);
            OwnData.Read("x", new() { Format = "npz", Train = [path, right], Test = [path, right], Classes = 2 });
        });
    }

    [Fact]
    public void Sparse_rows() => Mutations.Survive(["0 1:4 2:16\n1\n+1 2:0.5 # x\n"u8.ToArray()],
        [.. new[] { ":", " ", "#", "\n", "-", "0", "99999999999", "1:1", "NaN", "\t", "qid:1" }.Select(Encoding.UTF8.GetBytes)],
        file => LibSvm.Read([At(file)], new(1, 1, 2), new() { Classes = 2, Largest = 16 }, 1));

    [Fact]
    public void Pickled_batches()
    {
        var batch = Pickled.File(Pickled.Dictionary(("labels", Pickled.List(Pickled.Whole(1), Pickled.Whole(0))), ("data", Pickled.Array("u1", [2, 2], [1, 2, 3, 4]))));
        Mutations.Survive([batch], [.. Tokens, "R"u8.ToArray(), "b"u8.ToArray(), "cos\nsystem\n"u8.ToArray(), "h\0"u8.ToArray(), "q\0"u8.ToArray(), "2"u8.ToArray(), "("u8.ToArray(), [0x8e, 255, 255, 255, 255, 255, 255, 255, 127]], file =>
        {
            CifarPickle.Read([At(file)], new(1, 1, 2), new() { Classes = 2 });
            CifarPickle.ToBinary(At(file), "labels");
        }, count: 2000);
    }

    [Fact]
    public void Tables_in_other_forms() => Mutations.Survive(["  0 \t 4  1 0 \n8 16 0 1\n"u8.ToArray(), "0,5;1,0;1;0\n"u8.ToArray()],
        [.. new[] { "\"", ",", ";", "\n", "\r\n", "\t", " ", "1", "NaN", "-" }.Select(Encoding.UTF8.GetBytes)],
        file =>
        {
            var form = new SampleForm { Classes = 2, Smallest = -1, Largest = 16, OneHot = true, ChannelsLast = true, Transposed = true };
            Bench.Datasets.Csv.Read([At(file)], new(new(1, 1, 2), 2, 16) { Form = form, DecimalComma = true });
            Bench.Datasets.Csv.Read([At(file)], new(new(1, 1, 2), 2, 16) { Form = form with { OneHot = false, Words = true }, Separator = "blanks", SkipColumns = [2] });
        });

    private static byte[][] Files(bool packed, params byte[][] files) => packed ? [.. files.Select(TemporaryFolder.Gzip)] : files;

    private DataFile At(byte[] content) => DataFile.At(folder.File("x", content));
}
