using Bench.Core;
using Bench.Tensors;

namespace Bench.Datasets;

/// <summary>A set's images and labels among NumPy's arrays.</summary>
/// <param name="Images">The file with the images, and their name in it.</param>
/// <param name="Labels">The file with the labels, and their name in it.</param>
internal sealed record NumPySet((NumPyFile File, string Name) Images, (NumPyFile File, string Name) Labels)
{
    public const string Training = "train", Validation = "val", Test = "test";
    private const int MostListed = 12;

    // Of an archive that has one set only.
    private static readonly (string, string)[] Alone = [("images", "labels"), ("x", "y"), ("data", "labels"), ("data", "target"), ("data", "targets"), ("image", "label"), ("imgs", "labels"), ("arr_0", "arr_1")];

    /// <summary>A set of one or two files: an archive, or images and labels apart.</summary>
    /// <param name="files">The files.</param>
    /// <param name="part">Which part of an archive that has several.</param>
    /// <exception cref="UserError">There is none.</exception>
    public static NumPySet Of(IReadOnlyList<DataFile> files, string part)
    {
        if (files.Count == 2)
        {
            var (images, labels) = (NumPyFile.Open(files[0]), NumPyFile.Open(files[1]));
            return new((images, Only(images)), (labels, Only(labels)));
        }
        var file = NumPyFile.Open(files[0]);
        if (file.Names.Contains("")) throw new UserError($"{file.Name}: it is one array: name two files, [images, labels]");
        return In(file, part) ?? InAlone(file)
            ?? throw new UserError($"{file.Name}: it has {Listed(file)}; looked for were {part}_images and {part}_labels, x_{part} and y_{part}, or images and labels, x and y, data and target alone");
    }

    /// <summary>A part of an archive that has several; null: it has none of this name.</summary>
    public static NumPySet? In(NumPyFile file, string part)
    {
        string[] names = part switch { Validation => ["val", "valid", "validation"], Training => ["train", "training"], _ => [part] };
        var images = names.SelectMany(n => new[] { $"{n}_images", $"x_{n}", $"{n}_x", $"images_{n}", $"{n}_data", $"data_{n}", $"{n}_imgs" });
        var labels = names.SelectMany(n => new[] { $"{n}_labels", $"y_{n}", $"{n}_y", $"labels_{n}", $"{n}_label", $"{n}_targets", $"{n}_target", $"target_{n}" });
        return Found(file, images) is { } x && Found(file, labels) is { } y ? new((file, x), (file, y)) : null;
    }

    /// <summary>The shape of an image, from the header alone.</summary>
    public InputShape ShapeOf(SampleForm form, InputShape? stated) => ArraySamples.ShapeOf(Named(Images), Images.File.ShapeOf(Images.Name), form, stated);

    /// <summary>The samples.</summary>
    public RawSamples Read(InputShape shape, SampleForm form, Labels reader) =>
        ArraySamples.Read(Named(Images), Checked(Images.File.Read(Images.Name), shape, form), Named(Labels), Labels.File.Read(Labels.Name), shape, form, reader);

    private NumberArray Checked(NumberArray pixels, InputShape shape, SampleForm form) =>
        ArraySamples.ShapeOf(Named(Images), pixels.Shape, form, shape) == shape ? pixels : throw new InvalidOperationException("a shape that is checked is another");

    private static NumPySet? InAlone(NumPyFile file)
    {
        foreach (var (images, labels) in Alone)
            if (Found(file, [images]) is { } x && Found(file, [labels]) is { } y) return new((file, x), (file, y));
        return null;
    }

    // Names count in whatever case, with '-' for '_'.
    private static string? Found(NumPyFile file, IEnumerable<string> names) =>
        names.Select(name => file.Names.FirstOrDefault(n => n.Replace('-', '_').Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(n => n is not null);

    private static string Only(NumPyFile file) => file.Names.Count == 1 ? file.Names.Single() : throw new UserError($"{file.Name}: it has {Listed(file)}, where one array is expected");

    private static string Listed(NumPyFile file) =>
        $"{(file.Names.Count == 1 ? "the array" : "the arrays")} {string.Join(", ", file.Names.Take(MostListed))}{(file.Names.Count > MostListed ? $" and {file.Names.Count - MostListed} more" : "")}".ReplaceLineEndings(" ");

    // For messages: what the file is does not matter any more.
    private static DataFile Named((NumPyFile File, string Name) array) => DataFile.InMemory(array.File.NameOf(array.Name), []);
}
