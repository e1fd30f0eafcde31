using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>Folders of pictures as a data set: listed, decoded or found in the cache, split.</summary>
internal sealed class PictureFolders
{
    private const int MostNamed = 8, MostTries = 3;

    private readonly string name;
    private readonly PictureSet set;
    private readonly Func<(DecodedImages Images, string? PixelFile)> decoded;
    private readonly DecodedImages images;
    private readonly string? pixelFile;
    private readonly int[] train, validation, test; // places

    private PictureFolders(string name, PictureSet set, (DecodedImages, string?) found, Func<(DecodedImages, string?)> decoded)
    {
        (this.name, this.set, (images, pixelFile), this.decoded) = (name, set, found, decoded);
        var corrupt = new bool[set.Count];
        foreach (var picture in images.Corrupt) corrupt[picture.Place] = true;
        (train, validation, SplitFingerprint) = Split(name, set, corrupt);
        test = Readable(set, set.Test, corrupt);
        if (test.Length == 0) throw new UserError($"dataset {name}: no picture of {set.Test.Folder} can be decoded");
    }

    /// <summary>Lists the folders, and decodes what is in them where that was not done before.</summary>
    /// <param name="name">Of the data set.</param>
    /// <param name="options">How.</param>
    /// <param name="folders">The training set, a validation part where one is given, and the test set.</param>
    /// <param name="cache">Where pixels are kept.</param>
    /// <param name="tell">Told what takes long, in words that follow the data set's name.</param>
    /// <exception cref="UserError">Folders or pictures are not what they should be.</exception>
    public static PictureFolders Open(string name, ImageOptions options, (string Train, string? Validation, string Test) folders, ImageCache cache, Action<string>? tell)
    {
        var train = ClassFolders.OfTraining(folders.Train);
        var validation = folders.Validation is null ? null : ClassFolders.OfOthers(folders.Validation, train.Classes);
        var set = new PictureSet(train, validation, ClassFolders.OfOthers(folders.Test, train.Classes), options);
        if (set.Count > int.MaxValue / 2) throw new UserError($"dataset {name}: {set.Count:#,0} pictures are more than can be counted");
        void Tell(string what) => tell?.Invoke(name.Length == 0 ? what : $"{name}: {what}");
        (DecodedImages Images, string?) Decoded() => cache.Open(set.Key(), set.Bytes, file => set.Decode(file, corrupt => Split(name, set, corrupt).Train, Tell), Tell);
        var found = Decoded();
        var images = found.Images;
        if (images.Corrupt.Count > 0 && options.Corrupt == "stop")
        {
            var (first, others) = (images.Corrupt[0], images.Corrupt.Count - 1);
            throw new UserError($"{set.PathOf(first.Place)}: {first.Why}{(others == 0 ? "" : $", and {others:#,0} more of {set.Count:#,0} pictures cannot be decoded")}; 'corrupt: skip' leaves {(others == 0 ? "it" : "them")} out");
        }
        return new(name, set, found, Decoded);
    }

    /// <summary>SHA-256 over the content of all files.</summary>
    public string Content => images.Content;

    public IReadOnlyList<string> Classes => set.Train.Classes;

    /// <summary>Over the positions of the validation split among the pictures that are not for testing.</summary>
    public string SplitFingerprint { get; }

    /// <summary>Pictures left out as they cannot be decoded.</summary>
    public int Skipped => images.Corrupt.Count;

    public (int Train, int Test) Samples => (train.Length + validation.Length, test.Length);
    public int? GivenValidation => set.Validation is null ? null : validation.Length;
    public IReadOnlyList<long> TrainClasses => ClassesOf([.. train, .. validation]);
    public IReadOnlyList<long> TestClasses => ClassesOf(test);

    /// <summary>The data set: nothing of it is in memory but its labels.</summary>
    /// <exception cref="UserError">Their pixels are gone, and cannot be had again.</exception>
    public Dataset Load(DatasetInfo info, Normalization? normalization)
    {
        using var file = Opened();
        return new()
        {
            Info = info, Train = Of(train, file), Validation = Of(validation, file), Test = Of(test, file),
            Normalization = Normalized(normalization), SplitFingerprint = SplitFingerprint, SkippedImages = Skipped, Warnings = Warnings(),
        };
    }

    /// <summary>The normalization that is given, else that of the training split.</summary>
    public Normalization Normalized(Normalization? given) => given
        ?? (images.Std.Any(s => s < 1e-6) ? throw new UserError($"dataset {name}: a channel has the same value in all training images; give mean and std") : new(images.Mean, images.Std));

    /// <summary>What is odd about it.</summary>
    public IReadOnlyList<DataWarning> Warnings()
    {
        var warnings = new[] { set.Train, set.Validation, set.Test }.OfType<ClassFolders>().SelectMany(part => part.Warnings).Select(text => new DataWarning(text)).ToList();
        if (Skipped > 0)
            warnings.Add(new($"{Skipped:#,0} of {set.Count:#,0} pictures cannot be decoded and are left out: {string.Join(", ", images.Corrupt.Take(3).Select(c => $"{set.PathOf(c.Place)} ({c.Why})"))}{(Skipped > 3 ? ", ..." : "")}", "skipped-images"));
        var (trained, tested) = (TrainClasses, TestClasses);
        if (tested.Except(trained).ToList() is { Count: > 0 } unseen) warnings.Add(new($"the test set has {Named(unseen)}, of which no training sample is", "unseen-classes"));
        if (Enumerable.Range(0, Classes.Count).Select(i => (long)i).Except(tested).ToList() is { Count: > 0 } untested) warnings.Add(new($"the test set has no picture of {Named(untested)}"));
        if (ClassesOf(train) is [var only]) warnings.Add(new($"all training samples are of class {Classes[(int)only]}", "one-class"));
        if (images.ValidationInTraining?.Warning("validation") is { } seen) warnings.Add(seen);
        if (images.TestInOthers.Warning("test") is { } leaked) warnings.Add(leaked);
        return warnings;
    }

    private string Named(List<long> classes) =>
        $"{(classes.Count == 1 ? "class" : "classes")} {string.Join(", ", classes.Take(MostNamed).Select(c => Classes[(int)c]))}{(classes.Count > MostNamed ? $" and {classes.Count - MostNamed:#,0} more" : "")}";

    private IReadOnlyList<long> ClassesOf(int[] places) => [.. places.Select(place => (long)set[place].Label).Distinct().Order()];

    // Another process may have made room of the pixels since: then they are decoded once more.
    private PixelFile? Opened()
    {
        var path = pixelFile;
        for (var tries = 1; path is not null; tries++)
            try
            {
                return new PixelFile(path);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && tries < MostTries)
            {
                (var again, path) = decoded();
                if (again.Content != images.Content) throw new UserError($"dataset {name}: its pictures have changed while they were read", e);
            }
            catch (Exception e) when (FileTrouble.Is(e))
            {
                throw new UserError($"{path}: cannot be read: {FileTrouble.Reason(e)}", e);
            }
        return null;
    }

    private Samples Of(int[] places, PixelFile? file) => new(
        file is null ? new PicturesInFolders(set, places, CPU) : new ImagesInFile(file.Shared(), set.Options.Shape, places, CPU),
        tensor(places.Select(place => (long)set[place].Label).ToArray()).DetachFromDisposeScope());

    private static (int[] Train, int[] Validation, string Fingerprint) Split(string name, PictureSet set, bool[] corrupt)
    {
        var train = Readable(set, set.Train, corrupt);
        if (set.Validation is { } given)
        {
            var validation = Readable(set, given, corrupt);
            if (train.Length == 0 || validation.Length == 0) throw new UserError($"dataset {name}: no picture of {(train.Length == 0 ? set.Train : given).Folder} can be decoded");
            return (train, validation, Splitting.FingerprintOf([.. Enumerable.Range(train.Length, validation.Length)]));
        }
        var (rest, chosen) = Splitting.Of(name, [.. train.Select(place => (long)set[place].Label)], set.Train.Classes.Count);
        return ([.. rest.Select(i => train[i])], [.. chosen.Select(i => train[i])], Splitting.FingerprintOf(chosen));
    }

    private static int[] Readable(PictureSet set, ClassFolders part, bool[] corrupt)
    {
        var begin = set.BeginOf(part);
        return [.. Enumerable.Range(begin, part.Pictures.Length).Where(place => !corrupt[place])];
    }
}
