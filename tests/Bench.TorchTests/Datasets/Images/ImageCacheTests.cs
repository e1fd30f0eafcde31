using Bench.Core;
using Bench.Datasets;

namespace Bench.TorchTests.Datasets.Images;

public sealed class ImageCacheTests : IDisposable
{
    private readonly PictureTree tree = new PictureTree().Fill();

    public void Dispose() => tree.Dispose();

    private string Own => Assert.Single(Directory.GetDirectories(tree.Path("cache")));

    [Fact]
    public void Pictures_are_decoded_once_for_as_long_as_files_and_options_stay()
    {
        var content = tree.Open().Content;
        var pixels = File.ReadAllBytes(Path.Combine(Own, "pixels"));
        Assert.Equal(26 * 16, pixels.Length);
        Assert.Equal(["decoded.json", "pixels"], Directory.GetFiles(Own).Select(f => Path.GetFileName(f)).Order());
        Assert.Equal(content, tree.Open().Content);
        Assert.Single(Directory.GetDirectories(tree.Path("cache")));
    }

    [Fact]
    public void Other_pictures_of_the_same_size_and_time_are_other_pictures()
    {
        var before = tree.Open();
        SwapInPlace();
        var after = tree.Open();
        Assert.NotEqual(before.Content, after.Content);
        using var data = PictureTree.Load(after);
        using var all = data.Test.Store.From(0, 6).contiguous();
        Assert.Equal([101, 102, 104, 100, 103, 105], all.bytes.ToArray().Where((_, i) => i % 16 == 0));
    }

    [Fact]
    public void Where_the_system_does_not_tell_when_a_file_was_changed_its_content_does()
    {
        string Key() => Set().Key(changed: _ => null);
        PictureSet Set()
        {
            var train = ClassFolders.OfTraining(tree.Path("train"));
            return new(train, null, ClassFolders.OfOthers(tree.Path("val"), train.Classes), new() { Size = 4, Resize = 4 });
        }
        var key = Key();
        Assert.Equal(key, Key());
        SwapInPlace();
        Assert.NotEqual(key, Key());
    }

    [Fact]
    public void Pixels_that_another_process_removed_meanwhile_are_decoded_again()
    {
        var folders = tree.Open();
        Directory.Delete(tree.Path("cache"), recursive: true);
        using (var data = PictureTree.Load(folders))
        {
            Directory.Delete(tree.Path("cache"), recursive: true); // what is open is read on
            using var head = data.Test.Head(3);
            using var all = head.Store.From(0, 3).contiguous();
            Assert.Equal([100, 102, 104], all.bytes.ToArray().Where((_, i) => i % 16 == 0));
        }
        SwapInPlace();
        Assert.Equal("dataset mine: its pictures have changed while they were read", Assert.Throws<UserError>(() => PictureTree.Load(folders)).Message);
    }

