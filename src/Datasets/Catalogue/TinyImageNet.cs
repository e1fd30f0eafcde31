namespace Bench.Datasets;

/// <summary>Tiny-ImageNet: 200 classes of ImageNet at 64×64. Its val/, with the annotation file or sorted into folders of classes, is the test set; the labels of its test/ are not published.</summary>
internal static class TinyImageNet
{
    public static DatasetEntry Entry { get; } = new()
    {
        Info = new()
        {
            Name = "tiny-imagenet",
            Title = "Tiny-ImageNet natural images",
            Source = "Le & Yang, Tiny ImageNet visual recognition challenge, CS 231N, Stanford University, 2015",
            License = "not stated by the publisher; the images are ImageNet's",
            Input = new(3, 64, 64),
            Classes = 200,
            Samples = (100_000, 10_000),
        },
        Pictures = new() { Size = 64, Resize = 64 },
        PictureSize = new(64, 64),
        Archive = new("tiny-imagenet-200.zip", "tiny-imagenet-200", Checksum.Md5("90528d7ca1a48142e341f4ef8d21d0de")),
        ChecksumsFrom = "loaders that many use, such as Avalanche's datasets/tiny_imagenet (the archive's); the publisher gives none",
        Publishers = ["http://cs231n.stanford.edu/"],
    };
}
