using System.Buffers.Binary;
using System.Security.Cryptography;
using Bench.Core;
using Bench.Datasets;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Datasets;

public sealed class LoaderTests : IDisposable
{
    private static readonly SearchPath Nowhere = new([]);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Catalogue => [.. DatasetCatalogue.All.Select(e => e.Info.Name)];

    [Theory]
    [MemberData(nameof(Catalogue))]
    public void An_entry_says_what_it_is_and_ships_or_can_be_fetched(string name)
    {
        var entry = DatasetCatalogue.Find(name);
        Assert.All([entry.Info.Title, entry.Info.Source, entry.Info.License], Assert.NotEmpty);
        Assert.Equal(entry.Info.Ships, entry.Files.Count == 0 && entry.Pictures is null);
        Assert.Equal(entry.Info.Input, entry.Pictures?.Shape ?? entry.Info.Input);
        Assert.Equal(entry.Files.Any(f => f.Checksum is not null || f.Packed is not null) || entry.Archive is not null, entry.ChecksumsFrom is not null);
        Assert.Equal(entry.Info.Ships, entry.Missing(Nowhere) is null);
        Assert.Equal(entry.Info.Ships, entry.Publishers.Count == 0);
        Assert.All(entry.Publishers, p => Assert.EndsWith("/", p));
        if (entry.Normalization is { } normalization)
            Assert.Equal((entry.Info.Input.Channels, entry.Info.Input.Channels), (normalization.Mean.Count, normalization.Std.Count));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest() =>
        Assert.Contains("did you mean 'fashion-mnist'?", Assert.Throws<UserError>(() => DatasetCatalogue.Find("fashion-minst")).Message);

    [Fact]
    public void Digits_are_a_fifth_test_and_a_tenth_validation()
    {
        using var digits = DatasetLoader.Load("digits", Nowhere);
        Assert.Equal((1294, 144, 359), (digits.Train.Count, digits.Validation.Count, digits.Test.Count));
        Assert.Equal([1294, 1, 8, 8], digits.Train.Images.shape);
        Assert.Equal(uint8, digits.Train.Images.dtype);
        using var largest = digits.Train.Images.max();
        Assert.Equal(255, largest.item<byte>());
        Assert.All(Enumerable.Range(0, 10), c => Assert.InRange(Counts(digits.Test)[c], 34, 38));
        // Computed from the training split: the same by tensor arithmetic.
        using var scaled = digits.Train.Images.to_type(float64).div(Scalars.Of(255));
        using var mean = scaled.mean();
        using var std = scaled.std(unbiased: false);
        Assert.Equal(mean.item<double>(), digits.Normalization.Mean[0], 9);
        Assert.Equal(std.item<double>(), digits.Normalization.Std[0], 9);
    }

    [Theory]
    [InlineData("digits")]
    [InlineData("shapes")]
    public void An_entry_states_how_many_samples_it_has(string name)
    {
        using var data = DatasetLoader.Load(name, Nowhere);
        Assert.Equal((data.Train.Count + data.Validation.Count, data.Test.Count), DatasetCatalogue.Find(name).Info.Samples);
    }

    [Fact]
    public void Shapes_are_the_same_bytes_on_every_machine()
    {
        using var shapes = DatasetLoader.Load("shapes", Nowhere);
        Assert.True(shapes.Info.Synthetic);
        Assert.Equal([1800, 3, 32, 32], shapes.Train.Images.shape);
        Assert.Equal((200, 1000), (shapes.Validation.Count, shapes.Test.Count));
        Assert.All(Counts(shapes.Test), n => Assert.Equal(100, n));
        Assert.All(Counts(shapes.Validation), n => Assert.Equal(20, n));
        using var test = shapes.Test.Images.contiguous();
        Assert.Equal("e15180578270c39158da4685025775062ff310299807721b73b36ebf859125ce", Fingerprint.Of(test.bytes));
        Assert.StartsWith("4e61f5cb", shapes.SplitFingerprint);
    }

    [Fact]
    public void The_split_never_changes_and_its_fingerprint_is_that_of_its_indices()
    {
        // A training set in which every image is its own index.
        var labels = Enumerable.Range(0, 200).Select(i => (byte)(i % 4)).ToArray();
        var files = OwnIdx(labels, [.. Enumerable.Range(0, 200).Select(i => (byte)i)]);
        using var first = DatasetLoader.Load("mine", files);
        using var second = DatasetLoader.Load("renamed", files);
        Assert.Equal((180, 20), (first.Train.Count, first.Validation.Count));
        Assert.All(Counts(first.Validation)[..4], n => Assert.Equal(5, n));
        using var pixels = first.Validation.Images.contiguous();
        var indices = pixels.bytes.ToArray();
        Assert.Equal(indices.Order(), indices);
        var hashed = new byte[8 * indices.Length];
        for (var i = 0; i < indices.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(hashed.AsSpan(8 * i), indices[i]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(hashed)), first.SplitFingerprint);
        Assert.Equal(first.SplitFingerprint, second.SplitFingerprint);
    }

    [Theory]
    [InlineData("mnist", 7, 2)]
    [InlineData("fashion-mnist", 9, 2)]
    public void Real_data_is_read_split_and_verified(string name, int firstTestLabel, int secondTestLabel)
    {
        var path = new SearchPath([Path.GetDirectoryName(SharedFiles.Find($"data/{name}"))!]);
        using var data = DatasetLoader.Load(name, path);
        Assert.Equal((54_000, 6_000, 10_000), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal([firstTestLabel, secondTestLabel], data.Test.Labels.data<long>().ToArray()[..2].Select(l => (int)l));
        var (all, validation) = (Counts(data.Train).Zip(Counts(data.Validation), (a, b) => a + b).ToArray(), Counts(data.Validation));
        Assert.All(all.Zip(validation), c => Assert.InRange(c.Second, c.First / 10, c.First / 10 + 1));
        // The published mean and deviation are those of all training images.
        using var train = data.Train.Images.to_type(float32).div(Scalars.Of(255));
        using var mean = train.mean();
        using var std = train.std();
        Assert.Equal(data.Normalization.Mean[0], mean.item<float>(), 0.001);
        Assert.Equal(data.Normalization.Std[0], std.item<float>(), 0.001);
        Assert.All(DatasetFiles.Find(DatasetCatalogue.Find(name), path).Files, s => Assert.Equal(FileCheck.Verified, s.Check));
    }

    [Fact]
    public void Folders_of_the_command_line_come_before_those_of_the_variable_and_the_usual_ones()
    {
        var before = Environment.GetEnvironmentVariable(SearchPath.Variable);
        Environment.SetEnvironmentVariable(SearchPath.Variable, $"/c{Path.PathSeparator}/a");
        try { Assert.Equal(["/a", "/b", "/c", "data", "/usr/share/datasets"], SearchPath.From(["/a", "/b"]).Folders); }
        finally { Environment.SetEnvironmentVariable(SearchPath.Variable, before); }
    }

    [Fact]
    public void Missing_files_are_one_line_that_says_where_was_looked_and_how_to_get_them()
    {
        var path = new SearchPath([folder.Path, "/no/where"]);
        var expected = $"fashion-mnist: train-images-idx3-ubyte.gz and 3 more not found in {folder.Path}, /no/where; "
            + "get it with 'bench data fetch fashion-mnist' or 'apt-get install dataset-fashion-mnist', or say with --data where it is";
        Assert.Equal(expected, DatasetCatalogue.Find("fashion-mnist").Missing(path));
        Assert.Equal(expected, Assert.Throws<UserError>(() => DatasetLoader.Load("fashion-mnist", path)).Message);
    }

    [Fact]
    public void Another_data_set_under_a_known_name_is_refused()
    {
        byte[] labels = new byte[20];
        folder.File("mnist/train-images-idx3-ubyte", TemporaryFolder.Idx([20, 28, 28], new byte[20 * 28 * 28]));
        folder.File("mnist/train-labels-idx1-ubyte", TemporaryFolder.Idx([20], labels));
        folder.File("mnist/t10k-images-idx3-ubyte", TemporaryFolder.Idx([20, 28, 28], new byte[20 * 28 * 28]));
        folder.File("mnist/t10k-labels-idx1-ubyte", TemporaryFolder.Idx([20], labels));
        Assert.Contains("train-images-idx3-ubyte: holds 15,696 bytes, not 47,040,016",
            Assert.Throws<UserError>(() => DatasetLoader.Load("mnist", new SearchPath([folder.Path]))).Message);
    }

    [Fact]
    public void Verification_tells_right_from_wrong_unknown_and_missing()
    {
        folder.File("images", TinyDatasets.Images);
        Assert.Equal([FileCheck.Verified, FileCheck.Missing], Verify(TinyDatasets.Idx()));
        var wrong = TinyDatasets.Labels.ToArray();
        wrong[^1] = 0;
        var path = folder.File("labels.gz", TemporaryFolder.Gzip(wrong));
        var finding = DatasetFiles.Find(TinyDatasets.Idx(), new([folder.Path]));
        Assert.Null(finding.Where);
        Assert.Equal((FileCheck.Wrong, path), (finding.Files[1].Check, finding.Files[1].Where));
        Assert.StartsWith("wrong checksum: its MD5 is ", finding.Files[1].Detail); // the path is said once, before it

        var archive = TemporaryFolder.Tar(("packed-bin/data.bin", TinyDatasets.Records));
        folder.File("packed/packed.tar.gz", archive);
        Assert.Equal([FileCheck.Verified], Verify(TinyDatasets.Packed(archive)));
        Assert.Equal([FileCheck.Wrong], Verify(TinyDatasets.Packed([1])));
        folder.File("packed-bin/data.bin", TinyDatasets.Records);
        Assert.Equal([FileCheck.Unknown], Verify(TinyDatasets.Packed(archive)));
        folder.File("packed-bin/data.bin", [.. Enumerable.Repeat((byte)7, 60)]);
        Assert.Equal([FileCheck.Verified], Verify(TinyDatasets.Packed(archive))); // the archive
        Assert.Equal([FileCheck.Wrong], Verify(TinyDatasets.Packed([1])));
    }

    [Fact]
    public void An_archive_is_read_without_unpacking()
    {
        var archive = TemporaryFolder.Tar(("packed-bin/data.bin", TinyDatasets.Records));
        folder.File("packed.tar.gz", archive);
        var entry = TinyDatasets.Packed(archive);
        var (_, files) = DatasetFiles.Open(entry, new([folder.Path]), keep: true);
        Assert.Equal(TinyDatasets.Records, Assert.Single(files).Content);
        Assert.Equal(["packed.tar.gz"], folder.Files);
    }

    [Fact]
    public void Own_colour_data_keeps_channels_rows_and_columns()
    {
        // 12 records of 1 label byte and 2 channels of 1×3; the channels differ, rows of one kind.
        byte[] records = [.. Enumerable.Range(0, 12).SelectMany(i => new byte[] { (byte)(i % 2), 1, 2, 3, 11, 12, (byte)(13 + i) })];
        var file = folder.File("own.bin", records);
        var files = new OwnFiles { Format = "cifar-bin", Train = [file], Test = [file], Classes = 2, Shape = [2, 1, 3], Mean = [0, 0], Std = [1, 1] };
        Assert.Equal(new InputShape(2, 1, 3), DatasetLoader.Survey("own", files).Info.Input);
        using var data = DatasetLoader.Load("own", files);
        using var last = data.Test.Images[11].contiguous();
        Assert.Equal([1, 2, 3, 11, 12, 24], last.bytes.ToArray());
        Assert.Equal([0.0, 0.0], data.Normalization.Mean);
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_files_one_after_the_other()
    {
        var (a, b) = (folder.File("a", [1, 2]), folder.File("b", [3]));
        var files = new OwnFiles { Format = "csv", Train = [a], Test = [b], Classes = 2 };
        Assert.Equal(Fingerprint.Of([1, 2, 3]), DatasetLoader.FingerprintOf(files));
    }

    [Fact]
    public void Describe_reads_the_shape_and_finds_what_is_wrong()
    {
        var right = OwnIdx(new byte[20], new byte[20]);
        Assert.Equal(new InputShape(1, 1, 1), OwnData.Describe("mine", right).Input);
        var csv = right with { Format = "csv", Shape = [1, 1, 1] };
        foreach (var (files, says) in new (OwnFiles, string)[]
        {
            (right with { Format = "cifar" }, "dataset mine: unknown format 'cifar'"),
            (right with { Train = [right.Train[0]] }, "idx wants two files each, [images, labels]"),
            (right with { Test = ["/no/where", right.Test[1]] }, "/no/where: no such file"),
            (right with { Shape = [1, 2, 2] }, "images of 1×1×1, not of 1×2×2"),
            (right with { Mean = [0.5] }, "mean and std: give both or neither"),
            (right with { Mean = [0, 0, 0], Std = [1, 1, 1] }, "mean and std have 3 values, but the images have 1 channels"),
            (right with { Mean = [0], Std = [0] }, "std: every value has to be above 0"),
            (right with { Classes = 1 }, "classes: 1 is not in 2 to 100000"),
            (right with { MaxValue = 0 }, "max-value: 0 is not above 0"),
            (csv with { Shape = null }, "csv wants [channels, height, width]"),
            (csv with { Shape = [1, 1] }, "shape: [1, 1] is not [channels, height, width]"),
            (csv with { Label = "middle" }, "label: 'middle' is not one of last, first"),
            (csv with { LabelBytes = 0 }, "label-bytes: 0 is not in 1 to 16"),
            (csv with { Test = [] }, "name at least one file each"),
            (csv with { Format = "cifar-bin", Shape = null }, "cifar-bin wants [channels, height, width]"),
        })
            Assert.Contains(says, Assert.Throws<UserError>(() => OwnData.Describe("mine", files)).Message);
    }

    [Fact]
    public void A_survey_counts_samples_and_classes_without_a_tensor()
    {
        var before = Tensor.TotalCount;
        var survey = DatasetLoader.Survey("mine", OwnCsv("0,1\n9,0\n", "2,1\n3,0\n"));
        Assert.InRange(Tensor.TotalCount, 0, before); // fewer where more is finalized late
        Assert.Equal((20, 2), survey.Info.Samples);
        Assert.Equal([0, 1], survey.TrainClasses);
        Assert.Equal([0, 1], survey.TestClasses);
        Assert.Empty(survey.Warnings);
    }

    [Theory]
    [InlineData("0,1\n9,1\n", "2,1\n", "all training samples are of class 1", "one-class")]
    [InlineData("0,1\n9,0\n", "2,1\n3,2\n4,3\n", "the test set has classes 2, 3, of which no training sample is", "unseen-classes")]
    [InlineData("0,1\n9,0\n", "9,0\n0,1\n", "every test sample is a training sample too", "test-in-training")]
    [InlineData("0,1\n9,0\n", "9,0\n0,1\n3,1\n", "2 of 3 test samples are training samples too", "test-in-training")]
    [InlineData("0,1\n9,0\n", "9,0\n0,0\n", "2 of 2 test samples are training samples too, 1 of them with another class", "test-in-training")]
    [InlineData("0,1\n1,0\n0.5,1\n", "0.2,1\n", "no value is above 1, and max-value is 16", null)]
    public void What_is_odd_about_own_data_is_found_and_kept_with_them(string train, string test, string text, string? flag)
    {
        var files = OwnCsv(train, test) with { Classes = 4 };
        var expected = new DataWarning(text, flag);
        Assert.Equal(expected, Assert.Single(DatasetLoader.Survey("mine", files).Warnings));
        using var data = DatasetLoader.Load("mine", files);
        Assert.Equal(expected, Assert.Single(data.Warnings));
    }

    [Fact]
    public void Validation_samples_that_are_training_samples_are_told()
    {
        var files = OwnCsv("0,1\n9,0\n", "2,1\n3,0\n");
        files = files with { Validation = files.Train };
        Assert.Equal([new DataWarning("every validation sample is a training sample too", "validation-in-training")], DatasetLoader.Survey("mine", files).Warnings);
    }

    [Fact]
    public void A_line_longer_than_any_sample_and_a_device_are_refused_and_numbers_of_columns_are_told()
    {
        var files = OwnCsv("0,1\n9,0\n", "2,1\n3,0\n");
        File.WriteAllText(files.Test[0], $"1,1\n{new string('1', 1 << 21)}");
        Assert.Equal($"{files.Test[0]}:2: a line of more than 1,048,576 bytes, which is no sample of 1×1×1", Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", files)).Message);
        File.WriteAllText(files.Test[0], $"1 1:1\n1 1:{new string('1', 1 << 21)}");
        Assert.EndsWith(":2: a line of more than 1,048,576 bytes, which is no sample of 1×1×1", Assert.Throws<UserError>(() => LibSvm.Read([DataFile.At(files.Test[0])], new(1, 1, 1), new() { Classes = 2 }, 1)).Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Equal("/dev/zero: is a device, pipe or socket: save its content as a file", Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", files with { Test = ["/dev/zero"] })).Message);
        var table = DataFile.InMemory("t.csv", "0,1,2,3,4\n1,5,6,7,8\n"u8.ToArray());
        Assert.Equal(["t.csv: its first row is 0, 1, 2, ...: if that is a header, say header: true"], Csv.Read([table], new(new(1, 2, 2), 10, LabelFirst: true)).Warnings);
    }

    [Fact]
    public void A_survey_finds_what_training_would_stumble_over()
    {
        Assert.Contains("at least 10", Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", OwnIdx(new byte[9], new byte[9]))).Message);
        Assert.Contains("give mean and std", Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", OwnIdx(new byte[20], new byte[20]))).Message);
        var files = OwnCsv("0,1\n9,0\n", "2,7\n");
        Assert.StartsWith($"{files.Test[0]}:1: label '7' in column 2", Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", files)).Message);
    }

    [Fact]
    public void Own_data_of_few_samples_or_of_one_value_is_refused()
    {
        Assert.Contains("at least 10", Assert.Throws<UserError>(() => DatasetLoader.Load("mine", OwnIdx(new byte[9], new byte[9]))).Message);
        Assert.Contains("give mean and std", Assert.Throws<UserError>(() => DatasetLoader.Load("mine", OwnIdx(new byte[20], new byte[20]))).Message);
    }

    [Fact]
    public void Loaded_tensors_outlive_scopes_and_go_with_the_data_set()
    {
        using (DatasetLoader.Load("digits", Nowhere)) { }
        GC.Collect(); // what earlier tests left is finalized now, not while this one counts
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        Dataset kept;
        using (NewDisposeScope()) kept = DatasetLoader.Load("digits", Nowhere);
        Assert.All([kept.Train, kept.Validation, kept.Test], s => Assert.False(s.Images.IsInvalid || s.Labels.IsInvalid));
        kept.Dispose();
        Assert.InRange(Tensor.TotalCount, 0, before); // fewer where more is finalized late
    }

    private FileCheck[] Verify(DatasetEntry entry) => [.. DatasetFiles.Find(entry, new([folder.Path])).Files.Select(s => s.Check)];

    private OwnFiles OwnIdx(byte[] labels, byte[] pixels)
    {
        var images = folder.File("own-images", TemporaryFolder.Idx([labels.Length, 1, 1], pixels));
        var file = folder.File("own-labels", TemporaryFolder.Idx([labels.Length], labels));
        return new() { Format = "idx", Train = [images, file], Test = [images, file], Classes = 10 };
    }

    // Images of one pixel with values to 16; the training rows come again and again until there are 20.
    private OwnFiles OwnCsv(string train, string test)
    {
        var rows = train.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var files = (folder.File("train.csv", string.Concat(Enumerable.Range(0, 20).Select(i => rows[i % rows.Length] + "\n"))), folder.File("test.csv", test));
        return new() { Format = "csv", Train = [files.Item1], Test = [files.Item2], Classes = 2, Shape = [1, 1, 1], MaxValue = 16 };
    }

    private static int[] Counts(Samples samples)
    {
        var labels = samples.Labels.data<long>().ToArray();
        return [.. Enumerable.Range(0, 10).Select(c => labels.Count(l => l == c))];
    }
}
