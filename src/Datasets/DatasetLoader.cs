using System.Buffers.Binary;
using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>Reads data sets into memory and splits them.</summary>
public static class DatasetLoader
{
    /// <summary>Loads a data set of the catalogue; its files are checked against the published sizes and checksums.</summary>
    /// <exception cref="UserError">The name is unknown, or a file is missing, damaged or not the one it should be.</exception>
    public static Dataset Load(string name, SearchPath path)
    {
        var entry = DatasetCatalogue.Find(name);
        var (finding, files) = DatasetFiles.Open(entry, path, keep: true);
        return DatasetFiles.Missing(entry, path, finding) is { } missing ? throw new UserError(missing) : Build(entry.Info, entry.Read(files), entry.Normalization);
    }

    /// <summary>Loads a user's own data.</summary>
    /// <exception cref="UserError">The description or a file is wrong.</exception>
    public static Dataset Load(string name, OwnFiles files)
    {
        var splits = OwnData.Read(name, files);
        return Build(OwnData.Describe(name, files), splits, OwnData.NormalizationOf(files)) with { Warnings = OwnDataWarnings.Of(splits, files) };
    }

    /// <summary>
    /// What a user's own data is: all of it is decoded and split as for training, so that whatever is wrong with it is found; no
    /// tensor is made.
    /// </summary>
    /// <exception cref="UserError">The description or a file is wrong.</exception>
    public static DatasetSurvey Survey(string name, OwnFiles files)
    {
        var info = OwnData.Describe(name, files);
        var splits = OwnData.Read(name, files);
        _ = Split(info, splits, OwnData.NormalizationOf(files));
        return new()
        {
            Info = info with { Samples = (splits.Train.Count, splits.Test.Count) },
            TrainClasses = OwnDataWarnings.ClassesOf(splits.Train),
            TestClasses = OwnDataWarnings.ClassesOf(splits.Test),
            Warnings = OwnDataWarnings.Of(splits, files),
        };
    }

    /// <summary>SHA-256 over the content of all files, training before test, as <c>cat FILES | sha256sum</c> gives it.</summary>
    public static string FingerprintOf(OwnFiles files) => OwnData.FingerprintOf(files);

    private static Dataset Build(DatasetInfo info, RawSplits splits, Normalization? normalization)
    {
        var (train, validation, normal) = Split(info, splits, normalization);
        return new()
        {
            Info = info,
            Train = Tensors(splits.Train, train),
            Validation = Tensors(splits.Train, validation),
            Test = Tensors(splits.Test, [.. Enumerable.Range(0, splits.Test.Count)]),
            Normalization = normal,
            SplitFingerprint = FingerprintOf(validation),
        };
    }

    // Positions in the publisher's training set, and the normalization, which is computed from the training split where none is given.
    private static (int[] Train, int[] Validation, Normalization Normalization) Split(DatasetInfo info, RawSplits splits, Normalization? normalization)
    {
        var all = splits.Train;
        if (all.Count < 10) throw new UserError($"dataset {info.Name}: {all.Count} training samples; at least 10 are needed to split off a tenth for validation");
        var (validation, train) = Stratified.Split(all.Labels, info.Classes, (int)Math.Round(all.Count / 10.0), SeededStream.For(0, "validation split"));
        return (train, validation, normalization ?? Statistics.Of(info.Name, all, train));
    }

    // Sorted indices as little-endian 64-bit integers.
    private static string FingerprintOf(int[] indices)
    {
        var bytes = new byte[8 * indices.Length];
        for (var i = 0; i < indices.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), indices[i]);
        return Fingerprint.Of(bytes);
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
