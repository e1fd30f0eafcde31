using Bench.Core;
using System.Security.Cryptography;
using Bench.Datasets;
using Bench.TorchTests.Tensors;

namespace Bench.TorchTests.Datasets;

/// <summary>In which folder a data set is found.</summary>
public sealed class PlaceTests : IDisposable
{
    private static readonly DatasetEntry Tiny = TinyDatasets.Idx();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_set_comes_from_one_folder_and_the_next_is_taken_where_files_are_missing()
    {
        folder.File("a/images.gz", TemporaryFolder.Gzip(TinyDatasets.Images));
        folder.File("b/images.gz", TemporaryFolder.Gzip(TinyDatasets.Images));
        folder.File("b/labels.gz", TemporaryFolder.Gzip(TinyDatasets.Labels));
        var finding = DatasetFiles.Find(Tiny, Path("a", "b"));
        Assert.Equal(Folder("b"), finding.Where);
        Assert.All(finding.Files, f => Assert.StartsWith(Folder("b"), f.Where));
        Assert.Equal([new PassedOver(Folder("a"), "lacks labels.gz")], finding.PassedOver);
        Assert.Null(Tiny.Missing(Path("a", "b")));
        Assert.Equal($"tiny: no folder has all of it: {Folder("a")} lacks labels.gz; get it with 'bench data fetch tiny' or 'apt-get install tiny', "
            + "or say with --data where it is", Tiny.Missing(Path("a")));
    }

    [Fact]
    public void The_next_folder_is_taken_where_sums_do_not_fit()
    {
        folder.File("a/tiny/images", TinyDatasets.Images);
        folder.File("a/tiny/labels", TinyDatasets.Images); // of another set under the same name
        folder.File("a/images", TinyDatasets.Images);
        folder.File("a/labels", TinyDatasets.Labels);
        var finding = DatasetFiles.Find(Tiny, Path("a"));
        Assert.Equal(Folder("a"), finding.Where!.TrimEnd('/'));
        Assert.Equal("is not right: labels: holds 56 bytes, not 28", Assert.Single(finding.PassedOver).Why);
    }

    [Fact]
    public void What_is_loaded_is_what_was_found()
    {
        var mnist = DatasetCatalogue.Find("mnist");
        foreach (var file in mnist.Files) folder.File($"a/mnist/{file.Name[..^3]}", [1, 2, 3]);
        var finding = DatasetFiles.Find(mnist, Path("a"));
        Assert.Null(finding.Where);
        Assert.All(finding.Files, f => Assert.Equal(FileCheck.Wrong, f.Check));
        Assert.Equal(mnist.Missing(Path("a")), Assert.Throws<UserError>(() => DatasetLoader.Load("mnist", Path("a"))).Message);
    }

    [Theory]
    [InlineData("images.idx3-ubyte", "labels.idx1-ubyte.gz")]
    [InlineData("images-idx3-ubyte", "labels-idx1-ubyte")]
    [InlineData("Tiny/raw/images-idx3-ubyte.gz", "Tiny/raw/labels-idx1-ubyte")]
    public void The_usual_names_and_folders_are_found(string images, string labels)
    {
        var entry = Tiny with
        {
            Files = [Tiny.Files[0] with { Name = "images-idx3-ubyte.gz" }, Tiny.Files[1] with { Name = "labels-idx1-ubyte.gz" }],
            Folders = ["Tiny/raw"],
        };
        folder.File($"a/{images}", TinyDatasets.Images);
        folder.File($"a/{labels}", TemporaryFolder.Gzip(TinyDatasets.Labels));
        Assert.NotNull(DatasetFiles.Find(entry, Path("a")).Where);
    }

    [Fact]
    public void Of_a_file_packed_and_unpacked_the_one_that_is_right_counts()
    {
        folder.File("a/images.gz", TemporaryFolder.Gzip(TinyDatasets.Images)[..^9]);
        var right = folder.File("a/images", TinyDatasets.Images);
        folder.File("a/labels", TinyDatasets.Labels);
        Assert.Equal(right, DatasetFiles.Find(Tiny, Path("a")).Files[0].Where);
    }

