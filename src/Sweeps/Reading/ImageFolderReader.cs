using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Reads a data set of pictures in folders of their classes.</summary>
internal sealed class ImageFolderReader(string folder, Mistakes mistakes)
{
    /// <summary>The format's name.</summary>
    public const string Format = "imagefolder";

    private const int Largest = ImageOptions.Largest;
    private static readonly string[] Validations = ["val", "valid", "validation"];

    /// <summary>Where the pictures are and how they are read; null, noted, where something is wrong or missing.</summary>
    public OwnFiles? Read(Section section)
    {
        if (!section.Has("folder"))
        {
            section.Require("train", "a folder of class folders, or in place of it and 'test' the key 'folder': one that has them as train/ and val/ or test/");
            section.Require("test", "a folder of class folders");
        }
        section.Require("size", "height and width of the images, such as 64");
        if (section.Has("folder")) section.Refuse("beside 'folder', which has them", "train", "test", "validation");
        var whole = section.Node("folder") is { } node ? section.AsFolder(node, "folder", folder) : null;
        string? Named(string key) => section.Node(key) is { } named ? section.AsFolder(named, key, folder) : null;
        var (train, validation, test) = section.Has("folder") ? Within(whole, section.LineOf("folder")) : (Named("train"), Named("validation"), Named("test"));
        if (validation is not null && validation == train) mistakes.Add(section.LineOf("validation"), "'validation' is the folder of 'train': the best epoch would be selected on training samples");
        if (validation is not null && validation == test) mistakes.Add(section.LineOf("validation"), "'validation' is the folder of 'test': the best epoch would be selected on test samples");
        var size = section.Whole("size", 1, Largest);
        var resize = section.Whole("resize", 1, 2 * Largest);
        if (resize < size) mistakes.Add(section.LineOf("resize"), $"'resize' is the shorter side before the middle is cut out: at least 'size', {size}");
        var (mean, std) = NormalizationReader.Read(section, mistakes);
        var options = new ImageOptions
        {
            Size = size ?? 1, Resize = resize ?? size ?? 1, Grey = section.Flag("grey") ?? false,
            Corrupt = section.Name("corrupt", ["stop", "skip"]) ?? "stop",
        };
        section.Refuse("with the format imagefolder; its folders tell", "classes", "shape", "label", "labels", "header", "label-bytes", "max-value", "min-value", "layout", "transpose", "test-fraction", "split-seed", "separator", "decimal", "skip-columns", "first-index");
        return train is null || test is null || size is null || resize < size ? null : new OwnFiles
        {
            Format = Format, Train = [train], Test = [test], Validation = validation is null ? [] : [validation], Classes = 0, Images = options, Mean = mean, Std = std,
        };
    }

    // A test/ without the classes of train/ is one whose labels its publisher keeps; where there is one with them, val/ is for validation.
    private (string?, string?, string?) Within(string? whole, int line)
    {
        if (whole is null || !Directory.Exists(whole)) return (null, null, null);
        var (train, test) = (Path.Combine(whole, "train"), Path.Combine(whole, "test"));
        var named = Validations.Select(name => Path.Combine(whole, name)).Where(Directory.Exists).ToList();
        if (named.Count > 1)
        {
            mistakes.Add(line, $"{whole} has {string.Join(" and ", named.Select(place => $"'{Path.GetFileName(place)}'"))}: name the folders with 'train', 'validation' and 'test'");
            return (null, null, null);
        }
        var validation = named.FirstOrDefault();
        if (!Directory.Exists(train))
        {
            mistakes.Add(line, $"{whole} has no folder 'train'; name the folders with 'train' and 'test'");
            return (null, null, null);
        }
        var tested = Directory.Exists(test) && Directory.EnumerateDirectories(test).Any(d => Directory.Exists(Path.Combine(train, Path.GetFileName(d))));
        if (tested) return (train, validation, test);
        if (validation is not null) return (train, null, validation);
        mistakes.Add(line, Directory.Exists(test)
            ? $"{test} has no folder of a class of {train}, and there is no 'val' either"
            : $"{whole} has neither a folder 'val' nor a folder 'test'; name the folders with 'train' and 'test'");
        return (null, null, null);
    }
}
