using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Bench.Core;
using Bench.Datasets;
using Bench.Tests;
using Bench.TorchTests.Datasets.Images;
using ICSharpCode.SharpZipLib.BZip2;

namespace Bench.TorchTests.Datasets;

/// <summary>The formats in which publishers have their sets, in files of a few samples.</summary>
public sealed class OfficialSetsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(true, true)]
    public void Svhn_has_columns_first_and_ten_for_zero(bool packed, bool doubles)
    {
        var samples = Svhn.Read(DataFile.InMemory("train_32x32.mat", MatOf(packed, doubles)));
        Assert.Equal([0L, 1, 9], samples.Labels);
        for (var i = 0; i < 3; i++)
            for (var at = 0; at < 3072; at++)
                Assert.Equal(Value(at / 1024, at / 32 % 32, at % 32, i), samples.Images[i].Span[at]);
    }

    [Fact]
    public void Svhn_that_is_not_what_it_should_be_is_told_in_one_line()
    {
        string Mistake(byte[] file) => Assert.Throws<UserError>(() => Svhn.Read(DataFile.InMemory("x.mat", file))).Message;
        var good = MatOf(packed: false, doubles: false);
        Assert.Equal("x.mat: truncated or corrupt MATLAB file", Mistake(good[..5000]));
        Assert.Equal("x.mat: truncated or corrupt MATLAB file", Mistake(good[..100]));
        var other = good.ToArray();
        other[125] = 0;
        Assert.StartsWith("x.mat: not a MATLAB file of level 5", Mistake(other), StringComparison.Ordinal);
        Assert.Equal("x.mat: has no array 'y'", Mistake(Mat(packed: true, ("X", [32, 32, 3, 1], new byte[3072], false))));
        Assert.StartsWith("x.mat: X has the sizes 32×32×3×1, not 32×32×3×2", Mistake(Mat(packed: true, ("X", [32, 32, 3, 1], new byte[3072], false), ("y", [2, 1], [1, 2], false))), StringComparison.Ordinal);
        Assert.Equal("x.mat: label 11 of sample 1 is out of range (1 to 10)", Mistake(Mat(packed: true, ("X", [32, 32, 3, 2], new byte[6144], false), ("y", [2, 1], [1, 11], false))));
        Assert.StartsWith("x.mat: array 'X' has sizes that are too large to be true", Mistake(Mat(packed: true, ("X", [32, 32, 30_000, 100_000], [1], false))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_MATLAB_file_can_do_no_more_than_fail() => Mutations.Survive(
        [MatOf(packed: false, doubles: false)[..9300], Mat(packed: false, ("y", [2, 1], [1, 2], true), ("X", [2, 2], [1, 2, 3, 4], false)), MatOf(packed: true, doubles: false)],
        [[14, 0, 0, 0], [15, 0, 0, 0], [0xff, 0xff, 0xff, 0x7f], [0xff, 0xff, 0xff, 0xff], [9, 0, 0, 0], [0]],
        file => MatFile.Read(DataFile.InMemory("x.mat", file), ["X", "y"], 100_000));

    [Fact]
    public void Stl10_has_columns_first_and_labels_from_1()
    {
        var pixels = new byte[2 * 27_648];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 7 + i / 96);
        var samples = Stl10.Read(DataFile.InMemory("train_X.bin", pixels), DataFile.InMemory("train_y.bin", [1, 10]));
        Assert.Equal([0L, 9], samples.Labels);
        Assert.Equal(pixels[27_648 + 9216 + 5 * 96 + 3], samples.Images[1].Span[9216 + 3 * 96 + 5]); // channel 1, row 3, column 5
        Assert.Contains("not 1 images of 3×96×96", Assert.Throws<UserError>(() => Stl10.Read(DataFile.InMemory("x", pixels), DataFile.InMemory("y", [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("label 0 of sample 1", Assert.Throws<UserError>(() => Stl10.Read(DataFile.InMemory("x", pixels), DataFile.InMemory("y", [1, 0]))).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Usps_is_read_packed_or_not_with_the_bytes_of_torchvision(bool packed)
    {
        var text = Encoding.ASCII.GetBytes($"7 1:-1 2:-0.998 3:0 {string.Join(' ', Enumerable.Range(4, 252).Select(i => $"{i}:0.5"))} 256:1 \n10 5:-0.25\n");
        var samples = Usps.Read(DataFile.At(folder.File("usps.bz2", packed ? Bzip2(text) : text)));
        Assert.Equal([6L, 9], samples.Labels);
        // ((x + 1) / 2 * 255).astype(uint8)
        Assert.Equal([0, 0, 127, 191], samples.Images[0].Span[..4].ToArray());
        Assert.Equal(255, samples.Images[0].Span[255]);
        Assert.Equal((byte)95, samples.Images[1].Span[4]);
        Assert.Equal((byte)127, samples.Images[1].Span[5]); // left out: 0
        foreach (var (line, expected) in new[] { ("11 1:0", "x:1: label '11' is not one of 1 to 10"), ("1 257:0", "x:1: '257:0' is not"), ("1 1:2", "x:1: '1:2' is not"), ("", "x: holds no sample") })
            Assert.StartsWith(expected, Assert.Throws<UserError>(() => Usps.Read(DataFile.InMemory("x", Encoding.ASCII.GetBytes(line)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_streams_of_a_bzip2_file_are_read_and_nothing_else_behind_them()
    {
        byte[] one = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * i))], other = [7, 8, 9];
        Assert.Equal([.. one, .. other, .. one], DataFile.InMemory("x.bz2", [.. Bzip2(one), .. Bzip2(other), .. Bzip2([]), .. Bzip2(one)]).Content);
        foreach (byte[] behind in new byte[][] { [0], [.. "BZh"u8], [.. "BZx9more"u8], Bzip2(other)[..^1] })
            Assert.Equal("x.bz2: truncated or corrupt bzip2 file", Assert.Throws<UserError>(() => DataFile.InMemory("x.bz2", [.. Bzip2(one), .. behind]).Content).Message);
    }

    [Fact]
    public void A_damaged_bzip2_file_or_line_can_do_no_more_than_fail()
    {
        var text = "7 1:-1 2:-0.998 3:0\n10 5:-0.25\n"u8.ToArray();
        Mutations.Survive([Bzip2(text), Bzip2([])], [[0x31, 0x41, 0x59, 0x26], [0xff, 0xff], [0]], file => _ = DataFile.InMemory("x.bz2", file).Content);
        Mutations.Survive([text], [":"u8.ToArray(), "-"u8.ToArray(), "1e999"u8.ToArray(), "NaN"u8.ToArray(), "\n"u8.ToArray(), [0xff]], file => Usps.Read(DataFile.InMemory("x", file)));
    }

    [Fact]
    public void Qmnist_takes_the_first_of_eight_numbers()
    {
        var images = DataFile.InMemory("i", TemporaryFolder.Idx([2, 1, 3], 1, 2, 3, 4, 5, 6));
        var samples = Idx.Read(images, DataFile.InMemory("l", QmnistLabels(9, 4)), 10);
        Assert.Equal([9L, 4], samples.Labels);
        Assert.Equal(new byte[] { 4, 5, 6 }, samples.Images[1].ToArray());
        Assert.Contains("label 10 of sample 0", Assert.Throws<UserError>(() => Idx.Read(images, DataFile.InMemory("l", QmnistLabels(10, 4)), 10)).Message, StringComparison.Ordinal);
        Mutations.Survive([QmnistLabels(9, 4)], [[0, 0, 12, 2], [0, 0, 8, 1], [0xff, 0xff, 0xff, 0xff]], file => Idx.Read(images, DataFile.InMemory("l", file), 10));
    }

    [Fact]
    public void Emnist_is_read_from_its_archive_unpacked_or_as_gzip_files_and_letters_begin_with_a()
    {
        byte[] images = TemporaryFolder.Idx([2, 28, 28], [.. Enumerable.Range(0, 1568).Select(i => (byte)i)]), labels = TemporaryFolder.Idx([2], 1, 26);
        var zip = Zip(Emnist.Letters.Files.Select((file, i) => ($"gzip/{file.Name}", TemporaryFolder.Gzip(i % 2 == 0 ? images : labels))).ToArray());
        var entry = Emnist.Letters with
        {
            Files = [.. Emnist.Letters.Files.Select((file, i) => file with { Bytes = i % 2 == 0 ? images.Length : labels.Length })],
            Archive = new("gzip.zip", "gzip", Md5(zip)),
        };
        void IsRead(FileCheck check)
        {
            var (finding, files) = DatasetFiles.Open(entry, new([folder.Path]), keep: true);
            Assert.All(finding.Files, file => Assert.Equal(check, file.Check));
            Assert.Equal(check == FileCheck.Unknown ? "unverified-data" : null, finding.Doubt?.Flag);
            var splits = entry.Read(files);
            Assert.Equal([0L, 25], splits.Train.Labels);
            Assert.Equal(images[16..800], splits.Test.Images[0].ToArray()); // as published: rows and columns exchanged
            foreach (var file in folder.Files) File.Delete(Path.Combine(folder.Path, file));
        }
        folder.File("gzip.zip", zip);
        IsRead(FileCheck.Verified);
        foreach (var (file, i) in entry.Files.Select((f, i) => (f, i))) folder.File($"EMNIST/raw/{file.Name[..^3]}", i % 2 == 0 ? images : labels);
        IsRead(FileCheck.Unknown);
        folder.File("gzip.zip", Zip([($"gzip/{entry.Files[0].Name}", TemporaryFolder.Gzip(images))]));
        Assert.Contains("has no entry gzip/emnist-letters-train-labels-idx1-ubyte.gz", DatasetFiles.Find(entry, new([folder.Path])).Files[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emnist_is_fetched_out_of_its_archive()
    {
        byte[] images = TemporaryFolder.Idx([2, 28, 28], new byte[1568]), labels = TemporaryFolder.Idx([2], 1, 26);
        var zip = Zip(Emnist.Letters.Files.Select((file, i) => ($"gzip/{file.Name}", TemporaryFolder.Gzip(i % 2 == 0 ? images : labels))).ToArray());
        folder.File("mirror/gzip.zip", zip);
        var entry = Emnist.Letters with
        {
            Files = [.. Emnist.Letters.Files.Select((file, i) => file with { Bytes = i % 2 == 0 ? images.Length : labels.Length })],
            Archive = new("gzip.zip", "gzip", Md5(zip)),
        };
        var fetched = await DatasetFetch.Fetch(entry, Path.Combine(folder.Path, "data"), Path.Combine(folder.Path, "mirror"), null, TestContext.Current.CancellationToken);
        Assert.Equal((true, Path.Combine(folder.Path, "data", "emnist-letters")), (fetched.Fetched, fetched.Where));
        Assert.Equal(images, File.ReadAllBytes(Path.Combine(fetched.Where, "emnist-letters-train-images-idx3-ubyte")));
    }

    [Fact]
    public void A_checksum_of_the_packed_file_tells_the_packed_one_alone()
    {
        byte[] images = TemporaryFolder.Gzip(TinyDatasets.Images), labels = TemporaryFolder.Gzip(TinyDatasets.Labels);
        var entry = TinyDatasets.Idx() with
        {
            Files = [new("images.gz", TinyDatasets.Images.Length) { Packed = Md5(images) }, new("labels.gz", TinyDatasets.Labels.Length) { Packed = Md5(labels) }],
        };
        FileStatus[] Look() => [.. DatasetFiles.Find(entry, new([folder.Path])).Files];
        folder.File("images.gz", images);
        folder.File("labels.gz", labels);
        Assert.All(Look(), file => Assert.Equal((FileCheck.Verified, "MD5 as it should be"), (file.Check, file.Detail)));
        File.Delete(Path.Combine(folder.Path, "labels.gz"));
        folder.File("labels", TinyDatasets.Labels);
        Assert.Equal((FileCheck.Unknown, "size and labels as they should be; the checksum that is known is that of the packed file"), (Look()[1].Check, Look()[1].Detail));
        folder.File("images.gz", [.. images[..4], 1, .. images[5..]]); // another time in the header
        Assert.Contains("as published: packed anew it cannot be told from another, unpack it", Look()[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpacked_files_of_another_set_are_not_taken_for_Kuzushiji()
    {
        foreach (var file in Directory.GetFiles(SharedFiles.Find("data/fashion-mnist")))
            folder.File($"kmnist/{Path.GetFileNameWithoutExtension(file)}", DataFile.At(file).Content);
        var finding = DatasetFiles.Find(Kmnist.Entry, new([folder.Path]));
        Assert.Null(finding.Where);
        Assert.Equal("not the one it should be: it is of fashion-mnist", finding.Files[0].Detail);
    }

    [Fact]
    public async Task A_set_of_pictures_is_fetched_checked_unpacked_found_and_loaded()
    {
        using var tree = new PictureTree().Fill(train: 20, test: 4);
        (string, byte[])[] entries = [.. Directory.GetFiles(tree.Root, "*.png", SearchOption.AllDirectories).Select(f => ($"tiny/{Path.GetRelativePath(tree.Root, f)}", File.ReadAllBytes(f)))];
        var packs = new (string Name, byte[] Content)[] { ("tiny.zip", Zip(entries)), ("tiny.tgz", TemporaryFolder.Tar(entries)) };
        foreach (var (name, content) in packs)
        {
            var entry = TinyImageNet.Entry with
            {
                Info = TinyImageNet.Entry.Info with { Name = "tiny", Classes = 2, Samples = (20, 4), Input = new(3, 4, 4) },
                Pictures = new() { Size = 4, Resize = 4 }, PictureSize = new(4, 4), Archive = new(name, "tiny", Md5(content)),
            };
            folder.File($"mirror/{name}", content);
            var (target, mirror) = (Path.Combine(folder.Path, $"to-{name}"), Path.Combine(folder.Path, "mirror"));
            Assert.Contains($"is packed: unpack it, or have it checked and unpacked with 'bench data fetch tiny --mirror {mirror}'", entry.Missing(new([mirror])), StringComparison.Ordinal);
            var wrong = await Assert.ThrowsAsync<UserError>(() => DatasetFetch.Fetch(entry with { Archive = new(name, "tiny", Md5([1])) }, target, mirror, null, TestContext.Current.CancellationToken));
            Assert.Contains("wrong checksum", wrong.Message, StringComparison.Ordinal);
            var fetched = await DatasetFetch.Fetch(entry, target, mirror, null, TestContext.Current.CancellationToken);
            Assert.Equal((true, Path.Combine(target, "tiny", "tiny")), (fetched.Fetched, fetched.Where));
            Assert.False((await DatasetFetch.Fetch(entry, target, mirror, null, TestContext.Current.CancellationToken)).Fetched);
            Assert.Null(entry.Missing(new([fetched.Where])));
            Assert.Contains("is not right: train: is another version, not the one of pictures with a shorter side of 160: cat/000.png has 4×4", (entry with { PictureSize = new(160) }).Missing(new([target])), StringComparison.Ordinal);
            File.Delete(Path.Combine(fetched.Where, "train/cat/000.png"));
            Assert.Contains("is not right: train: has 19 pictures, not 20", entry.Missing(new([target])), StringComparison.Ordinal);
            var arranged = await Assert.ThrowsAsync<UserError>(() => DatasetFetch.Fetch(entry, target, mirror, null, TestContext.Current.CancellationToken));
            Assert.Contains("is there and is not right (train: has 19 pictures, not 20", arranged.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Versions_of_other_sizes_are_told_from_the_one_of_the_catalogue()
    {
        static byte[] Of(int width, int height) => PictureDecoderTests.Png(width, height, new byte[height * (width + 1)], colour: 0);
        var entry = Imagenette.Entry with { Info = Imagenette.Entry.Info with { Classes = 2, Samples = (20, 4) } };
        var sizes = new (string Version, int Width, int Height)[] { ("160", 160, 213), ("320", 426, 320), ("full", 500, 375) };
        foreach (var (version, width, height) in sizes)
        {
            foreach (var (part, count) in new[] { ("train", 20), ("val", 4) })
                for (var i = 0; i < count; i++) folder.File($"{version}/{part}/{(i % 2 == 0 ? "n01" : "n02")}/{i:00}.png", i == 3 ? Of(75, 56) : i == 4 ? Of(height, width) : Of(width, height));
            var statuses = PicturePlaces.Look(entry, Path.Combine(folder.Path, version));
            Assert.Equal(version == "160", statuses.All(s => s.IsRight));
            if (version != "160") Assert.Equal($"is another version, not the one of pictures with a shorter side of 160: n01/00.png has {width}×{height}", statuses[0].Detail);
        }
        Assert.Equal((true, false, false), (TinyImageNet.Entry.PictureSize!.Fits(64, 64), TinyImageNet.Entry.PictureSize.Fits(64, 85), TinyImageNet.Entry.PictureSize.Fits(128, 128)));
    }

    [Fact]
    public void An_archive_of_pictures_that_leads_outside_or_swells_is_refused()
    {
        string Mistake(byte[] zip, long most = 1000) => Assert.Throws<UserError>(() => ZippedFiles.Unpack(folder.File("x.zip", zip), "x.zip", Path.Combine(folder.Path, "to"), most)).Message;
        Assert.Equal("x.zip: refused: entry '../evil' would lie outside the folder it is unpacked into", Mistake(Zip(("../evil", [1]))));
        Assert.Equal("x.zip: refused: unpacked it has more than 1,000 bytes", Mistake(Zip(("a", new byte[600]), ("b", new byte[600]))));
        Mutations.Survive([Zip(("a/b", [1, 2, 3]), ("c", new byte[50]))], ["PK\u0001\u0002"u8.ToArray(), "PK\u0005\u0006"u8.ToArray(), "../"u8.ToArray(), [0xff, 0xff, 0xff, 0xff], [0]], file =>
        {
            var path = folder.File("x.zip", file);
            ZippedFiles.Read(path, "x.zip", new Dictionary<string, long?> { ["a/b"] = 3, ["c"] = null });
            if (Directory.Exists(Path.Combine(folder.Path, "to"))) Directory.Delete(Path.Combine(folder.Path, "to"), recursive: true);
            ZippedFiles.Unpack(path, "x.zip", Path.Combine(folder.Path, "to"), 1000);
        });
    }

    [Theory, InlineData(1, 1), InlineData(3, 1), InlineData(3, 2)]
    public void MedMnist_has_channels_last_and_a_validation_part_of_its_own(int channels, int version)
    {
        var input = new InputShape(channels, 28, 28);
        var file = Med(input, version);
        var splits = MedMnist.Read(DataFile.InMemory("x.npz", file), input, 3);
        Assert.Equal((5, 2, 1), (splits.Train.Count, splits.Validation!.Count, splits.Test.Count));
        Assert.Equal([0L, 1, 2, 0, 1], splits.Train.Labels);
        for (var at = 0; at < input.Size; at++)
        {
            var (channel, pixel) = (at / 784, at % 784);
            Assert.Equal((byte)(2 * 31 + pixel * channels + channel), splits.Train.Images[2].Span[at]);
        }
        Assert.Contains("train_images are 5×28×28", Assert.Throws<UserError>(() => MedMnist.Read(DataFile.InMemory("x.npz", file), new(2, 28, 28), 3)).Message, StringComparison.Ordinal);
        Assert.Contains("label 2 ", Assert.Throws<UserError>(() => MedMnist.Read(DataFile.InMemory("x.npz", file), input, 2)).Message, StringComparison.Ordinal);
        Assert.Equal("x.npz: truncated or corrupt archive", Assert.Throws<UserError>(() => MedMnist.Read(DataFile.InMemory("x.npz", file[..(file.Length / 2)]), input, 3)).Message);
    }

    [Fact]
    public void A_set_with_a_validation_part_of_its_own_keeps_it()
    {
        var file = Med(new(1, 28, 28), 1, train: 30);
        folder.File("breastmnist.npz", file);
        var entry = MedMnist.Entries[8] with { Files = [new("breastmnist.npz", null, Md5(file))] };
        var (finding, files) = DatasetFiles.Open(entry, new([folder.Path]), keep: true);
        Assert.Equal(FileCheck.Verified, Assert.Single(finding.Files).Check);
        Assert.Equal((30, 2), (entry.Read(files).Train.Count, entry.Read(files).Validation!.Count));
    }

    [Fact]
    public void A_bit_that_was_lost_in_an_archive_of_arrays_is_noticed()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry("x.npy", CompressionLevel.NoCompression).Open()) entry.Write(Npy(1, "4,", [1, 2, 3, 4]));
        var file = zip.ToArray();
        Assert.Equal([1, 2, 3, 4], NumPyFile.Open(DataFile.InMemory("a.npz", file)).Read("x").Data.ToArray());
        file[file.AsSpan().IndexOf(new byte[] { 1, 2, 3, 4 })] ^= 1;
        Assert.StartsWith("a.npz (x): damaged", Assert.Throws<UserError>(() => NumPyFile.Open(DataFile.InMemory("a.npz", file)).Read("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_NumPy_archive_can_do_no_more_than_fail() => Mutations.Survive(
        [Med(new(1, 28, 28), 1)], ["PK\u0001\u0002"u8.ToArray(), "PK\u0005\u0006"u8.ToArray(), "NUMPY"u8.ToArray(), "(99999999, "u8.ToArray(), "<f8"u8.ToArray(), [0xff, 0xff, 0xff, 0xff], [0]],
        file => MedMnist.Read(DataFile.InMemory("x.npz", file), new(1, 28, 28), 3));

    private static byte[] Med(InputShape input, int version, int train = 5) => Zip([.. new[] { ("train", train), ("val", 2), ("test", 1) }.SelectMany(part => new[]
    {
        ($"{part.Item1}_images.npy", Npy(version, input.Channels == 1 ? $"{part.Item2}, 28, 28" : $"{part.Item2}, 28, 28, {input.Channels}",
            [.. Enumerable.Range(0, part.Item2 * input.Size).Select(i => (byte)(i / input.Size * 31 + i % input.Size))])),
        ($"{part.Item1}_labels.npy", Npy(version, $"{part.Item2}, 1", [.. Enumerable.Range(0, part.Item2).Select(i => (byte)(i % 3))])),
    })]);

    private static byte[] Npy(int version, string shape, byte[] values)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({shape}), }}".PadRight(117) + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. header, .. values];
    }

    private static byte Value(int channel, int row, int column, int sample) => (byte)(channel * 77 + row * 5 + column * 3 + sample);

    private static byte[] MatOf(bool packed, bool doubles)
    {
        var pixels = new byte[3 * 3072];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = Value(i / 1024 % 3, i % 32, i / 32 % 32, i / 3072); // row fastest
        return Mat(packed, ("X", [32, 32, 3, 3], pixels, false), ("y", [3, 1], [10, 1, 9], doubles));
    }

    // Level 5, as MATLAB and SciPy write it.
    private static byte[] Mat(bool packed, params (string Name, int[] Sizes, byte[] Values, bool Doubles)[] arrays)
    {
        using var file = new MemoryStream();
        var header = new byte[128];
        Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, made for a test").CopyTo(header, 0);
        (header[125], header[126], header[127]) = (1, (byte)'I', (byte)'M');
        file.Write(header);
        foreach (var (name, sizes, values, doubles) in arrays)
        {
            byte[] data = doubles ? [.. values.SelectMany(v => BitConverter.GetBytes((double)v))] : values;
            byte[] body =
            [
                .. Element(6, [doubles ? (byte)6 : (byte)9, 0, 0, 0, 0, 0, 0, 0]), .. Element(5, [.. sizes.SelectMany(BitConverter.GetBytes)]),
                .. Element(1, Encoding.ASCII.GetBytes(name)), .. Element(doubles ? 9 : 2, data),
            ];
            var whole = Element(14, body);
            if (packed)
            {
                using var zipped = new MemoryStream();
                using (var zlib = new ZLibStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(whole);
                file.Write([.. BitConverter.GetBytes(15), .. BitConverter.GetBytes((int)zipped.Length), .. zipped.ToArray()]);
            }
            else file.Write(whole);
        }
        return file.ToArray();
    }

    // Up to four bytes in the tag itself, else padded to eight.
    private static byte[] Element(int type, byte[] content) => content.Length is > 0 and <= 4 && type != 14
        ? [.. BitConverter.GetBytes((short)type), .. BitConverter.GetBytes((short)content.Length), .. content, .. new byte[4 - content.Length]]
        : [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(content.Length), .. content, .. new byte[(8 - content.Length % 8) % 8]];

    private static byte[] QmnistLabels(params int[] classes)
    {
        var file = new byte[12 + 32 * classes.Length];
        (file[2], file[3]) = (12, 2);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4), classes.Length);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(8), 8);
        for (var i = 0; i < classes.Length; i++)
            for (var k = 0; k < 8; k++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(12 + 32 * i + 4 * k), k == 0 ? classes[i] : 1000 * k + i);
        return file;
    }

    private static byte[] Bzip2(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var bzip2 = new BZip2OutputStream(packed) { IsStreamOwner = false }) bzip2.Write(content);
        return packed.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
                using (var entry = zip.CreateEntry(name).Open()) entry.Write(content);
        return stream.ToArray();
    }

    private static Checksum Md5(byte[] content) => Checksum.Md5(Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, content)));
}
