using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

public sealed class ImageFolderSweepTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("bench-pictures-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_folder_has_train_and_val()
    {
        Make("train/a", "train/b", "val/a");
        var files = Load($"folder: {root}, size: 64").Files!;
        Assert.Equal("train | | val", Folders(files));
        Assert.Equal(new ImageOptions { Size = 64, Resize = 64 }, files.Images);
        Assert.Equal(new ImageOptions { Size = 64, Resize = 72, Grey = true, Corrupt = "skip" }, Load($"folder: {root}, size: 64, resize: 72, grey: true, corrupt: skip").Files!.Images);
    }

    [Fact]
    public void Where_there_is_a_labelled_test_folder_val_is_for_validation()
    {
        Make("train/a", "train/b", "valid/a", "test/a");
        var files = Load($"folder: {root}, size: 64").Files!;
        Assert.Equal("train | valid | test", Folders(files));
        var named = Load($"train: {Below("train")}, validation: {Below("test")}, test: {Below("valid")}, size: 64").Files!;
        Assert.Equal("train | test | valid", Folders(named));
    }

    [Fact]
    public void A_validation_folder_is_its_own()
    {
        Make("train/a", "train/b", "val/a", "validation/a");
        Assert.StartsWith("2: 'validation' is the folder of 'test': the best epoch would be selected on test samples",
            Assert.Single(Words.MistakesOf(Text($"train: {Below("train")}, validation: {Below("val")}, test: {Below("val")}, size: 64"))), StringComparison.Ordinal);
        Assert.EndsWith("has 'val' and 'validation': name the folders with 'train', 'validation' and 'test'", Assert.Single(Words.MistakesOf(Text($"folder: {root}, size: 64"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_folder_whose_labels_are_kept_back_is_left_alone()
    {
        Make("train/a", "train/b", "val/images", "test/images");
        Assert.Equal("train | | val", Folders(Load($"folder: {root}, size: 64").Files!));
    }

    [Theory]
    [InlineData("folder: ROOT", "a dataset needs the key 'size': height and width of the images, such as 64")]
    [InlineData("folder: ROOT, size: 2000", "'size' takes a whole number from 1 to 1024, not '2000'")]
    [InlineData("folder: ROOT, size: 64, resize: 60", "'resize' is the shorter side before the middle is cut out: at least 'size', 64")]
    [InlineData("folder: ROOT, size: 64, corrupt: ignore", "unknown corrupt 'ignore' (valid: stop, skip)")]
    [InlineData("folder: ROOT, size: 64, classes: 2", "'classes' has no effect with the format imagefolder; its folders tell")]
    [InlineData("folder: ROOT, size: 64, test: ROOT/val", "'test' has no effect beside 'folder', which has them")]
    [InlineData("folder: ROOT/none, size: 64", "the folder 'ROOT/none' does not exist (looked for ROOT/none)")]
    [InlineData("folder: ROOT/file, size: 64", "'ROOT/file' is a file; 'folder' takes the path of a folder")]
    [InlineData("folder: ROOT/train, size: 64", "ROOT/train has no folder 'train'; name the folders with 'train' and 'test'")]
    [InlineData("train: ROOT/train, size: 64", "a dataset needs the key 'test': a folder of class folders")]
    [InlineData("train: [ROOT/train], test: ROOT/val, size: 64", "'train' takes the path of a folder, not a list")]
    [InlineData("folder: ROOT, image-size: 64, size: 64", "unknown key in a dataset 'image-size': did you mean 'size'?")]
    public void A_mistake_is_told_in_one_line(string keys, string expected)
    {
        Make("train/a", "train/b", "val/a");
        File.WriteAllText(Below("file"), "");
        var mistake = Assert.Single(Words.MistakesOf(Text(keys.Replace("ROOT", root, StringComparison.Ordinal))));
        Assert.StartsWith($"2: {expected.Replace("ROOT", root, StringComparison.Ordinal)}", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_pictures_have_no_effect_on_other_formats() =>
        Assert.Equal("2: 'size' has no effect with the format csv; only imagefolder has it",
            Assert.Single(Words.MistakesOf(Small("{name: mine, format: csv, train: [a], test: [a], classes: 2, shape: [1, 8, 8], size: 64}"), "a")));

    [Fact]
    public void A_random_resized_crop_takes_the_place_of_a_padded_one()
    {
        RecipeSpec Recipe(string keys) => Planner.Plan(Words.Load(Small("mnist") + $"retraining: {{recipe: he-cifar, {keys}}}\n"), new Words.Facts()).Cells[0].Spec.Retraining!;
        Assert.Equal((0, 0.08), (Recipe("resized-crop: 0.08").CropPadding, Recipe("resized-crop: 0.08").ResizedCrop));
        Assert.Equal((4, 0.0), (Recipe("batch: 64").CropPadding, Recipe("batch: 64").ResizedCrop));
        Assert.StartsWith("7: 'crop-padding' and 'resized-crop' are two ways to crop: keep one of them",
            Assert.Single(Words.MistakesOf(Small("mnist") + "retraining: {resized-crop: 0.08, crop-padding: 4}\n")), StringComparison.Ordinal);
        Assert.StartsWith("7: 'resized-crop' takes the least share of an image's area, from 0 (none) to 1, such as 0.08, not '2'",
            Assert.Single(Words.MistakesOf(Small("mnist") + "retraining: {resized-crop: 2}\n")), StringComparison.Ordinal);
    }

    private string Folders(OwnFiles files) =>
        string.Join(" | ", new[] { files.Train, files.Validation, files.Test }.Select(part => string.Join(' ', part.Select(path => Path.GetRelativePath(root, path))))).Replace("  ", " ", StringComparison.Ordinal);

    private string Below(string path) => Path.Combine(root, path);

    private void Make(params string[] folders)
    {
        foreach (var folder in folders) Directory.CreateDirectory(Below(folder));
    }

    private static DatasetSpec Load(string keys) => Words.Load(Text(keys)).Experiments[0].Datasets[0];

    private static string Text(string keys) => Small($"{{name: mine, format: imagefolder, {keys}}}");

    private static string Small(string dataset) => $"datasets:\n  - {dataset}\nmodels: [conv2]\nstrategies: [random]\ncompressions: [2]\nseeds: [1]\n";
}
