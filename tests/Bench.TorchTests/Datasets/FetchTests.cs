using System.Formats.Tar;
using Bench.Core;
using Bench.Datasets;

namespace Bench.TorchTests.Datasets;

public sealed class FetchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly LocalServer server = new();
    private static readonly byte[] Images = TemporaryFolder.Gzip(TinyDatasets.Images), Labels = TemporaryFolder.Gzip(TinyDatasets.Labels);
    private static readonly byte[] Archive = TemporaryFolder.Tar(("packed-bin/readme.txt", [1, 2]), ("packed-bin/data.bin", TinyDatasets.Records));

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Downloads_from_the_publisher_what_is_not_there_yet()
    {
        Publish(Images, Labels);
        await Fetch(TinyDatasets.Idx(server.Address));
        Assert.Equal(["tiny/images.gz", "tiny/labels.gz"], folder.Files);
        Assert.All(DatasetFiles.Find(TinyDatasets.Idx(), Target).Files, s => Assert.Equal(FileCheck.Verified, s.Check));
        await Fetch(TinyDatasets.Idx(server.Address));
        Assert.Equal(["/images.gz", "/labels.gz"], server.Requests);
    }

    [Fact]
    public async Task Resumes_an_interrupted_download_where_it_stopped()
    {
        Publish(Images, Labels);
        server.BreaksAfter = 30;
        var mistake = await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Idx(server.Address)));
        Assert.Contains("the same command continues", mistake.Message);
        Assert.Equal(["tiny/images.gz.part"], folder.Files);
        server.BreaksAfter = null;
        await Fetch(TinyDatasets.Idx(server.Address));
        Assert.Equal(["/images.gz", "/images.gz bytes=30-", "/labels.gz"], server.Requests);
        Assert.Equal(["tiny/images.gz", "tiny/labels.gz"], folder.Files);
        Assert.Equal(Images, File.ReadAllBytes(Path.Combine(folder.Path, "tiny/images.gz")));
    }

    [Fact]
    public async Task Starts_again_where_the_server_knows_no_ranges()
    {
        Publish(Images, Labels);
        server.KnowsRanges = false;
        folder.File("tiny/images.gz.part", Images[..10]);
        await Fetch(TinyDatasets.Idx(server.Address));
        Assert.Equal(Images, File.ReadAllBytes(Path.Combine(folder.Path, "tiny/images.gz")));
    }

    [Fact]
    public async Task Takes_a_part_that_is_complete_as_it_is_and_one_that_is_too_long_not()
    {
        Publish(Images, Labels);
        folder.File("tiny/images.gz.part", Images);
        folder.File("tiny/labels.gz.part", [.. Labels, 0]);
        await Fetch(TinyDatasets.Idx(server.Address));
        Assert.Equal(["/images.gz bytes=" + Images.Length + "-", "/labels.gz bytes=" + (Labels.Length + 1) + "-", "/labels.gz"], server.Requests);
        Assert.Equal(Labels, File.ReadAllBytes(Path.Combine(folder.Path, "tiny/labels.gz")));
    }

    [Fact]
    public async Task A_wrong_checksum_leaves_nothing()
    {
        var other = TinyDatasets.Images.ToArray();
        other[^1]++;
        Publish(TemporaryFolder.Gzip(other), Labels);
        var mistake = await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Idx(server.Address)));
        Assert.Contains($"cannot get images.gz: {server.Address}images.gz: wrong checksum: its MD5 is ", mistake.Message);
        Assert.DoesNotContain(".part", mistake.Message);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task After_wrong_content_the_next_source_is_asked()
    {
        Publish("<!DOCTYPE html><html>sold</html>"u8.ToArray(), Labels);
        server.Files["mirror/images.gz"] = Images;
        var outcome = await Fetch(TinyDatasets.Idx() with { Publishers = [server.Address, server.Address + "mirror/"] });
        Assert.Equal(new FetchOutcome(true, Path.Combine(folder.Path, "tiny")), outcome);
        Assert.Equal(["tiny/images.gz", "tiny/labels.gz"], folder.Files);
        var mistake = await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Idx(server.Address, "other")));
        Assert.Equal($"cannot get images.gz: {server.Address}images.gz: it is a web page, not the file itself: download the file again", mistake.Message);
    }

    [Fact]
    public async Task What_an_earlier_transfer_left_of_something_else_is_got_from_its_start()
    {
        Publish(Images, Labels);
        folder.File("tiny/images.gz.part", [9, 9, 9]);
        await Fetch(TinyDatasets.Idx(server.Address));
        Assert.Equal(["/images.gz bytes=3-", "/images.gz", "/labels.gz"], server.Requests);
        Assert.Equal(Images, File.ReadAllBytes(Path.Combine(folder.Path, "tiny/images.gz")));
    }

    [Fact]
    public async Task What_is_right_is_left_alone_and_what_is_damaged_is_got_again()
    {
        Publish(Images, Labels);
        folder.File("tiny/images", TinyDatasets.Images); // unpacked, and as right
        folder.File("tiny/labels.gz", Labels[..^3]);
        Assert.True((await Fetch(TinyDatasets.Idx(server.Address))).Fetched);
        Assert.Equal(["/labels.gz"], server.Requests);
        Assert.Equal(["tiny/images", "tiny/labels.gz"], folder.Files);
        Assert.False((await Fetch(TinyDatasets.Idx(server.Address))).Fetched);

        folder.File("tiny/labels.gz", Images); // right elsewhere, wrong here
        await Fetch(TinyDatasets.Idx(server.Address));
        Assert.Equal(["/labels.gz", "/labels.gz"], server.Requests);
        Assert.Equal(Labels, File.ReadAllBytes(Path.Combine(folder.Path, "tiny/labels.gz")));
    }

    [Fact]
    public async Task A_damaged_file_of_an_archive_is_got_again_and_the_others_stay()
    {
        var archive = TemporaryFolder.Tar(("packed-bin/data.bin", TinyDatasets.Records), ("packed-bin/more.bin", TinyDatasets.Records));
        server.Files["packed.tar.gz"] = archive;
        var entry = TinyDatasets.Packed(archive, server.Address);
        entry = entry with
        {
            Files = [.. entry.Files, new("more.bin", TinyDatasets.Records.Length)],
            Read = files => new(CifarBinary.Read(files, new(1, 1, 2), 2), CifarBinary.Read(files, new(1, 1, 2), 2)),
        };
        folder.File("packed/data.bin", [.. Enumerable.Repeat((byte)7, 60)]); // its size is right, its labels are not
        var kept = folder.File("packed/more.bin", TinyDatasets.Records);
        File.SetLastWriteTimeUtc(kept, DateTime.UnixEpoch);
        Assert.True((await Fetch(entry)).Fetched);
        Assert.Equal(TinyDatasets.Records, File.ReadAllBytes(Path.Combine(folder.Path, "packed/data.bin")));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(kept));
    }

    [Fact]
    public async Task A_server_may_have_the_files_unpacked()
    {
        server.Files["tiny/images"] = TinyDatasets.Images;
        server.Files["tiny/labels.gz"] = Labels;
        await Fetch(TinyDatasets.Idx(), server.Address);
        Assert.Equal(["tiny/images", "tiny/labels.gz"], folder.Files);

        server.Files["packed-bin/data.bin"] = TinyDatasets.Records;
        await Fetch(TinyDatasets.Packed(Archive), server.Address);
        Assert.Equal(["packed/data.bin", "tiny/images", "tiny/labels.gz"], folder.Files);
    }

    [Fact]
    public async Task A_server_that_refuses_is_not_one_without_the_file()
    {
        server.StatusOfOthers = 403;
        var mistake = await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Packed(Archive, server.Address)));
        Assert.Equal($"cannot get packed.tar.gz: {server.Address}packed.tar.gz: the server answers 403 Forbidden", mistake.Message);
    }

    [Fact]
    public async Task Two_at_once_transfer_everything_once()
    {
        Publish(Images, Labels);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Fetch(TinyDatasets.Idx(server.Address)))));
        Assert.Single(outcomes, o => o.Fetched);
        Assert.Equal(["/images.gz", "/labels.gz"], server.Requests);
        Assert.Equal(["tiny/images.gz", "tiny/labels.gz"], folder.Files);
    }

    [Fact]
    public async Task A_file_that_nobody_has_is_one_line_with_every_address()
    {
        var mistake = await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Idx(), server.Address));
        Assert.Equal(
            $"cannot get images.gz: {server.Address}images.gz, {server.Address}images, {server.Address}tiny/images.gz, {server.Address}tiny/images: no such file",
            mistake.Message);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task A_server_out_of_reach_is_one_line()
    {
        var mistake = await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Idx("http://127.0.0.1:9/")));
        Assert.StartsWith("cannot get images.gz: http://127.0.0.1:9/images.gz: ", mistake.Message);
        mistake = await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Idx(), "http://127.0.0.1:9")); // which has many places for it, and is asked once
        Assert.Single(mistake.Message.Split("http:")[1..]);
        Assert.DoesNotContain('\n', mistake.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tiny/")]
    public async Task A_local_folder_is_a_mirror_flat_or_by_name(string below)
    {
        using var mirror = new TemporaryFolder();
        mirror.File(below + "images", TinyDatasets.Images); // not packed
        mirror.File(below + "labels.gz", Labels);
        var reports = new List<FetchProgress>();
        await DatasetFetch.Fetch(TinyDatasets.Idx(), folder.Path, mirror.Path, new Reports(reports), CancellationToken.None);
        Assert.Equal(["tiny/images", "tiny/labels.gz"], folder.Files);
        Assert.Contains(new FetchProgress("images", TinyDatasets.Images.Length, TinyDatasets.Images.Length), reports);
    }

    [Fact]
    public async Task An_archive_is_checked_and_unpacked()
    {
        server.Files["packed.tar.gz"] = Archive;
        await Fetch(TinyDatasets.Packed(Archive, server.Address));
        Assert.Equal(["packed/data.bin"], folder.Files);
        Assert.Equal(TinyDatasets.Records, File.ReadAllBytes(Path.Combine(folder.Path, "packed/data.bin")));
    }

    [Fact]
    public async Task A_mirror_may_have_the_archive_or_what_was_in_it()
    {
        using TemporaryFolder packed = new(), unpacked = new();
        packed.File("packed.tar.gz", Archive);
        unpacked.File("packed-bin/data.bin", TinyDatasets.Records);
        foreach (var mirror in new[] { packed, unpacked })
        {
            await Fetch(TinyDatasets.Packed(Archive), mirror.Path);
            Assert.Equal(["packed/data.bin"], folder.Files);
            File.Delete(Path.Combine(folder.Path, "packed/data.bin"));
        }
    }

    [Fact]
    public async Task A_mirror_that_lacks_a_file_or_is_none_is_named()
    {
        using var mirror = new TemporaryFolder();
        Assert.StartsWith($"mirror '{mirror.Path}' has no images.gz", (await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Idx(), mirror.Path))).Message);
        var file = mirror.File("file", [1]);
        Assert.Equal($"'{file}' is a file; the data set goes into a folder", (await Assert.ThrowsAsync<UserError>(
            () => DatasetFetch.Fetch(TinyDatasets.Idx(), file, null, null, CancellationToken.None))).Message);
        Assert.Equal("mirror '/no/where' is neither a folder nor a URL", (await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Idx(), "/no/where"))).Message);
    }

    [Fact]
    public async Task What_ships_needs_no_fetching() => Assert.Contains("ships inside the product",
        (await Assert.ThrowsAsync<UserError>(() => Fetch(DatasetCatalogue.Find("digits")))).Message);

    [Theory]
    [InlineData("../evil")]
    [InlineData("packed-bin/../../evil")]
    [InlineData("/tmp/evil")]
    [InlineData("..\\evil")]
    public async Task An_archive_entry_that_escapes_its_folder_is_refused(string name)
    {
        var archive = TemporaryFolder.Tar(("packed-bin/data.bin", TinyDatasets.Records), (name, [1]));
        await Refuses(archive, $"entry '{name}' would lie outside the folder");
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public async Task An_archive_with_a_link_is_refused(TarEntryType type)
    {
        var archive = TemporaryFolder.Tar(new UstarTarEntry(type, "packed-bin/data.bin") { LinkName = "/etc/passwd" });
        await Refuses(archive, "entry 'packed-bin/data.bin' is a link to '/etc/passwd'");
    }

    [Fact]
    public async Task A_truncated_archive_or_one_without_the_file_is_refused()
    {
        await Refuses(Archive[..^20], "truncated or corrupt archive");
        await Refuses(TemporaryFolder.Tar(("packed-bin/other.bin", [1])), "has no entry packed-bin/data.bin");
        await Refuses(TemporaryFolder.Tar(("packed-bin/data.bin", [1])), "entry packed-bin/data.bin holds 1 bytes, not 60");
    }

    [Fact]
    public async Task An_archive_with_a_wrong_checksum_is_refused()
    {
        server.Files["packed.tar.gz"] = Archive;
        var mistake = await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Packed([1], server.Address)));
        Assert.Contains($"{server.Address}packed.tar.gz: wrong checksum: its MD5 is ", mistake.Message);
        Assert.Empty(folder.Files);
    }

    private async Task Refuses(byte[] archive, string says)
    {
        server.Files["packed.tar.gz"] = archive;
        var mistake = await Assert.ThrowsAsync<UserError>(() => Fetch(TinyDatasets.Packed(archive, server.Address)));
        Assert.Contains(says, mistake.Message);
        Assert.Empty(folder.Files);
    }

    private SearchPath Target => new([folder.Path]);

    private void Publish(byte[] images, byte[] labels)
    {
        server.Files["images.gz"] = images;
        server.Files["labels.gz"] = labels;
    }

    private Task<FetchOutcome> Fetch(DatasetEntry entry, string? mirror = null) => DatasetFetch.Fetch(entry, folder.Path, mirror, null, CancellationToken.None);

    private sealed class Reports(List<FetchProgress> reports) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => reports.Add(value);
    }
}
