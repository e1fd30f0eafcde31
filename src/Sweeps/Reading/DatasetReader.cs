using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Reads the definition of a user's own data set.</summary>
internal sealed class DatasetReader(string folder, Mistakes mistakes)
{
    private const string ShapeOf = "channels, height and width, such as [3, 32, 32]";
    private static readonly string[] Formats = ["idx", "cifar-bin", "cifar-python", "csv", "libsvm", "npz", ImageFolderReader.Format];

    /// <summary>The data set; null, noted, where something is wrong or missing.</summary>
    public DatasetSpec? Read(YamlMap map)
    {
        var section = Section.Of(map, mistakes, "a dataset")!;
        section.Require("name", "what results and figures call it");
        section.Require("format", $"one of {string.Join(", ", Formats)}");
        if (section.Node("format") is YamlScalar { Text: ImageFolderReader.Format })
        {
            var (called, pictures) = (section.Text("name"), new ImageFolderReader(folder, mistakes).Read(section));
            section.Done();
            return called is null || pictures is null ? null : new DatasetSpec { Name = called, Files = pictures };
        }
        section.Require("train", "a list of paths");
        var name = section.Text("name");
        var format = section.Name("format", Formats);
        var (train, validation) = (Files(section, "train", format), Files(section, "validation", format));
        var fraction = section.Number("test-fraction", f => f is > 0 and < 1, "a number between 0 and 1: the share of the training files that is the test set");
        if (section.Has("test-fraction")) section.Refuse("beside 'test-fraction', which takes the test set from the training files", "test");
        else if (format != "npz") section.Require("test", "a list of paths (or, where one file has all samples, test-fraction)");
        var test = section.Has("test-fraction") ? [] : Files(section, "test", format);
        if (validation?.FirstOrDefault(path => train?.Contains(path) == true) is { } both) mistakes.Add(section.LineOf("validation"), $"'validation' has {both}, which 'train' has too: the best epoch would be selected on training samples");
        if (validation?.FirstOrDefault(path => test?.Contains(path) == true) is { } tested) mistakes.Add(section.LineOf("validation"), $"'validation' has {tested}, which 'test' has too: the best epoch would be selected on test samples");
        var labels = LabelReader.Read(section, mistakes);
        if (labels.Names is null) section.Require("classes", "a whole number from 2");
        var classes = section.Whole("classes", 2) ?? (section.Has("classes") ? null : labels.Names?.Count);
        if (labels.Names is { } names && classes < names.Count) mistakes.Add(section.LineOf("classes"), $"'labels' names {names.Count} classes, 'classes' says {classes}");
        var shape = section.Values("shape", ShapeOf, item => section.AsWhole(item, "shape", 1, 65536));
        if (shape is { Count: not 3 } && section.Node("shape") is YamlList) mistakes.Add(section.LineOf("shape"), $"'shape' takes {ShapeOf}");
        if (format is not null and not ("idx" or "npz")) section.Require("shape", ShapeOf);
        var (mean, std) = NormalizationReader.Read(section, mistakes);
        var least = section.Number("min-value", _ => true, "a number") ?? 0;
        var files = new OwnFiles
        {
            Format = format ?? "",
            Train = train ?? [],
            Validation = validation ?? [],
            Test = test ?? [],
            TestFraction = fraction,
            SplitSeed = section.Whole("split-seed", 0) ?? 0,
            Classes = classes ?? 0,
            Shape = shape,
            MinValue = least,
            MaxValue = section.Number("max-value", m => m > least, $"a number above {least}") ?? 255,
            MaxValueIsStated = section.Has("max-value"),
            Transpose = section.Flag("transpose") ?? false,
            Layout = section.Name("layout", ["channels-first", "channels-last"]) ?? "channels-first",
            LayoutIsStated = section.Has("layout"),
            Labels = labels.Kind,
            LabelsFrom = labels.From,
            LabelNames = labels.Names,
            Separator = section.Name("separator", ["comma", "tab", "semicolon", "blanks"]),
            Decimal = section.Name("decimal", ["point", "comma"]) ?? "point",
            SkipColumns = section.Axis<int>("skip-columns", "a list of columns, counted from 1", item => section.AsWhole(item, "skip-columns", 1, 1_000_000) is { } n ? [n] : [])?.Order().ToList() ?? [],
            FirstIndex = section.Whole("first-index", 0, 1) ?? 1,
            Label = section.Name("label", ["last", "first"]) ?? "last",
            Header = section.Flag("header") ?? false,
            LabelBytes = section.Whole("label-bytes", 1, 2) ?? 1,
            Mean = mean,
            Std = std,
        };
        RefuseIdle(section, format, files);
        section.Done();
        return name is null || format is null || train is null || test is null && format != "npz" || classes is null ? null : new DatasetSpec { Name = name, Files = files };
    }

