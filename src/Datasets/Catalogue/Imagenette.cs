namespace Bench.Datasets;

/// <summary>Imagenette, its second version with shorter sides of 160 pixels: ten easy classes of ImageNet, here at 128×128. Its val/ is the test set.</summary>
internal static class Imagenette
{
    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "imagenette",
            Title = "Imagenette natural images, at 128×128",
            Source = "Howard, Imagenette: a smaller subset of 10 easily classified classes from Imagenet, fast.ai, 2019",
            License = "Apache 2.0; the images are ImageNet's",
            Input = new(3, 128, 128),
            Classes = 10,
            Samples = (9_469, 3_925),
        },
        Pictures = new() { Size = 128, Resize = 128 },
        PictureSize = new(160),
        Archive = new("imagenette2-160.tgz", "imagenette2-160", Checksum.Md5("e793b78cc4c9e9a4ccc0c1155377a412")),
        ChecksumsFrom = "torchvision's datasets/imagenette.py (the archive's)",
        Publishers = ["https://s3.amazonaws.com/fast-ai-imageclas/"],
    };
}
