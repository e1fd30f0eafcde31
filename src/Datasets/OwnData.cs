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

    /// <summary>Decodes training and test set.</summary>
    public static RawSplits Read(string name, OwnFiles files)
    {
        var shape = ShapeOf(name, files);
        return new(ReadSet(files.Train, files, shape), ReadSet(files.Test, files, shape));
    }

    /// <summary>The normalization that the description gives; null: none.</summary>
    public static Normalization? NormalizationOf(OwnFiles files) => files is { Mean: { } mean, Std: { } std } ? new(mean, std) : null;

    /// <summary>SHA-256 of all files, training before test, one after the other as they lie on the disk.</summary>
    public static string FingerprintOf(OwnFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[1 << 16];
        foreach (var file in files.Train.Concat(files.Test).Select(DataFile.Raw))
            file.Read(stream =>
            {
                for (int n; (n = stream.Read(block)) > 0;) hash.AppendData(block, 0, n);
                return true;
            });
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static RawSamples ReadSet(IReadOnlyList<string> paths, OwnFiles files, InputShape shape)
    {
        IReadOnlyList<DataFile> data = [.. paths.Select(path => DataFile.At(path))];
        return Formats[files.Format].Read(data, files, shape);
    }

    private static InputShape ShapeOf(string name, OwnFiles files)
    {
        if (!Formats.TryGetValue(files.Format, out var format)) throw new UserError($"dataset {name}: {Names.Unknown("format", files.Format, Formats.Keys)}");
        if ((Mistake(files) ?? format.Mistake(files)) is { } mistake) throw new UserError($"dataset {name}: {mistake}");
        var stated = files.Shape is { } s ? new InputShape(s[0], s[1], s[2]) : null;
        var shape = format.ShapeOf(files, stated);
        return files.Mean is { } mean && mean.Count != shape.Channels
            ? throw new UserError($"dataset {name}: mean and std have {mean.Count} values, but the images have {shape.Channels} channels")
            : shape;
    }

    private static string? Mistake(OwnFiles files)
    {
        if (files.Classes is < 2 or > 100_000) return $"classes: {files.Classes} is not in 2 to 100000";
        if (!(files.MaxValue > 0 && double.IsFinite(files.MaxValue))) return $"max-value: {files.MaxValue} is not above 0";
        if (files.Shape is { } shape && (shape.Count != 3 || shape.Any(n => n is < 1 or > 65_535)))
            return $"shape: [{string.Join(", ", shape)}] is not [channels, height, width]";
        if (files.Shape?.Aggregate(1L, (product, n) => product * n) > int.MaxValue)
            return $"shape: [{string.Join(", ", files.Shape)}] has more than the {int.MaxValue} values that an image may have";
        if (files.Label is not ("last" or "first")) return $"label: '{files.Label}' is not one of last, first";
        if (files.LabelBytes is < 1 or > 16) return $"label-bytes: {files.LabelBytes} is not in 1 to 16";
        if (files.Mean is null != files.Std is null) return "mean and std: give both or neither";
        if (files.Mean?.Count != files.Std?.Count) return $"mean has {files.Mean!.Count} values, std {files.Std!.Count}";
        if (files.Std?.Any(s => !(s > 0)) == true) return "std: every value has to be above 0";
        if (files.Train.Count == 0 || files.Test.Count == 0) return "train and test: name at least one file each";
        return null;
    }

    private sealed record Format(
        Func<OwnFiles, string?> Mistake,
        Func<OwnFiles, InputShape?, InputShape> ShapeOf,
        Func<IReadOnlyList<DataFile>, OwnFiles, InputShape, RawSamples> Read);

    private static readonly Dictionary<string, Format> Formats = new()
    {
        ["idx"] = new(
            files => files.Train.Count != 2 || files.Test.Count != 2 ? "train and test: idx wants two files each, [images, labels]" : null,
            IdxShape,
            (data, files, _) => Idx.Read(data[0], data[1], files.Classes, files.MaxValue)),
        ["cifar-bin"] = new(
            files => files.Shape is null ? "shape: cifar-bin wants [channels, height, width]" : null,
            Stated,
            (data, files, shape) => CifarBinary.Read(data, shape, files.Classes, files.LabelBytes, files.MaxValue)),
        ["csv"] = new(
            files => files.Shape is null ? "shape: csv wants [channels, height, width]" : null,
            Stated,
            (data, files, shape) => Csv.Read(data, new(shape, files.Classes, files.MaxValue, files.Label == "first", files.Header))),
    };

    private static InputShape IdxShape(OwnFiles files, InputShape? stated)
    {
        var train = Idx.ShapeOf(DataFile.At(files.Train[0]));
        var test = Idx.ShapeOf(DataFile.At(files.Test[0]));
        if (train != test) throw new UserError($"{files.Test[0]}: images of {test}, but those of {files.Train[0]} are {train}");
        return stated is null || stated == train ? train : throw new UserError($"{files.Train[0]}: images of {train}, not of {stated} as the sweep says");
    }

    private static InputShape Stated(OwnFiles files, InputShape? stated)
    {
        foreach (var path in files.Train.Concat(files.Test)) _ = DataFile.At(path).Start(1);
        return stated!;
    }
}
