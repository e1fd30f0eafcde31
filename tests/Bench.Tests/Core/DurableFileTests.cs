using Bench.Core;

namespace Bench.Tests.Core;

/// <summary>Files that are wholly there or not at all.</summary>
public sealed class DurableFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_file_is_written_into_folders_that_are_made_and_replaces_an_old_one()
    {
        var path = Path.Combine(folder.FullName, "a", "b.txt");
        DurableFile.Write(path, "old");
        DurableFile.Write(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var path = Path.Combine(folder.FullName, "b.txt");
        DurableFile.Write(path, "old");
        Assert.Throws<InvalidOperationException>(() => DurableFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(folder.GetFiles());
    }

    [Fact]
    public void A_symbolic_link_leads_to_the_new_content_afterwards()
    {
        var (path, link) = (Path.Combine(folder.FullName, "a", "b.txt"), Path.Combine(folder.FullName, "c.txt"));
        DurableFile.Write(path, "old");
        File.CreateSymbolicLink(link, Path.Combine("a", "b.txt"));
        DurableFile.Write(link, "new");
        Assert.Equal(("new", "new"), (File.ReadAllText(path), File.ReadAllText(link)));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_second_name_has_the_same_content_and_outlives_the_first()
    {
        var (from, to) = (Path.Combine(folder.FullName, "a.txt"), Path.Combine(folder.FullName, "x", "b.txt"));
        DurableFile.Write(from, "one");
        DurableFile.LinkOrCopy(from, to);
        DurableFile.Write(from, "two");
        DurableFile.LinkOrCopy(from, to);
        File.Delete(from);
        Assert.Equal("one", File.ReadAllText(to));
        Assert.Single(folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Of_two_folders_for_one_place_the_first_stays()
    {
        var place = Path.Combine(folder.FullName, "x", "place");
        foreach (var content in new[] { "first", "second" })
        {
            var draft = folder.CreateSubdirectory("draft").FullName;
            File.WriteAllText(Path.Combine(draft, "a.txt"), content);
            DurableFile.CommitFolder(draft, place);
        }
        Assert.Equal("first", File.ReadAllText(Path.Combine(place, "a.txt")));
        Assert.Equal(["x"], folder.GetDirectories().Select(d => d.Name));
    }
}