    [Fact]
    public void What_was_not_finished_is_given_up_and_counts_as_long_as_it_is_there()
    {
        var cache = tree.Cache();
        Assert.Throws<InvalidOperationException>(() => cache.Open("one", 416, file =>
        {
            File.WriteAllBytes(file!, new byte[416]);
            throw new InvalidOperationException();
        }, null));
        Assert.Empty(Directory.GetFiles(tree.Path("cache"), "*.part", SearchOption.AllDirectories));

        // As a kill leaves it: it makes room after a day.
        var two = $"cache/{new string('2', 64)}";
        Directory.CreateDirectory(tree.Path(two));
        var left = tree.Path($"{two}/pixels.part");
        File.WriteAllBytes(left, new byte[416]);
        void Other(string key) => tree.Cache(500).Open(key, 416, file =>
        {
            File.WriteAllBytes(file!, new byte[416]);
            return new() { Content = "", Corrupt = [], Mean = [0], Std = [1], TestInOthers = new(0, 0, 1) };
        }, null);
        Other("three");
        Assert.True(File.Exists(left));
        File.SetLastWriteTimeUtc(left, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        Other("four");
        Assert.False(File.Exists(left));
    }

    // Two test pictures change places, which their sizes and times do not tell.
    private void SwapInPlace()
    {
        Thread.Sleep(20); // the system's clock of changes has ticks
        var (one, other) = (tree.Path("val/cat/000.png"), tree.Path("val/dog/001.png"));
        var times = (File.GetLastWriteTimeUtc(one), File.GetLastWriteTimeUtc(other));
        var (first, second) = (File.ReadAllBytes(one), File.ReadAllBytes(other));
        Assert.Equal(first.Length, second.Length);
        File.WriteAllBytes(one, second);
        File.WriteAllBytes(other, first);
        File.SetLastWriteTimeUtc(one, times.Item1);
        File.SetLastWriteTimeUtc(other, times.Item2);
    }

    [Fact]
    public void What_was_cut_off_or_is_damaged_is_decoded_again()
    {
        tree.Open();
        var (pixels, index) = (Path.Combine(Own, "pixels"), Path.Combine(Own, "decoded.json"));
        var good = File.ReadAllBytes(pixels);
        File.WriteAllBytes(pixels, good[..100]);
        tree.Open();
        Assert.Equal(good, File.ReadAllBytes(pixels));
        File.WriteAllText(index, "{");
        tree.Open();
        Assert.Contains("\"content\"", File.ReadAllText(index), StringComparison.Ordinal);
    }

    [Fact]
    public void Those_used_longest_ago_make_room()
    {
        var cache = tree.Cache(bound: 3 * 26 * 16);
        string Open(int size)
        {
            PictureFolders.Open("mine", new() { Size = size, Resize = size, Grey = true }, (tree.Path("train"), null, tree.Path("val")), cache, null);
            return Directory.GetDirectories(tree.Path("cache")).First(d => File.Exists(Path.Combine(d, "pixels")) && new FileInfo(Path.Combine(d, "pixels")).Length == 26 * size * size);
        }
        var (first, second) = (Open(4), Open(3));
        File.SetLastWriteTimeUtc(Path.Combine(first, "decoded.json"), DateTime.UnixEpoch);
        var third = Open(5); // 16 + 9 + 25 bytes a picture are more than 3 · 16
        Assert.False(Directory.Exists(first));
        Assert.True(Directory.Exists(second) && Directory.Exists(third));
    }

    [Fact]
    public void What_another_process_is_about_to_finish_does_not_make_room_and_what_was_left_behind_does()
    {
        var another = new string('a', 64);
        var (cache, pixels) = (tree.Cache(bound: 26 * 16), tree.Path($"cache/{another}/pixels"));
        tree.Folder.File($"cache/{another}/pixels", new byte[100]);
        tree.Folder.File($"cache/{another}/of-a-user.txt", new byte[100]);
        tree.Folder.File("cache/mine/pixels", new byte[100]);
        File.SetLastWriteTimeUtc(tree.Path("cache/mine/pixels"), DateTime.UnixEpoch);
        tree.Open(cache: cache);
        Assert.True(File.Exists(pixels));
        Directory.Delete(Directory.GetDirectories(tree.Path("cache")).Single(d => Path.GetFileName(d) != another && Path.GetFileName(d) != "mine"), recursive: true);
        File.SetLastWriteTimeUtc(pixels, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        tree.Open(cache: cache);
        Assert.Equal(["of-a-user.txt"], Directory.GetFiles(tree.Path($"cache/{another}")).Select(f => Path.GetFileName(f)));
        Assert.True(File.Exists(tree.Path("cache/mine/pixels"))); // no folder of ours
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_no_damaged_picture_and_nothing_is_remembered_of_it()
    {
        var file = tree.Path("train/cat/000.png");
        using (new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None)) // as where another process holds it, for some time
            Assert.StartsWith($"{file}: cannot be read: ", Assert.Throws<UserError>(() => tree.Open(corrupt: "skip")).Message, StringComparison.Ordinal);
        Assert.Equal((20, 6), tree.Open().Samples);
    }

    [Fact]
    public async Task Large_files_are_read_one_at_a_time()
    {
        using (var file = File.OpenWrite(tree.Path("train/cat/000.png"))) file.SetLength(PictureDecoder.LargeFile + 1);
        await PictureDecoder.LargeFiles.WaitAsync(TestContext.Current.CancellationToken);
        var opening = Task.Run(() => tree.Open());
        try { Assert.NotSame(opening, await Task.WhenAny(opening, Task.Delay(500, TestContext.Current.CancellationToken))); }
        finally { PictureDecoder.LargeFiles.Release(); }
        Assert.Equal((20, 6), (await opening).Samples);
    }

    [Fact]
    public void A_bound_that_is_no_number_is_a_mistake()
    {
        var before = Environment.GetEnvironmentVariable(ImageCache.BoundVariable);
        Environment.SetEnvironmentVariable(ImageCache.BoundVariable, "many");
        try { Assert.Equal("BENCH_CACHE_GB: 'many' is not a number of gigabytes from 0", Assert.Throws<UserError>(() => ImageCache.Usual()).Message); }
        finally { Environment.SetEnvironmentVariable(ImageCache.BoundVariable, before); }
    }
}
