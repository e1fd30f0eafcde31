using System.Security.Cryptography;
using System.Text;
using Bench.Core;
using Bench.Datasets;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Datasets.Images;

public sealed class PictureFoldersTests : IDisposable
{
    private readonly PictureTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Classes_are_folders_by_name_and_samples_come_by_path_whatever_lies_in_between()
    {
        tree.Fill(train: 18, test: 2);
        tree.Folder.File("train/cat/below/further/x.PNG", PictureTree.Plain(200));
        tree.Folder.File("train/cat/.hidden.png", "no picture");
        tree.Folder.File("train/cat/.ipynb_checkpoints/000.png", "no picture");
        tree.Folder.File("train/.git/000.png", "no picture");
        tree.Folder.File("train/cat/boxes.txt", "1 2 3 4");
        tree.Folder.File("train/readme.txt", "hello");
        File.CreateSymbolicLink(tree.Path("train/dog/link.png"), tree.Path("train/dog/001.png"));
        var folders = tree.Open();
        Assert.Equal(["cat", "dog"], folders.Classes);
        Assert.Equal((20, 2), folders.Samples);
        Assert.Empty(folders.Warnings());
        using var data = PictureTree.Load(folders);
        Assert.Equal((18, 2, 2), (data.Train.Count, data.Validation.Count, data.Test.Count));
        var all = Values(data.Train).Concat(Values(data.Validation)).Order();
        Assert.Equal([.. Enumerable.Range(0, 18).Append(200).Append(1).Order().Select(v => (v, (long)(v % 2)))], all);
        Assert.Equal([(100, 0L), (101, 1L)], Values(data.Test));
    }

    /// <summary>Tiny-ImageNet's pictures as scripts sort them, who leave the annotations where they were.</summary>
    [Theory, InlineData("val/images/{0}/{1}"), InlineData("val/{0}/{1}"), InlineData("val/{0}/images/{1}")]
    public void Test_pictures_that_were_sorted_beside_their_annotations_are_found(string place)
    {
        tree.Fill(train: 10, test: 0);
        for (var i = 0; i < 4; i++) tree.Folder.File(string.Format(System.Globalization.CultureInfo.InvariantCulture, place, i % 2 == 0 ? "cat" : "dog", $"val_{i}.png"), PictureTree.Plain((byte)(100 + i)));
        Directory.CreateDirectory(tree.Path("val/images"));
        tree.Folder.File("val/val_annotations.txt", "val_0.png\tcat\t0\t0\t1\t1\nval_1.png\tdog\t0\t0\t1\t1\nval_2.png\tcat\t0\t0\t1\t1\nval_3.png\tdog\t0\t0\t1\t1\n");
        using var data = PictureTree.Load(tree.Open());
        Assert.Equal([(100, 0L), (102, 0L), (101, 1L), (103, 1L)], Values(data.Test));
    }

