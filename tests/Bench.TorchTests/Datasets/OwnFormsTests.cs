using System.Globalization;
using System.IO.Compression;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Tensors;
using Bench.TorchTests.Harness.Training;
using Bench.TorchTests.Tensors;

namespace Bench.TorchTests.Datasets;

/// <summary>The same samples in all forms in which people keep them: whatever the form, they are the same data to the last bit.</summary>
public sealed class OwnFormsTests : IDisposable
{
    // 40 + 12 images of 2×2×3 with values 0 to 16, of three classes.
    private const int Train = 40, Test = 12, Classes = 3;
    private static readonly int[] Shape = [2, 2, 3];
    private static readonly string[] Words = ["zero", "one", "two"];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Forms
    {
        get
        {
            using var forms = new OwnFormsTests();
            return [.. forms.All().Keys];
        }
    }

    [Theory, MemberData(nameof(Forms))]
    public void Every_form_gives_the_same_data_and_the_same_network(string form)
    {
        using var plain = DatasetLoader.Load("mine", Csv("plain", ","));
        using var other = DatasetLoader.Load("mine", All()[form]);
        AssertSame(plain, other);
        Assert.Equal(NetworkOf(plain), NetworkOf(other));
    }

    // The hash of the weights after an epoch.
    private static string NetworkOf(Dataset data)
    {
        using var network = Network.Create(ModelCatalogue.Find("lenet-300-100"), data.Info.Input, Classes, SeededStream.For(1, "initialization"));
        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, TinyTraining.Recipe(epochs: 1)));
        var state = network.CopyState();
        var hash = CheckedTensorFile.HashOf(state);
        foreach (var tensor in state.Values) tensor.Dispose();
        return hash;
    }

    public static TheoryData<string, string> Cases => new()
    {
        { "tab", "" }, { "semicolon", "" }, { "blanks", "" }, { "float-label", "" }, { "word-label", "words" }, { "label-from-1", "from 1" }, { "one-hot", "one-hot" }, { "numeric-header", "header" },
        { "decimal-comma", "decimal" }, { "minus-one-to-one", "min-value" }, { "pandas-index", "skip" }, { "unpacked-by-a-browser", "gz" },
        { "idx-int32", "idx-int32-label" }, { "idx-float", "idx-column-label" }, { "idx-u8", "idx-u8-label" }, { "gzip-without-name", "idx-u8-label" }, { "transposed", "idx-u8-label" }, { "keras-style.npz", "npz" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void The_digits_are_the_same_in_every_form(string name, string how)
    {
        string At(string file) => SharedFiles.Find($"cases/data/{file}");
        var plain = new OwnFiles { Format = "csv", Train = [At("plain.train.csv")], Test = [At("plain.test.csv")], Classes = 10, Shape = [1, 8, 8], MaxValue = 16 };
        OwnFiles Csv() => plain with { Train = [At($"{name}.train.csv{(how == "gz" ? ".gz" : "")}")], Test = [At($"{name}.test.csv{(how == "gz" ? ".gz" : "")}")] };
        using var expected = DatasetLoader.Load("mine", plain);
        using var read = DatasetLoader.Load("mine", how switch
        {
            "words" => Csv() with { Labels = "words", LabelNames = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"] },
            "from 1" => Csv() with { LabelsFrom = 1 },
            "one-hot" => Csv() with { Labels = "one-hot" },
            "header" => Csv() with { Header = true },
            "decimal" => Csv() with { Decimal = "comma", MaxValue = 1 },
            "min-value" => Csv() with { MinValue = -1, MaxValue = 1 },
            "skip" => Csv() with { SkipColumns = [1] },
            "npz" => plain with { Format = "npz", Train = [At(name)], Test = [], Shape = null },
            "" or "gz" => Csv(),
            _ => plain with { Format = "idx", Shape = null, MaxValue = name == "idx-float" ? 1 : 16, Transpose = name == "transposed", Train = [At($"{name}.train.images"), At($"{how}.train.labels")], Test = [At($"{name}.test.images"), At($"{how}.test.labels")] },
        });
        AssertSame(expected, read);
    }

    [Fact]
    public void A_validation_part_that_is_given_is_the_validation_split()
    {
        var files = Archive("parts.npz", CompressionLevel.Optimal, "train_images", "train_labels", ("val_images", "val_labels"));
        using var data = DatasetLoader.Load("mine", files);
        Assert.Equal((Train, 5, Test), (data.Train.Count, data.Validation.Count, data.Test.Count));
        var survey = DatasetLoader.Survey("mine", files);
        Assert.Equal(((Train + 5, Test), 5), (survey.Info.Samples, survey.Info.GivenValidation));
        using var given = data.Validation.Images.contiguous();
        using var first = data.Test.Images.narrow(0, 0, 5).contiguous(); // the part is the first of the test set
        Assert.Equal(first.bytes.ToArray(), given.bytes.ToArray());
        Assert.Equal([.. Enumerable.Range(Train, 5).SelectMany(i => BitConverter.GetBytes((long)i))], Bytes(data.SplitFingerprint, Train, 5));
        using var same = DatasetLoader.Load("mine", Csv("plain", ",") with { Validation = [folder.File("val.csv", string.Concat(Rows(40, 5, ",")))] });
        Assert.Equal(data.SplitFingerprint, same.SplitFingerprint);
    }

    [Fact]
    public void One_file_is_divided_by_a_fraction_and_a_seed_of_its_own()
    {
        var whole = Csv("plain", ",") with { Test = [], TestFraction = 0.25 };
        using var first = DatasetLoader.Load("mine", whole);
        using var again = DatasetLoader.Load("mine", whole);
        using var other = DatasetLoader.Load("mine", whole with { SplitSeed = 1 });
        Assert.Equal((27, 3, 10), (first.Train.Count, first.Validation.Count, first.Test.Count));
        AssertSame(first, again);
        Assert.NotEqual(BytesOf(first.Test), BytesOf(other.Test));
        Assert.Contains("test-fraction: 0.99 of 40 samples leaves none for training", Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", whole with { TestFraction = 0.99 })).Message);
    }

    [Fact]
    public void Words_are_put_in_order_where_nobody_did_and_their_order_is_told()
    {
        var files = Csv("words", ",", label: c => Words[c]) with { Labels = "words" };
        Assert.Equal(["one", "two", "zero"], DatasetLoader.Survey("mine", files).LabelNames);
        using var found = DatasetLoader.Load("mine", files);
        using var told = DatasetLoader.Load("mine", files with { LabelNames = ["one", "two", "zero"] });
        AssertSame(found, told);
        Assert.Contains("(there are more than 2 different ones; classes says how many)", Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", files with { Classes = 2 })).Message);
        Assert.Contains("label 'two' in column 13 is not one of zero, one", Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", files with { Classes = 2, LabelNames = ["zero", "one"] })).Message);
    }

    [Fact]
    public void What_was_found_out_is_told() =>
        Assert.Equal([$"{folder.Path}/tabs.train.csv: columns are separated by tabs", $"{folder.Path}/tabs.test.csv: columns are separated by tabs"], DatasetLoader.Survey("mine", Csv("tabs", "\t")).Notes);

    private Dictionary<string, OwnFiles> All() => new()
    {
        ["tabs"] = Csv("tabs", "\t"), ["semicolons"] = Csv("semicolons", ";"), ["blanks"] = Csv("blanks", "  \t "), ["a separator that is stated"] = Csv("tabs", "\t") with { Separator = "tab" },
        ["decimal commas"] = Csv("commas", ";", value: v => (v / 16.0).ToString(CultureInfo.InvariantCulture).Replace('.', ',')) with { Decimal = "comma", MaxValue = 1 },
        ["values around 0"] = Csv("around", ",", value: v => (v / 8.0 - 1).ToString(CultureInfo.InvariantCulture)) with { MinValue = -1, MaxValue = 1 },
        ["floats"] = Csv("floats", ",", value: v => $"{v}.0", label: c => $"{c}.0"), ["labels from 1"] = Csv("from1", ",", label: c => $"{c + 1}") with { LabelsFrom = 1 },
        ["words"] = Csv("words", ",", label: c => Words[c]) with { Labels = "words", LabelNames = Words }, ["numbers as words"] = Csv("odd", ",", label: c => $"{c * 7 + 1}.0") with { Labels = "words", LabelNames = ["1", "8", "15"] },
        ["one-hot"] = Csv("hot", ",", label: c => string.Join(",", Enumerable.Range(0, Classes).Select(i => i == c ? "1" : "0"))) with { Labels = "one-hot" },
        ["a running number"] = Csv("index", ",", before: i => $"{i},") with { SkipColumns = [1] }, ["label first"] = Csv("first", ",", first: true) with { Label = "first" },
        ["table, channels last"] = Csv("last", ",", order: Last) with { Layout = "channels-last" }, ["table, column by column"] = Csv("turned", ",", order: Turned) with { Transpose = true },
        ["table, both"] = Csv("both", ",", order: TurnedLast) with { Layout = "channels-last", Transpose = true },
        ["idx"] = Idx("u8", 8, v => [(byte)v]), ["idx int8"] = Idx("i8", 9, v => [(byte)v]), ["idx int16"] = Idx("i16", 0x0b, v => [0, (byte)v]), ["idx int32"] = Idx("i32", 0x0c, v => [0, 0, 0, (byte)v]),
        ["idx float"] = Idx("f4", 0x0d, v => [.. BitConverter.GetBytes((float)v).Reverse()]), ["idx double"] = Idx("f8", 0x0e, v => [.. BitConverter.GetBytes((double)v).Reverse()]),
        ["idx, column by column"] = Idx("turned", 8, v => [(byte)v], Turned) with { Transpose = true },
        ["npz"] = Archive("stored.npz", CompressionLevel.NoCompression, "x_train", "y_train"), ["npz packed"] = Archive("packed.npz", CompressionLevel.Optimal, "train_images", "train_labels"),
        ["two arrays"] = Arrays("u1", v => [(byte)v], "|u1"), ["arrays of floats"] = Arrays("f4", v => BitConverter.GetBytes((float)v), "<f4"), ["arrays of big-endian shorts"] = Arrays("i2", v => [0, (byte)v], ">i2"),
        ["arrays, channels last"] = Arrays("last", v => [(byte)v], "|u1", Last, "(40, 2, 3, 2)", "(12, 2, 3, 2)") with { Layout = "channels-last" },
        ["arrays of rows"] = Arrays("rows", v => [(byte)v], "|u1", null, "(40, 12)", "(12, 12)") with { Shape = Shape },
        ["libsvm"] = Set("svm", "libsvm", (i, c, p) => $"{c} {string.Join(' ', p.Select((v, j) => (v, j)).Where(x => x.v != 0).Select(x => $"{x.j + 1}:{x.v}"))}"),
        ["libsvm from 0"] = Set("svm0", "libsvm", (i, c, p) => $"{c} {string.Join(' ', p.Select((v, j) => (v, j)).Where(x => x.v != 0).Select(x => $"{x.j}:{x.v}"))} # {i}") with { FirstIndex = 0 },
        ["cifar-bin"] = Binary("bin", "cifar-bin", Records), ["cifar-python"] = Binary("py", "cifar-python", Batch),
        ["packed without a name"] = Binary("gz", "cifar-bin", (from, count) => TemporaryFolder.Gzip(Records(from, count))),
    };

    // The pixels of a sample, 0 to 16, by channel, row and column.
    private static int[] Pixels(int sample) => [.. Enumerable.Range(0, 12).Select(j => (sample * 7 + j * 5 + sample * j) % 17)];

    private static int Class(int sample) => (sample * 5 + sample / 7) % Classes;

    // Where in a file's order of pixels each comes from: channel last, column by column, and both.
    private static int[] Last => [.. from y in Enumerable.Range(0, 2) from x in Enumerable.Range(0, 3) from c in Enumerable.Range(0, 2) select c * 6 + y * 3 + x];
    private static int[] Turned => [.. from c in Enumerable.Range(0, 2) from x in Enumerable.Range(0, 3) from y in Enumerable.Range(0, 2) select c * 6 + y * 3 + x];
    private static int[] TurnedLast => [.. from x in Enumerable.Range(0, 3) from y in Enumerable.Range(0, 2) from c in Enumerable.Range(0, 2) select c * 6 + y * 3 + x];

    private static IEnumerable<string> Rows(int from, int count, string separator) => Enumerable.Range(from, count).Select(i => $"{string.Join(separator, Pixels(i))}{separator}{Class(i)}\n");

    private OwnFiles Csv(string name, string separator, Func<int, string>? value = null, Func<int, string>? label = null, Func<int, string>? before = null, bool first = false, int[]? order = null) =>
        Set(name, "csv", (i, c, pixels) =>
        {
            var values = string.Join(separator, (order ?? [.. Enumerable.Range(0, 12)]).Select(j => value?.Invoke(pixels[j]) ?? $"{pixels[j]}"));
            var of = label?.Invoke(c) ?? $"{c}";
            return before?.Invoke(i) + (first ? $"{of}{separator}{values}" : $"{(separator.Contains(' ') ? "  " : "")}{values}{separator}{of}{(separator.Contains(' ') ? " " : "")}");
        });

    private OwnFiles Set(string name, string format, Func<int, int, int[], string> row)
    {
        string File(string set, int from, int count) => folder.File($"{name}.{set}.csv", string.Concat(Enumerable.Range(from, count).Select(i => $"{row(i, Class(i), Pixels(i))}\n")));
        return new() { Format = format, Train = [File("train", 0, Train)], Test = [File("test", Train, Test)], Classes = Classes, Shape = Shape, MaxValue = 16 };
    }

    private OwnFiles Binary(string name, string format, Func<int, int, byte[]> content) => new()
    {
        Format = format, Train = [folder.File($"{name}.train", content(0, Train))], Test = [folder.File($"{name}.test", content(Train, Test))], Classes = Classes, Shape = Shape, MaxValue = 16,
    };

    private static byte[] Records(int from, int count) => [.. Enumerable.Range(from, count).SelectMany(i => Pixels(i).Prepend(Class(i))).Select(v => (byte)v)];

    private static byte[] Batch(int from, int count) => Pickled.File(Pickled.Dictionary(
        ("labels", Pickled.List([.. Enumerable.Range(from, count).Select(i => Pickled.Whole(Class(i)))])), ("data", Pickled.Array("u1", [count, 12], Values(from, count, v => [(byte)v])))));

    private static byte[] Values(int from, int count, Func<int, byte[]> bytes, int[]? order = null) =>
        [.. Enumerable.Range(from, count).SelectMany(i => (order ?? [.. Enumerable.Range(0, 12)]).SelectMany(j => bytes(Pixels(i)[j])))];

    private OwnFiles Idx(string name, byte type, Func<int, byte[]> bytes, int[]? order = null)
    {
        string File(string set, int[] sizes, byte[] values)
        {
            var file = TemporaryFolder.Idx(sizes, values);
            file[2] = type;
            return folder.File($"{name}.{set}", file);
        }
        int[] image = order is null ? Shape : [2, 3, 2];
        // Labels of three columns, of which the first counts.
        byte[] Labels(int from, int count) => [.. Enumerable.Range(from, count).SelectMany(i => new[] { Class(i), 9, 16 }.SelectMany(bytes))];
        return new()
        {
            Format = "idx", Classes = Classes, MaxValue = 16,
            Train = [File("train.images", [Train, .. image], Values(0, Train, bytes, order)), File("train.labels", [Train, 3], Labels(0, Train))],
            Test = [File("test.images", [Test, .. image], Values(Train, Test, bytes, order)), File("test.labels", [Test, 3], Labels(Train, Test))],
        };
    }

    private OwnFiles Archive(string name, CompressionLevel level, string images, string labels, (string Images, string Labels)? validation = null)
    {
        IEnumerable<(string, byte[])> Part(string x, string y, int from, int count) =>
            [(x, NumPy.Array("|u1", $"({count}, 2, 2, 3)", Values(from, count, v => [(byte)v]))), (y, NumPy.Array("<i8", $"({count}, 1)", [.. Enumerable.Range(from, count).SelectMany(i => BitConverter.GetBytes((long)Class(i)))], version: 3))];
        var given = validation is { } val ? Part(val.Images, val.Labels, Train, 5) : [];
        var file = NumPy.Archive(level, [.. Part(images, labels, 0, Train), .. given, .. Part(images.Replace("train", "test"), labels.Replace("train", "test"), Train, Test)]);
        return new() { Format = "npz", Train = [folder.File(name, file)], Test = [], Classes = Classes, MaxValue = 16 };
    }

    private OwnFiles Arrays(string name, Func<int, byte[]> bytes, string type, int[]? order = null, string train = "(40, 2, 2, 3)", string test = "(12, 2, 2, 3)")
    {
        string Images(string set, string shape, int from, int count) => folder.File($"{name}.{set}.npy", NumPy.Array(type, shape, Values(from, count, bytes, order), version: 2));
        string Labels(string set, int from, int count) => folder.File($"{name}.{set}-labels.npy", NumPy.Array("<u2", $"({count},)", [.. Enumerable.Range(from, count).SelectMany(i => BitConverter.GetBytes((ushort)Class(i)))]));
        return new() { Format = "npz", Train = [Images("train", train, 0, Train), Labels("train", 0, Train)], Test = [Images("test", test, Train, Test), Labels("test", Train, Test)], Classes = Classes, MaxValue = 16 };
    }

    private static byte[] BytesOf(Samples samples)
    {
        using var packed = samples.Images.contiguous();
        return [.. packed.bytes, .. samples.Labels.data<long>().ToArray().Select(l => (byte)l)];
    }

    // The indices that have this fingerprint.
    private static byte[] Bytes(string fingerprint, int from, int count)
    {
        byte[] indices = [.. Enumerable.Range(from, count).SelectMany(i => BitConverter.GetBytes((long)i))];
        return Fingerprint.Of(indices) == fingerprint ? indices : [];
    }

    private static void AssertSame(Dataset expected, Dataset data)
    {
        foreach (var (one, other) in new[] { (expected.Train, data.Train), (expected.Validation, data.Validation), (expected.Test, data.Test) }) Assert.Equal(BytesOf(one), BytesOf(other));
        Assert.Equal(expected.SplitFingerprint, data.SplitFingerprint);
        Assert.Equal(expected.Normalization.Mean, data.Normalization.Mean);
        Assert.Equal(expected.Normalization.Std, data.Normalization.Std);
    }
}
