using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>Reads data sets into memory and splits them.</summary>
public static class DatasetLoader
{
    /// <summary>Loads a data set of the catalogue; its files are checked against the published sizes and checksums.</summary>
    /// <exception cref="UserError">The name is unknown, or a file is missing, damaged or not the one it should be.</exception>
    public static Dataset Load(string name, SearchPath path, Action<string>? tell = null)
    {
        var entry = DatasetCatalogue.Find(name);
        var (finding, files) = DatasetFiles.Open(entry, path, keep: true);
        DataWarning[] doubts = finding.Doubt is { } doubt ? [doubt] : [];
        if (entry.Pictures is { } pictures && finding.Where is { } where)
        {
            var folders = PictureFolders.Open(name, pictures, (Path.Combine(where, "train"), null, Path.Combine(where, "val")), ImageCache.Usual(), tell);
            var loaded = folders.Load(entry.Info, entry.Normalization);
            return loaded with { Warnings = [.. loaded.Warnings, .. doubts] };
        }
        return DatasetFiles.Missing(entry, path, finding) is { } missing ? throw new UserError(missing) : Build(entry.Info, entry.Read(files), entry.Normalization) with { Warnings = doubts };
    }

    /// <summary>Loads a user's own data.</summary>
    /// <param name="name">Of the data set.</param>
    /// <param name="files">Where it is and how it is read.</param>
    /// <param name="tell">Told what takes long.</param>
    /// <exception cref="UserError">The description or a file is wrong, or the files are not those that the description identifies.</exception>
    public static Dataset Load(string name, OwnFiles files, Action<string>? tell = null)
    {
        if (files.Images is not null)
        {
            var folders = OwnData.OpenFolders(name, files, tell);
            RefuseOthers(name, files, folders.Content);
            return folders.Load(OwnData.Describe(name, files, folders), OwnData.NormalizationOf(files));
        }
        var splits = OwnData.Read(name, files);
        RefuseOthers(name, files, files.Sha256.Length > 0 ? OwnData.FingerprintOf(files) : "");
        return Build(OwnData.Describe(name, files), splits, OwnData.NormalizationOf(files)) with { Warnings = OwnDataWarnings.Of(splits, files) };
    }

    /// <summary>
    /// What a user's own data is: all of it is decoded and split as for training, so that whatever is wrong with it is found; no
    /// tensor is made.
    /// </summary>
    /// <exception cref="UserError">The description or a file is wrong.</exception>
    public static DatasetSurvey Survey(string name, OwnFiles files, Action<string>? tell = null)
    {
        if (files.Images is not null) return OwnData.SurveyFolders(name, files, tell);
        var info = OwnData.Describe(name, files);
        var splits = OwnData.Read(name, files);
        var (_, _, normalization) = Split(info, splits, OwnData.NormalizationOf(files));
        return new()
        {
            Info = info with { Samples = (splits.Train.Count + (splits.Validation?.Count ?? 0), splits.Test.Count), GivenValidation = splits.Validation?.Count },
            TrainClasses = OwnDataWarnings.ClassesOf(Whole(splits)),
            TestClasses = OwnDataWarnings.ClassesOf(splits.Test),
            Warnings = OwnDataWarnings.Of(splits, files),
            Normalization = normalization,
            LabelNames = splits.LabelNames ?? files.LabelNames,
            Notes = [.. Whole(splits).Notes.Concat(splits.Test.Notes)],
        };
    }

    /// <summary>
    /// SHA-256 over the content of all files, training before validation before test, as <c>cat FILES | sha256sum</c> gives it; of folders of pictures over their list as
    /// sha256sum prints it.
    /// </summary>
    public static string FingerprintOf(OwnFiles files, Action<string>? tell = null) =>
        files.Images is null ? OwnData.FingerprintOf(files) : OwnData.OpenFolders("", files, tell).Content;

    // Results are known by the content that was there when the sweep was planned.
    private static void RefuseOthers(string name, OwnFiles files, string content)
    {
        if (files.Sha256.Length > 0 && content != files.Sha256) throw new UserError($"dataset {name}: its files have changed since the sweep was planned");
    }

    private static Dataset Build(DatasetInfo info, RawSplits splits, Normalization? normalization)
    {
        var (train, validation, normal) = Split(info, splits, normalization);
        var all = Whole(splits);
        return new()
        {
            Info = info,
            Train = Tensors(all, train),
            Validation = Tensors(all, validation),
            Test = Tensors(splits.Test, [.. Enumerable.Range(0, splits.Test.Count)]),
            Normalization = normal,
            SplitFingerprint = Splitting.FingerprintOf(validation),
        };
    }

    // All that is not for testing, a validation part that is given last.
    private static RawSamples Whole(RawSplits splits) => splits.Validation is { } validation ? RawSamples.Concat([splits.Train, validation]) : splits.Train;

    // Positions in all that is not for testing, and the normalization, which is computed from the training split where none is given.
    private static (int[] Train, int[] Validation, Normalization Normalization) Split(DatasetInfo info, RawSplits splits, Normalization? normalization)
    {
        var all = splits.Train;
        if (splits.Validation is { } given)
        {
            int[] first = [.. Enumerable.Range(0, all.Count)];
            return (first, [.. Enumerable.Range(all.Count, given.Count)], normalization ?? Statistics.Of(info.Name, all, first));
        }
        var (train, validation) = Splitting.Of(info.Name, all.Labels, info.Classes);
        return (train, validation, normalization ?? Statistics.Of(info.Name, all, train));
    }

    // Images (N, C, H, W) uint8, channels-last in memory, as batches are.
    private static Samples Tensors(RawSamples raw, int[] positions)
    {
        var (channels, height, width) = raw.Shape;
        if ((long)positions.Length * raw.Shape.Size > Array.MaxLength)
            throw new UserError($"{positions.Length:N0} images of {raw.Shape} are more than the 2 GiB that one split may have");
        using var packed = empty(positions.Length, height, width, channels, dtype: uint8);
        var bytes = packed.bytes;
        for (var i = 0; i < positions.Length; i++)
            Interleave(raw.Images[positions[i]].Span, bytes.Slice(i * raw.Shape.Size, raw.Shape.Size), channels);
        var labels = positions.Select(i => raw.Labels[i]).ToArray();
        return new(packed.permute(0, 3, 1, 2).DetachFromDisposeScope(), tensor(labels).DetachFromDisposeScope());
    }

    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels, int channels)
    {
        if (channels == 1)
        {
            planes.CopyTo(pixels);
            return;
        }
        var area = planes.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            var plane = planes.Slice(c * area, area);
            for (var i = 0; i < plane.Length; i++) pixels[i * channels + c] = plane[i];
        }
    }
}
