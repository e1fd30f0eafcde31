using Bench.Core;

namespace Bench.Datasets;

/// <summary>The sets that files of a user's own hold; a test set that is null has to be taken from training.</summary>
internal sealed record OwnSets(RawSamples Train, RawSamples? Validation, RawSamples? Test)
{
    private const double FullRange = 255;

    /// <summary>The largest raw value, where none can be meant to be one of up to 255: of floating-point numbers none above 1, or of fractions none above a tenth of that; null elsewhere.</summary>
    /// <param name="smallest">The value that becomes 0.</param>
    public double? LargestOfSmall(double smallest) => RawRange.Of(new[] { Train, Validation, Test }.OfType<RawSamples>().Select(set => set.Range)) is { } range
        && ((range.AreFloats && range.Largest <= 1) || (range.HasFractions && (range.Largest <= 1 || range.Largest - smallest < FullRange / 10))) ? range.Largest : null;

    /// <summary>All of them changed alike.</summary>
    public OwnSets Each(Func<RawSamples, RawSamples> change) => new(change(Train), Validation is null ? null : change(Validation), Test is null ? null : change(Test));
}

/// <summary>A form of files that a sweep may name: what is wrong with a description, the shape of the images, and the samples.</summary>
internal sealed record OwnFormat(
    Func<OwnFiles, string?> Mistake,
    Func<OwnFiles, InputShape?, InputShape> ShapeOf,
    Func<OwnFiles, InputShape, SampleForm, Labels, OwnSets> Read)
{
    /// <summary>All, by name.</summary>
    public static IReadOnlyDictionary<string, OwnFormat> All { get; } = new Dictionary<string, OwnFormat>
    {
        ["idx"] = new(
            files => NotPairs(files, "idx"),
            IdxShape,
            SetBySet((data, _, _, form, labels) => Idx.Read(data[0], data[1], form, labels))),
        ["cifar-bin"] = new(
            files => NoShape(files, "cifar-bin"),
            Stated,
            SetBySet((data, files, shape, form, labels) => CifarBinary.Read(data, shape, form, files.LabelBytes, labels))),
        ["cifar-python"] = new(
            files => NoShape(files, "cifar-python"),
            Stated,
            SetBySet((data, _, shape, form, labels) => CifarPickle.Read(data, shape, form, labels))),
        ["csv"] = new(
            files => NoShape(files, "csv"),
            Stated,
            SetBySet((data, files, shape, form, labels) => Csv.Read(data, new(shape, files.Classes, files.MaxValue, files.Label == "first", files.Header)
            {
                Form = form, Separator = files.Separator, DecimalComma = files.Decimal == "comma", SkipColumns = files.SkipColumns,
            }, labels))),
        ["libsvm"] = new(
            files => NoShape(files, "libsvm"),
            Stated,
            SetBySet((data, files, shape, form, labels) => LibSvm.Read(data, shape, form, files.FirstIndex, labels))),
        ["npz"] = new(
            files => files.Train.Count > 2 || files.Test.Count > 2 || files.Validation.Count > 2 ? "train, validation and test: npz wants one file each, or two, [images, labels]" : null,
            NumPyShape,
            NumPy),
    };

    private delegate RawSamples ReadSet(IReadOnlyList<DataFile> data, OwnFiles files, InputShape shape, SampleForm form, Labels labels);

    private static Func<OwnFiles, InputShape, SampleForm, Labels, OwnSets> SetBySet(ReadSet read) => (files, shape, form, labels) =>
    {
        RawSamples? Set(IReadOnlyList<string> paths) => paths.Count == 0 ? null : read([.. paths.Select(path => DataFile.At(path))], files, shape, form, labels);
        return new(Set(files.Train)!, Set(files.Validation), Set(files.Test));
    };

    private static string? NotPairs(OwnFiles files, string format) =>
        files.Train.Count != 2 || files.Test.Count is not (0 or 2) || files.Validation.Count is not (0 or 2) ? $"train and test: {format} wants two files each, [images, labels]" : null;

    private static string? NoShape(OwnFiles files, string format) => files.Shape is null ? $"shape: {format} wants [channels, height, width]" : null;

    private static InputShape IdxShape(OwnFiles files, InputShape? stated)
    {
        var form = SampleForm.Of(files);
        var train = Idx.ShapeOf(DataFile.At(files.Train[0]), form);
        foreach (var other in files.Validation.Take(1).Concat(files.Test.Take(1)))
            if (Idx.ShapeOf(DataFile.At(other), form) is var shape && shape != train) throw new UserError($"{other}: images of {shape}, but those of {files.Train[0]} are {train}");
        return stated is null || stated == train ? train : throw new UserError($"{files.Train[0]}: images of {train}, not of {stated} as the sweep says");
    }

    private static InputShape Stated(OwnFiles files, InputShape? stated)
    {
        foreach (var path in files.Train.Concat(files.Validation).Concat(files.Test)) _ = DataFile.At(path).Start(1);
        return stated!;
    }

    private static InputShape NumPyShape(OwnFiles files, InputShape? stated)
    {
        var form = SampleForm.Of(files);
        var (train, validation, test) = SetsOf(files);
        var shape = train.ShapeOf(form, stated);
        foreach (var other in new[] { validation, test }.OfType<NumPySet>()) _ = other.ShapeOf(form, shape);
        return shape;
    }

    private static OwnSets NumPy(OwnFiles files, InputShape shape, SampleForm form, Labels labels)
    {
        var (train, validation, test) = SetsOf(files);
        return new(train.Read(shape, form, labels), validation?.Read(shape, form, labels), test?.Read(shape, form, labels));
    }

    // What has no file of its own may be a part of the training set's archive.
    private static (NumPySet Train, NumPySet? Validation, NumPySet? Test) SetsOf(OwnFiles files)
    {
        static IReadOnlyList<DataFile> Data(IReadOnlyList<string> paths) => [.. paths.Select(path => DataFile.At(path))];
        var train = NumPySet.Of(Data(files.Train), NumPySet.Training);
        var archive = files.Train.Count == 1 ? train.Images.File : null;
        NumPySet? Part(IReadOnlyList<string> paths, string part) => paths.Count > 0 ? NumPySet.Of(Data(paths), part) : archive is null ? null : NumPySet.In(archive, part);
        if (files.TestFraction is not null && archive is not null && NumPySet.In(archive, NumPySet.Test) is { } own)
            throw new UserError($"{files.Train[0]}: it has a test set of its own ({own.Images.Name} and {own.Labels.Name}): leave out test-fraction");
        var test = files.TestFraction is null ? Part(files.Test, NumPySet.Test) ?? throw new UserError($"{files.Train[0]}: it has no test set: name files under 'test', or say test-fraction") : null;
        return (train, Part(files.Validation, NumPySet.Validation), test);
    }
}
