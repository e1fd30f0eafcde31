using Bench.Core;
using Bench.Datasets;

namespace Bench.TorchTests.Datasets.Images;

/// <summary>A folder of pictures with train/ and val/, and a cache of its own.</summary>
internal sealed class PictureTree : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public string Root => Folder.Path;

    public string Path(string below) => System.IO.Path.Combine(Root, below);

    /// <summary>A grey picture of 4×4, all of one value.</summary>
    public static byte[] Plain(byte value)
    {
        byte[] row = [0, value, value, value, value];
        return PictureDecoderTests.Png(4, 4, [.. row, .. row, .. row, .. row], colour: 0);
    }

    /// <summary>So many pictures of two classes for training, values 0, 1, ...; and for testing, values 100, 101, ...</summary>
    public PictureTree Fill(int train = 20, int test = 6)
    {
        for (var i = 0; i < train; i++) Folder.File($"train/{(i % 2 == 0 ? "cat" : "dog")}/{i:000}.png", Plain((byte)i));
        for (var i = 0; i < test; i++) Folder.File($"val/{(i % 2 == 0 ? "cat" : "dog")}/{i:000}.png", Plain((byte)(100 + i)));
        return this;
    }

    public ImageCache Cache(long bound = long.MaxValue / 2) => new(Path("cache"), bound, TimeProvider.System);

    public PictureFolders Open(string corrupt = "stop", ImageCache? cache = null, string? validation = null, List<string>? told = null) =>
        PictureFolders.Open("mine", new() { Size = 4, Resize = 4, Grey = true, Corrupt = corrupt }, (Path("train"), validation, Path("val")), cache ?? Cache(), told is null ? null : told.Add);

    public static Dataset Load(PictureFolders folders) =>
        folders.Load(new() { Name = "mine", Title = "t", Source = "s", License = "l", Input = new(1, 4, 4), Classes = folders.Classes.Count }, new([0], [1.0 / 255]));

    public void Dispose() => Folder.Dispose();
}
