using System.Security.Cryptography;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>Data of the user's own, described in a sweep instead of in code.</summary>
internal static class OwnData
{
    /// <summary>What the description and the files' headers tell; mistakes in either are a <see cref="UserError"/> that names the data set.</summary>
    public static DatasetInfo Describe(string name, OwnFiles files) => new()
    {
        Name = name,
        Title = $"own data ({files.Format})",
        Source = "the user's own files",
        License = "not known",
        Input = ShapeOf(name, files),
        Classes = files.Classes,
    };

    /// <summary>What folders of pictures turned out to be.</summary>
    public static DatasetInfo Describe(string name, OwnFiles files, PictureFolders folders) => new()
    {
        Name = name,
        Title = $"own data ({files.Format})",
        Source = "the user's own files",
        License = "not known",
        Input = files.Images!.Shape,
        Classes = folders.Classes.Count,
        Samples = folders.Samples,
        GivenValidation = folders.GivenValidation,
    };

    /// <summary>Lists folders of pictures, and decodes what is in them where that was not done before.</summary>
    public static PictureFolders OpenFolders(string name, OwnFiles files, Action<string>? tell)
    {
        if (MistakeInFolders(files) is { } mistake) throw new UserError($"dataset {name}: {mistake}");
        return PictureFolders.Open(name, files.Images!, (files.Train[0], files.Validation.Count > 0 ? files.Validation[0] : null, files.Test[0]), ImageCache.Usual(), tell);
    }

    /// <summary>What folders of pictures turned out to be, and what is odd about them.</summary>
    public static DatasetSurvey SurveyFolders(string name, OwnFiles files, Action<string>? tell)
    {
        var folders = OpenFolders(name, files, tell);
        return new() { Normalization = folders.Normalized(NormalizationOf(files)), Info = Describe(name, files, folders), TrainClasses = folders.TrainClasses, TestClasses = folders.TestClasses, Warnings = folders.Warnings() };
    }

    /// <summary>Decodes all sets, and takes the test set from training where the description says so.</summary>
    public static RawSplits Read(string name, OwnFiles files)
    {
        var (shape, form) = (ShapeOf(name, files), SampleForm.Of(files));
        var labels = new Labels(form);
        var sets = OwnFormat.All[files.Format].Read(files, shape, form, labels).Each(labels.InOrder);
        if (!files.MaxValueIsStated && sets.LargestOfSmall(files.MinValue) is { } largest)
            throw new UserError($"{files.Train[0]}: its values are floating-point numbers, none above {Math.Max(1, largest)}: say max-value{(largest <= 1 ? ": 1" : "")} (or max-value: {files.MaxValue}, if that is right)");
        if (files.TestFraction is { } fraction) sets = TestTaken(name, sets, files, fraction);
        return new(sets.Train, sets.Test!) { Validation = sets.Validation, LabelNames = labels.Found };
    }

    /// <summary>The normalization that the description gives; null: none.</summary>
    public static Normalization? NormalizationOf(OwnFiles files) => files is { Mean: { } mean, Std: { } std } ? new(mean, std) : null;