    [Fact]
    public void Torchvisions_folders_of_two_sets_are_told_apart_and_their_names_are_the_catalogues()
    {
        Assert.Contains("MNIST/raw", DatasetCatalogue.Find("mnist").Folders);
        Assert.Contains("FashionMNIST/raw", DatasetCatalogue.Find("fashion-mnist").Folders);
        var other = Tiny with { Info = Tiny.Info with { Name = "other" }, Files = [Tiny.Files[1] with { Name = "images.gz" }, Tiny.Files[0] with { Name = "labels.gz" }], Folders = ["B/raw"] };
        folder.File("a/A/raw/images", TinyDatasets.Images);
        folder.File("a/A/raw/labels", TinyDatasets.Labels);
        folder.File("a/B/raw/images", TinyDatasets.Labels);
        folder.File("a/B/raw/labels", TinyDatasets.Images);
        Assert.Equal((Folder("a/A/raw"), 0), (DatasetFiles.Find(Tiny with { Folders = ["A/raw"] }, Path("a")).Where, DatasetFiles.Find(Tiny with { Folders = ["A/raw"] }, Path("a")).PassedOver.Count));
        Assert.Equal(Folder("a/B/raw"), DatasetFiles.Find(other, Path("a")).Where);
    }

    [Fact]
    public void Another_form_is_found_where_the_first_is_not_and_checked_by_what_it_becomes()
    {
        byte[] Batch(byte[] pixels) => Pickled.File(Pickled.Dictionary(("labels", Pickled.List([.. Enumerable.Range(0, 20).Select(i => Pickled.Whole(i % 2))])), ("data", Pickled.Array("u1", [20, 2], pixels))));
        byte[] pixels = [.. TinyDatasets.Records.Where((_, i) => i % 3 != 0)];
        var binary = TinyDatasets.Packed([1]) with { Files = [new("data.bin", 60, Checksum.Md5(Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, TinyDatasets.Records))))] };
        var entry = binary with
        {
            Otherwise = binary with { Files = [binary.Files[0] with { Name = "data", Decode = batch => CifarPickle.ToBinary(batch, "labels") }], Archive = new("packed-py.tar.gz", "packed-py", Checksum.Md5("00")) },
        };
        Assert.Equal("cifar-10-batches-py", DatasetCatalogue.Find("cifar10").Otherwise!.Archive!.Folder);
        folder.File("a/packed-py.tar.gz", TemporaryFolder.Tar(("packed-py/data", Batch(pixels)))); // packed anew, which does no harm
        AssertRead(Folder("a/packed-py.tar.gz"));
        folder.File("a/packed-py/data", Batch(pixels));
        AssertRead(Folder("a/packed-py"));
        folder.File("a/packed-bin/data.bin", TinyDatasets.Records);
        AssertRead(Folder("a/packed-bin"));

        folder.File("b/packed-py/data", Batch([.. pixels.Reverse()]));
        var finding = DatasetFiles.Find(entry, Path("b"));
        Assert.Equal((null, FileCheck.Wrong), (finding.Where, finding.Files[0].Check));
        folder.File("b/packed-py/data", Pickled.File(Pickled.Call(Pickled.Name("os", "system"), Pickled.Text("true"))));
        Assert.Contains("Python would run os.system", DatasetFiles.Find(entry, Path("b")).Files[0].Detail);

        void AssertRead(string where)
        {
            var (found, files) = DatasetFiles.Open(entry, Path("a"), keep: true);
            Assert.Equal((where, FileCheck.Verified), (found.Where, found.Files[0].Check));
            Assert.Equal(TinyDatasets.Records, files[0].Content);
        }
    }

    [Fact]
    public void Mnist_under_the_name_of_Fashion_mnist_is_called_mnist_and_the_next_folder_is_taken()
    {
        var (mnist, fashion) = (SharedFiles.Find("data/mnist"), SharedFiles.Find("data/fashion-mnist"));
        Directory.CreateDirectory(Folder("a"));
        foreach (var file in Directory.GetFiles(mnist)) File.CreateSymbolicLink(Folder($"a/{System.IO.Path.GetFileName(file)}"), file);
        File.Delete(Directory.GetFiles(Folder("a"), "t10k-labels*").Single()); // some of its files
        var path = new SearchPath([Folder("a"), System.IO.Path.GetDirectoryName(fashion)!]);
        var finding = DatasetFiles.Find(DatasetCatalogue.Find("fashion-mnist"), path);
        Assert.Equal(fashion, finding.Where);
        var passed = Assert.Single(finding.PassedOver);
        Assert.Equal(Folder("a"), passed.Where);
        Assert.StartsWith("is not right: train-images-idx3-ubyte.gz: wrong checksum: ", passed.Why);
        Assert.EndsWith(": it is of mnist", passed.Why);
        using var data = DatasetLoader.Load("fashion-mnist", path);
        Assert.Equal(10_000, data.Test.Count);
    }

    private string Folder(string name) => System.IO.Path.Combine(folder.Path, name);

    private SearchPath Path(params string[] folders) => new([.. folders.Select(Folder)]);
}
