using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Reads the definition of a user's own data set.</summary>
internal sealed class DatasetReader(string folder, Mistakes mistakes)
{
    private static readonly string[] Formats = ["idx", "cifar-bin", "csv"];

    /// <summary>The data set; null, noted, where something is wrong or missing.</summary>
    public DatasetSpec? Read(YamlMap map)
    {
        var section = Section.Of(map, mistakes, "a dataset")!;
        section.Require("name", "what results and figures call it");
        section.Require("format", $"one of {string.Join(", ", Formats)}");
        section.Require("train", "a list of paths");
        section.Require("test", "a list of paths");
        section.Require("classes", "a whole number from 2");
        var name = section.Text("name");
        var format = section.Name("format", Formats);
        var train = Files(section, "train", format);
        var test = Files(section, "test", format);
        var classes = section.Whole("classes", 2);
        const string shapeOf = "channels, height and width, such as [3, 32, 32]";
        var shape = section.Values("shape", shapeOf, item => section.AsWhole(item, "shape", 1, 65536));
        if (shape is { Count: not 3 } && section.Node("shape") is YamlList) mistakes.Add(section.LineOf("shape"), $"'shape' takes {shapeOf}");
        if (format is "csv" or "cifar-bin") section.Require("shape", shapeOf);
        var (mean, std) = NormalizationReader.Read(section, mistakes);
        var files = new OwnFiles
        {
            Format = format ?? "",
            Train = train ?? [],
            Test = test ?? [],
            Classes = classes ?? 0,
            Shape = shape,
            MaxValue = section.Number("max-value", m => m > 0, "a number above 0") ?? 255,
            Label = section.Name("label", ["last", "first"]) ?? "last",
            Header = section.Flag("header") ?? false,
            LabelBytes = section.Whole("label-bytes", 1, 2) ?? 1,
            Mean = mean,
            Std = std,
        };
        if (format is not null and not "csv") section.Refuse($"with the format {format}; only csv has it", "label", "header");
        if (format is not null and not "cifar-bin") section.Refuse($"with the format {format}; only cifar-bin has it", "label-bytes");
        if (format is "idx") section.Refuse("with the format idx; its files say their shape", "shape");
        section.Done();
        return name is null || format is null || train is null || test is null || classes is null ? null : new DatasetSpec { Name = name, Files = files };
    }

    private IReadOnlyList<string>? Files(Section section, string key, string? format)
    {
        var files = section.Axis<string>(key, "a list of paths", item => section.AsFile(item, key, folder) is { } path ? [path] : []);
        if (format == "idx" && files is { Count: not 2 and > 0 }) mistakes.Add(section.LineOf(key), $"'{key}' of the format idx takes two files: images, then labels");
        return files;
    }
}