    /// <summary>SHA-256 of all files, training before validation before test, one after the other as they lie on the disk.</summary>
    public static string FingerprintOf(OwnFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[1 << 16];
        foreach (var file in files.Train.Concat(files.Validation).Concat(files.Test).Select(DataFile.Raw))
            file.Read(stream =>
            {
                for (int n; (n = stream.Read(block)) > 0;) hash.AppendData(block, 0, n);
                return true;
            });
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static OwnSets TestTaken(string name, OwnSets sets, OwnFiles files, double fraction)
    {
        var all = sets.Train;
        var count = (int)Math.Round(all.Count * fraction);
        if (count < 1 || count >= all.Count) throw new UserError($"dataset {name}: test-fraction: {fraction} of {all.Count} samples leaves {(count < 1 ? "none for testing" : "none for training")}");
        var (test, train) = Stratified.Split(all.Labels, files.Classes, count, SeededStream.For(files.SplitSeed, "test split"));
        return sets with { Train = all.At(train), Test = all.At(test) with { Warnings = [], Notes = [] } };
    }

    private static InputShape ShapeOf(string name, OwnFiles files)
    {
        if (!OwnFormat.All.TryGetValue(files.Format, out var format)) throw new UserError($"dataset {name}: {Names.Unknown("format", files.Format, OwnFormat.All.Keys)}");
        if ((Mistake(files) ?? format.Mistake(files)) is { } mistake) throw new UserError($"dataset {name}: {mistake}");
        var stated = files.Shape is { } s ? new InputShape(s[0], s[1], s[2]) : null;
        var shape = format.ShapeOf(files, stated);
        return MistakeInNormalization(files, shape.Channels) is { } wrong ? throw new UserError($"dataset {name}: {wrong}") : shape;
    }

    private static string? MistakeInFolders(OwnFiles files)
    {
        if (files.Train.Count != 1 || files.Test.Count != 1) return "train and test: name one folder each";
        if (files.Images!.Size is < 1 or > ImageOptions.Largest || files.Images.Resize < files.Images.Size || files.Images.Resize > 2 * ImageOptions.Largest)
            return $"size: {files.Images.Size} (resize: {files.Images.Resize}) is not in 1 to {ImageOptions.Largest} (resize: size to {2 * ImageOptions.Largest})";
        return MistakeInNormalization(files, files.Images.Shape.Channels);
    }

    private static string? MistakeInNormalization(OwnFiles files, int channels)
    {
        if (files.Mean is null != files.Std is null) return "mean and std: give both or neither";
        if (files.Mean?.Count != files.Std?.Count) return $"mean has {files.Mean!.Count} values, std {files.Std!.Count}";
        if (files.Std?.Any(s => !(s > 0)) == true) return "std: every value has to be above 0";
        return files.Mean is { } mean && mean.Count != channels ? $"mean and std have {mean.Count} values, but the images have {channels} channels" : null;
    }

    private static string? Mistake(OwnFiles files)
    {
        if (files.Classes is < 2 or > 100_000) return $"classes: {files.Classes} is not in 2 to 100000";
        if (!double.IsFinite(files.MinValue) || !double.IsFinite(files.MaxValue) || !(files.MaxValue > files.MinValue)) return $"max-value: {files.MaxValue} is not above {files.MinValue}";
        if (files.Shape is { } shape && (shape.Count != 3 || shape.Any(n => n is < 1 or > 65_535)))
            return $"shape: [{string.Join(", ", shape)}] is not [channels, height, width]";
        if (files.Shape?.Aggregate(1L, (product, n) => product * n) > int.MaxValue)
            return $"shape: [{string.Join(", ", files.Shape)}] has more than the {int.MaxValue} values that an image may have";
        if (files.Label is not ("last" or "first")) return $"label: '{files.Label}' is not one of last, first";
        if (files.LabelBytes is < 1 or > 16) return $"label-bytes: {files.LabelBytes} is not in 1 to 16";
        if (files.Labels is not ("numbers" or "words" or "one-hot")) return $"labels: '{files.Labels}' is not one of numbers, words, one-hot";
        if (files.LabelNames is { } names && (names.Count > files.Classes || names.Distinct().Count() < names.Count)) return $"labels: {names.Count} names, {names.Distinct().Count()} of them different, for {files.Classes} classes";
        if (files.Layout is not ("channels-first" or "channels-last")) return $"layout: '{files.Layout}' is not one of channels-first, channels-last";
        if (files.Separator is not null && !Separator.All.Any(s => s.Name == files.Separator)) return Names.Unknown("separator", files.Separator, Separator.All.Select(s => s.Name));
        if (files.TestFraction is not (null or > 0 and < 1)) return $"test-fraction: {files.TestFraction} is not between 0 and 1";
        if (files.TestFraction is not null && files.Test.Count > 0) return "test-fraction: the test set has files of its own";
        if (files.Train.Count == 0 || (files.Test.Count == 0 && files.TestFraction is null && files.Format != "npz")) return "train and test: name at least one file each";
        return null;
    }
}