    [Fact]
    public void Test_pictures_that_nobody_has_sorted_are_told_of()
    {
        tree.Fill(train: 10, test: 0);
        tree.Folder.File("val/ILSVRC2012_val_00000001.png", PictureTree.Plain(3));
        Assert.Equal($"{tree.Path("val")}: its pictures are not in folders of their classes, named as in the training set: sort them into such", Assert.Throws<UserError>(() => tree.Open()).Message);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_a_picture_that_cannot_be_decoded()
    {
        tree.Fill();
        File.CreateSymbolicLink(tree.Path("train/dog/annex.png"), tree.Path("nowhere.png"));
        Assert.Contains("annex.png: it is not there (a link that leads nowhere", Assert.Throws<UserError>(() => tree.Open()).Message, StringComparison.Ordinal);
        Assert.Equal(1, tree.Open("skip").Skipped);
    }

    [Fact]
    public void Pictures_that_change_while_they_are_decoded_anew_are_refused()
    {
        tree.Fill(train: 10);
        using var data = PictureTree.Load(tree.Open(cache: new ImageCache(tree.Path("elsewhere"), 10, TimeProvider.System), told: []));
        File.WriteAllBytes(tree.Path("val/cat/000.png"), [.. PictureTree.Plain(7), 0]);
        Assert.EndsWith("000.png: has changed since the pictures were looked at", Assert.Throws<UserError>(() => Values(data.Test).ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_pictures_give_the_same_batches_from_the_cache_and_decoded_anew_as_from_memory()
    {
        tree.Fill(train: 40);
        var (told, names) = (new List<string>(), new[] { "cat", "dog" });
        using var kept = PictureTree.Load(tree.Open());
        using var anew = PictureTree.Load(tree.Open(cache: new ImageCache(tree.Path("elsewhere"), 10, TimeProvider.System), told: told));
        Assert.Contains("more than the 0 GB of BENCH_CACHE_GB", Assert.Single(told), StringComparison.Ordinal);
        Assert.IsType<ImagesInFile>(kept.Train.Store);
        Assert.IsType<PicturesInFolders>(anew.Train.Store);
        using var memory = new Samples(
            tensor(Values(kept.Train).SelectMany(v => Enumerable.Repeat((byte)v.Value, 16)).ToArray()).view(-1, 1, 4, 4), kept.Train.Labels.clone());
        string[] Of(Samples samples) => [.. Batches.Training(samples, kept.Normalization, 3, 2, 7, flip: true, cropPadding: 1, 0).Concat(Batches.InOrder(samples, kept.Normalization, 8))
            .Concat(Batches.Scoring(samples, kept.Normalization, 2, 10, 4, 1)).Select(Text)];
        Assert.Equal(Of(memory), Of(kept.Train));
        Assert.Equal(Of(memory), Of(anew.Train));
        Assert.Equal((kept.SplitFingerprint, kept.Normalization.Mean[0]), (anew.SplitFingerprint, anew.Normalization.Mean[0]));
        using var head = kept.Train.Head(5);
        Assert.Equal(Values(kept.Train).Take(5), Values(head));
    }

    [Fact]
    public void Statistics_are_those_of_the_training_split()
    {
        tree.Fill(train: 40);
        var folders = tree.Open();
        using var data = PictureTree.Load(folders);
        var values = Values(data.Train).Select(v => v.Value / 255.0).ToList();
        var normal = folders.Normalized(null);
        Assert.Equal(values.Average(), normal.Mean[0], 12);
        Assert.Equal(Math.Sqrt(values.Average(v => (v - values.Average()) * (v - values.Average()))), normal.Std[0], 12);
    }

    [Fact]
    public void Content_is_the_hash_of_what_sha256sum_prints()
    {
        tree.Fill(train: 10, test: 2);
        var lines = new StringBuilder();
        foreach (var (role, part) in new[] { ("train", "train"), ("test", "val") })
            foreach (var file in Directory.GetFiles(tree.Path(part), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                lines.Append($"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {role}/{Path.GetRelativePath(tree.Path(part), file)}\n");
        var content = tree.Open().Content;
        Assert.Equal(Fingerprint.Of(lines.ToString()), content);
        Directory.Move(tree.Path("train/dog"), tree.Path("train/wolf"));
        Directory.Move(tree.Path("val/dog"), tree.Path("val/wolf"));
        Assert.NotEqual(content, tree.Open().Content);
    }

    [Fact]
    public void What_cannot_be_decoded_stops_with_its_name_or_is_left_out_and_counted()
    {
        tree.Fill(train: 30);
        tree.Folder.File("train/cat/bad.png", "no picture");
        tree.Folder.File("val/dog/empty.jpg", "");
        var mistake = Assert.Throws<UserError>(() => tree.Open());
        Assert.Equal($"{tree.Path("train/cat/bad.png")}: it is no picture of a kind that is read (JPEG, PNG, WebP, BMP, GIF), or its header is damaged, "
            + "and 1 more of 38 pictures cannot be decoded; 'corrupt: skip' leaves them out", mistake.Message);
        var folders = tree.Open(corrupt: "skip");
        Assert.Equal((2, (30, 6)), (folders.Skipped, folders.Samples));
        var warning = Assert.Single(folders.Warnings());
        Assert.Equal("skipped-images", warning.Flag);
        Assert.StartsWith("2 of 38 pictures cannot be decoded and are left out: ", warning.Text, StringComparison.Ordinal);
        using var data = PictureTree.Load(folders);
        Assert.Equal((2, 27, 3, 6), (data.SkippedImages, data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal(Enumerable.Range(100, 6), Values(data.Test).Select(v => v.Value).Order());
    }

    [Fact]
    public void A_given_validation_part_is_the_validation_split()
    {
        tree.Fill(train: 12);
        for (var i = 0; i < 4; i++) tree.Folder.File($"held/{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", PictureTree.Plain((byte)(50 + i)));
        var folders = tree.Open(validation: tree.Path("held"));
        Assert.Equal(((16, 6), (int?)4), (folders.Samples, folders.GivenValidation));
        using var data = PictureTree.Load(folders);
        Assert.Equal([50, 51, 52, 53], Values(data.Validation).Select(v => v.Value).Order());
        Assert.Equal(12, data.Train.Count);
    }

    [Fact]
    public void Tiny_ImageNets_validation_part_is_labelled_by_its_annotations_or_by_folders()
    {
        tree.Fill(train: 12, test: 0);
        foreach (var name in new[] { "cat", "dog" })
            foreach (var file in Directory.GetFiles(tree.Path($"train/{name}"))) tree.Folder.File($"train/{name}/images/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        for (var i = 0; i < 4; i++) tree.Folder.File($"val/images/val_{i}.png", PictureTree.Plain((byte)(60 + i)));
        tree.Folder.File("val/val_annotations.txt", "val_2.png\tdog\t0\t0\t62\t57\nval_0.png\tcat\t1\t1\t2\t2\nval_1.png\tdog\t0\t0\t1\t1\n");
        var folders = tree.Open();
        Assert.Contains("that val_annotations.txt does not name are left out, such as val_3.png", Assert.Single(folders.Warnings()).Text, StringComparison.Ordinal);
        using (var data = PictureTree.Load(folders)) Assert.Equal([(60, 0L), (61, 1L), (62, 1L)], Values(data.Test));
        foreach (var (line, expected) in new[]
        {
            ("val_0.png\n", "1: holds no class: lines are file name, tab, class"), ("val_0.png\tcow\n", "1: the training set has no class 'cow'"),
            ("val_0.png\tcat\n../../x.png\tcat\n", "2: there is no '../../x.png' in "), ("val_0.png\tcat\nval_0.png\tdog\n", "2: 'val_0.png' has a class already"),
        })
        {
            tree.Folder.File("val/val_annotations.txt", line);
            Assert.Contains($"val_annotations.txt:{expected}", Assert.Throws<UserError>(() => tree.Open()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Folders_that_are_not_as_they_should_be_are_told_in_one_line()
    {
        void Told(string expected) => Assert.Contains(expected, Assert.Throws<UserError>(() => tree.Open()).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(tree.Path("train"));
        Told("train: holds no folders of classes");
        tree.Folder.File("train/cat/1.png", PictureTree.Plain(1));
        Told("train: holds one folder of a class, 'cat'; at least two are needed");
        Directory.CreateDirectory(tree.Path("train/dog"));
        Told("dog: holds no picture (.jpg, .jpeg, .png, .webp, .bmp, .gif)");
        tree.Fill();
        Directory.Delete(tree.Path("val"), recursive: true);
        Told("val: no such folder");
        tree.Folder.File("val/cow/1.png", PictureTree.Plain(1));
        Told($"{tree.Path("val/cow")}: the training set has no class of this name");
        Directory.Delete(tree.Path("val/cow"), recursive: true);
        Told("val: holds no picture of a class");
        tree.Fill();
        Directory.CreateSymbolicLink(tree.Path("train/dog/loop"), tree.Path("train"));
        Told("loop: is a link to a folder that it lies in");
    }

    [Fact]
    public void Classes_without_a_test_picture_kinds_that_are_not_read_and_one_folder_for_both_are_warned_of()
    {
        tree.Fill();
        Directory.Delete(tree.Path("val/dog"), recursive: true);
        tree.Folder.File("train/cat/scan.tif", "II*");
        var warnings = tree.Open().Warnings();
        Assert.Equal([$"{tree.Path("train")}: pictures of the kind .tif are left out, such as cat/scan.tif", "the test set has no picture of class dog"], warnings.Select(w => w.Text));
    }

    [Theory, InlineData("the same"), InlineData("a copy"), InlineData("a link"), InlineData("validation"), InlineData("other names")]
    public void A_test_set_whose_pictures_are_all_in_training_or_validation_is_warned_of(string how)
    {
        tree.Fill();
        var (test, validation, copied) = (tree.Path("train"), (string?)null, how is "a copy" or "other names");
        if (copied)
        {
            foreach (var file in Directory.GetFiles(tree.Path("train"), "*", SearchOption.AllDirectories))
                tree.Folder.File($"copy/{Path.GetFileName(Path.GetDirectoryName(file))}/{(how == "a copy" ? "" : "x")}{Path.GetFileName(file)}", File.ReadAllBytes(file));
            test = tree.Path("copy");
        }
        if (how == "a link") Directory.CreateSymbolicLink(test = tree.Path("link"), tree.Path("train"));
        if (how == "validation") (test, validation) = (tree.Path("val"), tree.Path("val"));
        IReadOnlyList<DataWarning> Warnings() => PictureFolders.Open("mine", new() { Size = 4, Resize = 4 }, (tree.Path("train"), validation, test), tree.Cache(), null).Warnings();
        var expected = new DataWarning("every test sample is a training sample too", "test-in-training");
        Assert.Equal(expected, Assert.Single(Warnings()));
        Assert.Equal(expected, Assert.Single(Warnings())); // as the cache keeps it
        if (!copied) return;
        tree.Folder.File("copy/cat/new.png", PictureTree.Plain(250));
        var all = Directory.GetFiles(tree.Path("copy"), "*", SearchOption.AllDirectories).Length;
        Assert.Equal(new DataWarning($"{all - 1} of {all} test samples are training samples too", "test-in-training"), Assert.Single(Warnings()));
    }

    [Fact]
    public void A_training_set_of_which_one_class_can_be_decoded_is_warned_of()
    {
        tree.Fill();
        foreach (var file in Directory.GetFiles(tree.Path("train/dog"))) File.WriteAllText(file, "no picture");
        var folders = PictureFolders.Open("mine", new() { Size = 4, Resize = 4, Corrupt = "skip" }, (tree.Path("train"), null, tree.Path("val")), tree.Cache(), null);
        Assert.Contains(new("all training samples are of class cat", "one-class"), folders.Warnings());
    }

    [Fact]
    public void A_pipe_among_the_pictures_is_no_picture_and_is_not_waited_for()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("it makes a link to a device");
        tree.Fill();
        File.CreateSymbolicLink(tree.Path("train/cat/zz.png"), "/dev/zero");
        var told = Assert.Throws<UserError>(() => tree.Open()).Message;
        Assert.StartsWith($"{tree.Path("train/cat/zz.png")}: it is a device, pipe or socket", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_picture_under_another_class_is_told_as_such()
    {
        tree.Fill();
        Directory.Delete(tree.Path("val"), recursive: true);
        foreach (var (from, to) in new[] { ("cat", "dog"), ("dog", "cat") })
            foreach (var file in Directory.GetFiles(tree.Path($"train/{from}"))) tree.Folder.File($"val/{to}/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        Assert.Matches("^([0-9]+) of \\1 test samples are training samples too, \\1 of them with another class$", Assert.Single(tree.Open().Warnings()).Text);
    }

    [Fact]
    public void Pngs_of_CIFAR_are_what_the_binary_form_is_pixel_for_pixel()
    {
        var shape = new InputShape(3, 32, 32);
        byte[] records = [.. Enumerable.Range(0, 24).SelectMany(i => new[] { (byte)(i % 2) }.Concat(Enumerable.Range(0, shape.Size).Select(j => (byte)(i * 7 + j * j / 31 + j))))];
        var binary = CifarBinary.Read([DataFile.InMemory("data.bin", records)], shape, 2);
        for (var i = 0; i < binary.Count; i++)
        {
            var image = binary.Images[i].ToArray();
            using var rows = new MemoryStream();
            for (var y = 0; y < 32; y++)
            {
                rows.WriteByte(0);
                for (var x = 0; x < 32; x++)
                    for (var c = 0; c < 3; c++) rows.WriteByte(image[(c * 32 + y) * 32 + x]);
            }
            foreach (var part in new[] { "train", "val" }) tree.Folder.File($"{part}/{binary.Labels[i]}/{i:00}.png", PictureDecoderTests.Png(32, 32, rows.ToArray()));
        }
        var folders = PictureFolders.Open("cifar", new() { Size = 32, Resize = 32 }, (tree.Path("train"), null, tree.Path("val")), tree.Cache(), null);
        using var data = folders.Load(new() { Name = "cifar", Title = "t", Source = "s", License = "l", Input = shape, Classes = 2 }, null);
        using var all = data.Test.Store.From(0, 24).permute(0, 3, 1, 2).contiguous();
        var inOrder = Enumerable.Range(0, 24).OrderBy(i => binary.Labels[i]).ThenBy(i => i).SelectMany(i => binary.Images[i].ToArray());
        Assert.Equal(inOrder, all.bytes.ToArray());
        Assert.Equal(3, data.Normalization.Mean.Count);
    }

    [Fact]
    public void A_sweeps_own_folders_are_surveyed_named_by_their_content_and_loaded()
    {
        tree.Fill(train: 30);
        tree.Folder.File("val/dog/bad.png", "no picture");
        var files = new OwnFiles
        {
            Format = "imagefolder", Train = [tree.Path("train")], Test = [tree.Path("val")], Classes = 0, Images = new() { Size = 4, Resize = 5, Grey = true, Corrupt = "skip" },
        };
        var before = Environment.GetEnvironmentVariable(ImageCache.FolderVariable);
        Environment.SetEnvironmentVariable(ImageCache.FolderVariable, tree.Path("cache"));
        try
        {
            var survey = DatasetLoader.Survey("mine", files);
            Assert.Equal(((30, 6), 2, new InputShape(1, 4, 4)), (survey.Info.Samples, survey.Info.Classes, survey.Info.Input));
            Assert.Equal("skipped-images", Assert.Single(survey.Warnings).Flag);
            Assert.Equal(tree.Open("skip").Content, DatasetLoader.FingerprintOf(files));
            using var data = DatasetLoader.Load("mine", files);
            Assert.Equal((27, 3, 6, 1), (data.Train.Count, data.Validation.Count, data.Test.Count, data.SkippedImages));
            Assert.StartsWith("dataset mine: mean and std have 3 values, but the images have 1 channels",
                Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", files with { Mean = [0, 0, 0], Std = [1, 1, 1] })).Message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(ImageCache.FolderVariable, before);
        }
    }

    [Fact]
    public void CIFAR10_as_PNG_files_has_the_pixels_and_labels_of_the_binary_form()
    {
        const int pictures = 300, tests = 40;
        string[] names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
        var binary = CifarBinary.Read([DataFile.InMemory("data_batch_1.bin", Cifar10Records(pictures + tests))], new(3, 32, 32), 10);
        for (var i = 0; i < pictures + tests; i++)
            tree.Folder.File($"{(i < pictures ? "train" : "val")}/{names[binary.Labels[i]]}/{i:0000}.png", PictureDecoderTests.Png(32, 32, Rows(binary.Images[i].Span)));
        var folders = PictureFolders.Open("cifar", new() { Size = 32, Resize = 32 }, (tree.Path("train"), null, tree.Path("val")), tree.Cache(), null);
        Assert.Equal(names, folders.Classes);
        using var data = folders.Load(
            new() { Name = "cifar", Title = "t", Source = "s", License = "l", Input = new(3, 32, 32), Classes = 10 }, new([0, 0, 0], [1, 1, 1]));
        Assert.Equal(Binary(0, pictures), Loaded(data.Train).Concat(Loaded(data.Validation)).Order(StringComparer.Ordinal));
        Assert.Equal(Binary(pictures, tests), Loaded(data.Test).Order(StringComparer.Ordinal));

        static byte[] Rows(ReadOnlySpan<byte> planes)
        {
            var rows = new byte[32 * 97]; // before each row the number of its filter, 0
            for (var at = 0; at < 1024; at++)
                for (var channel = 0; channel < 3; channel++) rows[at / 32 * 97 + 1 + at % 32 * 3 + channel] = planes[channel * 1024 + at];
            return rows;
        }

        IEnumerable<string> Binary(int from, int count) => Enumerable.Range(from, count)
            .Select(i => $"{binary.Labels[i]} {Convert.ToHexString(binary.Images[i].Span)}").Order(StringComparer.Ordinal);

        static List<string> Loaded(Samples samples)
        {
            using var images = samples.Store.From(0, samples.Count).permute(0, 3, 1, 2).contiguous();
            return [.. samples.Labels.data<long>().ToArray().Zip(images.bytes.ToArray().Chunk(3072), (label, pixels) => $"{label} {Convert.ToHexString(pixels)}")];
        }
    }

    // The first ones of the official file, where it lies in a folder of BENCH_DATA.
    private static byte[] Cifar10Records(int count)
    {
        var file = SearchPath.From([]).Folders.SelectMany(folder => new[] { "cifar-10-batches-bin", "cifar10/cifar-10-batches-bin" }.Select(below => Path.Combine(folder, below, "data_batch_1.bin")))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(file is null, "CIFAR-10 in its binary form is in no folder of BENCH_DATA");
        var records = new byte[count * 3073];
        using var stream = File.OpenRead(file!);
        stream.ReadExactly(records);
        return records;
    }

    private static List<(int Value, long Label)> Values(Samples samples)
    {
        using var images = samples.Store.From(0, samples.Count).contiguous();
        var bytes = images.bytes.ToArray();
        Assert.All(bytes.Chunk(16), image => Assert.Single(image.Distinct()));
        return [.. bytes.Chunk(16).Select(image => (int)image[0]).Zip(samples.Labels.data<long>().ToArray())];
    }

    private static string Text(Bench.Tensors.LabeledBatch batch)
    {
        using (batch)
        {
            using var flat = batch.Inputs.contiguous();
            return $"{string.Join(' ', flat.data<float>().ToArray())} | {string.Join(' ', batch.Labels.data<long>().ToArray())}";
        }
    }
}
