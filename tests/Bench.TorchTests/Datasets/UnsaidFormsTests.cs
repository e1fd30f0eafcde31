using System.IO.Compression;
using Bench.Core;
using Bench.Datasets;
using Bench.TorchTests.Tensors;

namespace Bench.TorchTests.Datasets;

/// <summary>Arrays that could be read as they are described, and would be read wrong: where the numbers speak against what nobody said, it has to be said.</summary>
public sealed class UnsaidFormsTests : IDisposable
{
    private const int Samples = 20, Classes = 3;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, InlineData("<f4"), InlineData("<f8"), InlineData("<i8"), InlineData("|u1"), InlineData("|b1")]
    public void Labels_in_as_many_columns_as_classes_are_not_taken_by_their_first(string type)
    {
        var hot = Arrays("|u1", "2, 2", (i, j) => i + j, type, Classes, (i, column) => column == i % Classes ? 1 : 0);
        Assert.Equal($"{hot.Train[1]}: its labels are 3 columns, a single 1 among zeros in each row: say labels: one-hot", Mistake(hot));
        Assert.Equal($"{hot.Train[1]}: its labels are 3 columns, a single 1 among zeros in each row: say labels: one-hot and classes: 3", Mistake(hot with { Classes = 10 }));
        Assert.Equal([0, 1, 2], DatasetLoader.Survey("mine", hot with { Labels = "one-hot" }).TrainClasses);
        var several = Arrays("|u1", "2, 2", (i, j) => i + j, type, Classes, (i, column) => column <= i % Classes ? 1 : 0);
        Assert.Equal($"{several.Train[1]}: its labels are 3 columns of 0 and 1, one for each class, and not a single 1 in every row: a sample has to be of one class", Mistake(several));
    }

    [Fact]
    public void Labels_of_several_columns_that_are_something_else_are_taken_by_their_first()
    {
        var told = Arrays("|u1", "2, 2", (i, j) => i + j, "<i8", 8, (i, column) => column == 0 ? i % Classes : 1000 * column + i);
        Assert.Equal([0, 1, 2], DatasetLoader.Survey("mine", told).TrainClasses);
        var flagged = Arrays("|u1", "2, 2", (i, j) => i + j, "|u1", 2, (i, column) => column == 0 ? i % 2 : i % 5 == 0 ? 1 : 0) with { Classes = 2 };
        Assert.Equal([0, 1], DatasetLoader.Survey("mine", flagged).TrainClasses);
    }

    [Fact]
    public void Idx_labels_in_columns_of_classes_are_asked_about_too()
    {
        var files = Idx(8, [2, 2], (i, j) => [(byte)(i + j)], labels: [Samples, Classes], [.. Enumerable.Range(0, Samples * Classes).Select(i => (byte)(i % Classes == i / Classes % Classes ? 1 : 0))]);
        Assert.EndsWith("say labels: one-hot", Mistake(files), StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], DatasetLoader.Survey("mine", files with { Labels = "one-hot" }).TrainClasses);
    }

    [Fact]
    public void Floating_point_numbers_up_to_1_want_their_largest_value()
    {
        static double Value(int i, int j) => (i * 4 + j) % 9 / 8.0;
        OwnFiles[] forms =
        [
            Arrays("<f4", "2, 2", Value), Arrays("<f8", "2, 2", Value, name: "f8"), Arrays("<f4", "4", Value, name: "rows") with { Shape = [1, 2, 2] },
            Idx(0x0d, [2, 2], (i, j) => [.. BitConverter.GetBytes((float)Value(i, j)).Reverse()]), Pickle("f4", (i, j) => BitConverter.GetBytes((float)Value(i, j))),
        ];
        foreach (var files in forms)
        {
            Assert.Equal($"{files.Train[0]}: its values are floating-point numbers, none above 1: say max-value: 1 (or max-value: 255, if that is right)", Mistake(files));
            Assert.DoesNotContain(DatasetLoader.Survey("mine", files with { MaxValue = 1 }).Warnings, w => w.Flag is null);
            Assert.Contains(new DataWarning("no value is above 1, and max-value is 255"), DatasetLoader.Survey("mine", files with { MaxValue = 255 }).Warnings);
            using var scaled = DatasetLoader.Load("mine", files with { MaxValue = 1 });
            using var first = scaled.Test.Images.narrow(0, 0, 1).contiguous();
            Assert.Equal([0, 32, 64, 96], first.bytes.ToArray());
        }
        // One above 1, wherever it is.
        Assert.Equal(Samples, DatasetLoader.Survey("mine", Arrays("<f4", "2, 2", (i, j) => i == 7 ? 200 : Value(i, j), name: "one")).Info.Samples!.Value.Train);
        var brighter = Arrays("<f4", "2, 2", (i, j) => 100 * Value(i, j), name: "brighter");
        Assert.Equal(Samples, DatasetLoader.Survey("mine", Arrays("<f4", "2, 2", Value) with { Test = brighter.Train }).Info.Samples!.Value.Test);
    }

    /// <summary>Rounded to bytes, values of a few of the 256 levels would be all that is left.</summary>
    [Fact]
    public void Fractions_of_a_small_range_want_their_largest_value_whatever_the_form()
    {
        string Rows(Func<int, string> row) => string.Concat(Enumerable.Range(0, Samples).Select(i => row(i) + "\n"));
        static string Text(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var table = folder.File("small.csv", Rows(i => $"{Text(i / 20.0)},0.5,1,0,{i % Classes}"));
        var signed = folder.File("signed.csv", Rows(i => $"{Text(i / 20.0)},-0.5,1,-1,{i % Classes}"));
        var sparse = folder.File("small.svm", Rows(i => $"{i % Classes} 1:{Text(i / 20.0)} 3:1"));
        var whole = folder.File("whole.csv", Rows(i => $"{i % 17},3,0,1,{i % Classes}"));
        var bright = folder.File("bright.csv", Rows(i => $"{Text(i * 2.5)},200,0,1,{i % Classes}"));
        OwnFiles Of(string format, string file) => new() { Format = format, Train = [file], Test = [file], Classes = Classes, Shape = [1, 2, 2] };
        const string upTo1 = "its values are floating-point numbers, none above 1: say max-value: 1 (or max-value: 255, if that is right)";
        Assert.Equal($"{table}: {upTo1}", Mistake(Of("csv", table)));
        Assert.Equal($"{sparse}: {upTo1}", Mistake(Of("libsvm", sparse)));
        Assert.Equal($"{signed}: {upTo1}", Mistake(Of("csv", signed) with { MinValue = -1 }));
        var test = folder.File("binary.csv", Rows(i => $"{i % 2},0,1,0,{i % Classes}"));
        Assert.Equal($"{table}: {upTo1}", Mistake(Of("csv", table) with { Test = [test] })); // whatever the other set has
        var standard = Arrays("<f4", "2, 2", (i, j) => (i - 5) / 8.0, name: "standard") with { MinValue = -2 };
        Assert.Equal($"{standard.Train[0]}: its values are floating-point numbers, none above 1.75: say max-value (or max-value: 255, if that is right)", Mistake(standard));
        foreach (var right in new[] { Of("csv", table) with { MaxValue = 1 }, Of("csv", table) with { MaxValue = 255 }, Of("csv", signed) with { MinValue = -1, MaxValue = 1 }, Of("csv", whole), Of("csv", bright) })
            Assert.Equal([0, 1, 2], DatasetLoader.Survey("mine", right).TrainClasses);
        Assert.Equal([0, 1, 2], DatasetLoader.Survey("mine", Arrays("<f8", "2, 2", (i, j) => (i + j) % 17, name: "digits")).TrainClasses); // whole numbers of 0 to 16
    }

    [Fact]
    public void Files_that_are_others_than_the_description_identifies_are_refused()
    {
        var files = Arrays("|u1", "2, 2", (i, j) => i + j, name: "kept");
        var known = files with { Sha256 = DatasetLoader.FingerprintOf(files) };
        DatasetLoader.Load("mine", known).Dispose();
        Arrays("|u1", "2, 2", (i, j) => i + j + 1, name: "kept");
        Assert.Equal("dataset mine: its files have changed since the sweep was planned", Assert.Throws<UserError>(() => DatasetLoader.Load("mine", known)).Message);
    }

    [Fact]
    public void Labels_that_are_words_are_one_where_they_are_one_number_as_it_is_written()
    {
        string[] words = ["0e1", "0e2", "1e0", "7", "07", "+7.0", "9007199254740993", "9007199254740992", "-0", "0"];
        var labels = new Labels(new SampleForm { Classes = 8, Words = true });
        Assert.Equal([0L, 1L, 2L, 3L, 3L, 3L, 4L, 5L, 6L, 6L], words.Select(w => labels.Of(w)!.Value));
        Assert.Equal(3, labels.Of(7.0));
        var numbers = new Labels(new SampleForm { Classes = 5, Words = true });
        Assert.Equal([0L, 1L, 0L, 2L, 3L], new[] { 1234567890123456, 1234567890123457, 1234567890123456, double.NaN, 1e30 }.Select(n => numbers.Of(n)!.Value));
        Assert.Equal(1, numbers.Of("1234567890123457"));
        Assert.Equal("labels: '7.0' and '7' are the same label", Assert.Throws<UserError>(() => new Labels(new SampleForm { Classes = 2, Words = true, Names = ["7", "7.0"] })).Message);
        Assert.Equal([0L, 1L], new[] { "0e1", "0e2" }.Select(w => new Labels(new SampleForm { Classes = 2, Words = true, Names = ["0e1", "0e2"] }).Of(w)!.Value));
    }

    [Fact]
    public void Whole_numbers_up_to_1_are_warned_of_whatever_the_form()
    {
        OwnFiles[] forms =
        [
            Arrays("|u1", "2, 2", (i, j) => (i + j) % 2), Arrays("|b1", "2, 2", (i, j) => (i + j) % 2, name: "bool"), Idx(8, [2, 2], (i, j) => [(byte)((i + j) % 2)]), Pickle("u1", (i, j) => [(byte)((i + j) % 2)]),
        ];
        foreach (var files in forms)
        {
            Assert.Contains(new DataWarning("no value is above 1, and max-value is 255"), DatasetLoader.Survey("mine", files).Warnings);
            Assert.DoesNotContain("no value is above 1", string.Join(' ', DatasetLoader.Survey("mine", files with { MaxValue = 1 }).Warnings), StringComparison.Ordinal);
        }
    }

    [Theory, InlineData(1), InlineData(3), InlineData(4)]
    public void Channels_that_seem_to_come_last_want_a_layout(int channels)
    {
        static double Value(int i, int j) => (i * 7 + j) % 250;
        foreach (var files in new[] { Arrays("|u1", $"6, 5, {channels}", Value), Idx(8, [6, 5, channels], (i, j) => [(byte)Value(i, j)]) })
        {
            Assert.Equal($"{files.Train[0]}: its images are an array of 20×6×5×{channels}, which reads as N×H×W×C: say layout: channels-last (or layout: channels-first, if they have 6 channels)", Mistake(files));
            Assert.Equal(new InputShape(channels, 6, 5), DatasetLoader.Survey("mine", files with { Layout = "channels-last" }).Info.Input);
            Assert.Equal(new InputShape(6, 5, channels), DatasetLoader.Survey("mine", files with { Layout = "channels-first" }).Info.Input);
        }
        Assert.Equal(new InputShape(6, 5, channels), DatasetLoader.Survey("mine", Arrays("|u1", $"6, 5, {channels}", Value) with { Shape = [6, 5, channels] }).Info.Input);
        Assert.Equal(new InputShape(4, 5, channels), DatasetLoader.Survey("mine", Arrays("|u1", $"4, 5, {channels}", Value)).Info.Input);
        Assert.Equal(new InputShape(6, 5, 2), DatasetLoader.Survey("mine", Arrays("|u1", "6, 5, 2", Value)).Info.Input);
    }

    [Fact]
    public void A_test_part_of_the_archive_and_a_fraction_exclude_each_other()
    {
        var images = NumPy.Array("|u1", $"({Samples}, 2, 2)", [.. Enumerable.Range(0, 4 * Samples).Select(i => (byte)i)]);
        var labels = NumPy.Array("|u1", $"({Samples},)", [.. Enumerable.Range(0, Samples).Select(i => (byte)(i % Classes))]);
        string Archive(params (string, byte[])[] arrays) => folder.File($"{arrays.Length}.npz", NumPy.Archive(CompressionLevel.Optimal, arrays));
        var both = new OwnFiles { Format = "npz", Train = [Archive(("x_train", images), ("y_train", labels), ("x_test", images), ("y_test", labels))], Test = [], Classes = Classes, TestFraction = 0.2 };
        Assert.Equal($"{both.Train[0]}: it has a test set of its own (x_test and y_test): leave out test-fraction", Mistake(both));
        Assert.Equal((Samples, Samples), DatasetLoader.Survey("mine", both with { TestFraction = null }).Info.Samples);
        Assert.Equal((16, 4), DatasetLoader.Survey("mine", both with { Train = [Archive(("x_train", images), ("y_train", labels))] }).Info.Samples);
    }

    private static string Mistake(OwnFiles files) => Assert.Throws<UserError>(() => DatasetLoader.Survey("mine", files)).Message;

    private static byte[] Number(string type, double value) => type switch
    {
        "<f4" => BitConverter.GetBytes((float)value), "<f8" => BitConverter.GetBytes(value), "<i8" => BitConverter.GetBytes((long)value), _ => [(byte)value],
    };

    // The same files for training and testing.
    private OwnFiles Arrays(string type, string image, Func<int, int, double> value, string labelType = "|u1", int columns = 1, Func<int, int, int>? label = null, string name = "x")
    {
        var size = image.Split(',').Aggregate(1, (product, n) => product * int.Parse(n, System.Globalization.CultureInfo.InvariantCulture));
        var images = folder.File($"{name}.npy", NumPy.Array(type, $"({Samples}, {image})",
            [.. Enumerable.Range(0, Samples * size).SelectMany(i => Number(type, value(i / size, i % size)))]));
        var labels = folder.File($"{name}-labels.npy", NumPy.Array(labelType, $"({Samples}, {columns})",
            [.. Enumerable.Range(0, Samples * columns).SelectMany(i => Number(labelType, label?.Invoke(i / columns, i % columns) ?? i % Classes))]));
        return new() { Format = "npz", Train = [images, labels], Test = [images, labels], Classes = Classes };
    }

    private OwnFiles Idx(byte type, int[] image, Func<int, int, byte[]> value, int[]? labels = null, byte[]? classes = null)
    {
        var size = image.Aggregate(1, (product, n) => product * n);
        var file = TemporaryFolder.Idx([Samples, .. image], [.. Enumerable.Range(0, Samples * size).SelectMany(i => value(i / size, i % size))]);
        file[2] = type;
        var pair = new[] { folder.File("images", file), folder.File("labels", TemporaryFolder.Idx(labels ?? [Samples], classes ?? [.. Enumerable.Range(0, Samples).Select(i => (byte)(i % Classes))])) };
        return new() { Format = "idx", Train = pair, Test = pair, Classes = Classes };
    }

    private OwnFiles Pickle(string type, Func<int, int, byte[]> value)
    {
        var file = folder.File("batch", Pickled.File(Pickled.Dictionary(("labels", Pickled.List([.. Enumerable.Range(0, Samples).Select(i => Pickled.Whole(i % Classes))])),
            ("data", Pickled.Array(type, [Samples, 4], [.. Enumerable.Range(0, Samples * 4).SelectMany(i => value(i / 4, i % 4))], type == "u1" ? "|" : "<")))));
        return new() { Format = "cifar-python", Train = [file], Test = [file], Classes = Classes, Shape = [1, 2, 2] };
    }
}