    // Keys that the format has no use for.
    private void RefuseIdle(Section section, string? format, OwnFiles files)
    {
        if (format is not null and not "csv") section.Refuse($"with the format {format}; only csv has it", "label", "header", "separator", "decimal", "skip-columns");
        if (format is not null and not "cifar-bin") section.Refuse($"with the format {format}; only cifar-bin has it", "label-bytes");
        if (format is not null and not "libsvm") section.Refuse($"with the format {format}; only libsvm has it", "first-index");
        if (format is "idx") section.Refuse("with the format idx; its files say their shape", "shape");
        section.Refuse($"with the format {format}; only imagefolder has it", "folder", "size", "resize", "grey", "corrupt");
        if (!section.Has("test-fraction")) section.Refuse("without 'test-fraction'", "split-seed");
        if (files is { Separator: "comma", Decimal: "comma" }) mistakes.Add(section.LineOf("decimal"), "'decimal' and 'separator' cannot both be a comma");
        if (files.Labels == "one-hot" && format is "cifar-bin" or "libsvm") mistakes.Add(section.LineOf("labels"), $"'labels' of the format {format} are one number each, never one-hot");
    }

    private IReadOnlyList<string>? Files(Section section, string key, string? format)
    {
        var files = section.Axis<string>(key, "a list of paths", item => section.AsFile(item, key, folder) is { } path ? [path] : []);
        if (format == "idx" && files is { Count: not 2 and > 0 }) mistakes.Add(section.LineOf(key), $"'{key}' of the format idx takes two files: images, then labels");
        if (format == "npz" && files is { Count: > 2 }) mistakes.Add(section.LineOf(key), $"'{key}' of the format npz takes one archive, or two arrays: images, then labels");
        return files;
    }

    /// <summary>Reads <c>labels</c>: how they are written.</summary>
    private static class LabelReader
    {
        private const string Valid = "numbers, words, one-hot, {from: 1} for numbers from 1, or a list of the classes' names in their order";

        public static (string Kind, int From, IReadOnlyList<string>? Names) Read(Section section, Mistakes mistakes)
        {
            switch (section.Node("labels"))
            {
                case null: return ("numbers", 0, null);
                case YamlScalar { Text: "numbers" or "words" or "one-hot" } kind: return (kind.Text, 0, null);
                case YamlList { Items.Count: > 1 } list when list.Items.All(item => item is YamlScalar { IsNull: false, Text.Length: > 0 }):
                    return ("words", 0, section.Axis<string>("labels", Valid, item => [((YamlScalar)item).Text]));
                case YamlMap written:
                    var map = Section.Of(written, mistakes, "'labels'")!;
                    map.Require("from", "the number of the first class");
                    var from = map.Whole("from", 0, 1_000_000) ?? 0;
                    map.Done();
                    return ("numbers", from, null);
                case var other:
                    section.Wrong<string>(other, "labels", Valid);
                    return ("numbers", 0, null);
            }
        }
    }
}
