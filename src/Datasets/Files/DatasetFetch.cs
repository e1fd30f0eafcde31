using Bench.Core;

namespace Bench.Datasets;

/// <summary>Brings the files of a data set into a folder, from the publisher or from a mirror.</summary>
public static class DatasetFetch
{
    /// <summary>
    /// Puts the files into <c>targetFolder/NAME/</c>, each checked before it gets its name; those that are there and right are
    /// left alone, and an interrupted transfer continues. False where all of them were. <paramref name="mirror"/> is a URL or a local folder that holds the files
    /// flat, in a folder of the data set's name, packed or unpacked; null: the publisher.
    /// </summary>
    /// <exception cref="UserError">The files cannot be had, or are not what they should be.</exception>
    public static async Task<bool> Fetch(
        DatasetEntry entry, string targetFolder, string? mirror, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        if (entry.Info.Ships) throw new UserError($"{entry.Info.Name} ships inside the product: there is nothing to fetch");
        var statuses = DatasetFiles.Verify(entry, new SearchPath([targetFolder]));
        if (statuses.All(s => s.Check is FileCheck.Verified or FileCheck.Unknown)) return false;
        var folder = Path.Combine(targetFolder, entry.Info.Name);
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        foreach (var (name, sources, commit) in Transfers(entry, folder, mirror, client))
        {
            var part = await Download.Receive(sources, Path.Combine(folder, name), progress, cancellation);
            try
            {
                commit(part);
            }
            catch (UserError)
            {
                File.Delete(part);
                throw;
            }
        }
        return true;
    }

    private sealed record Transfer(string Name, IReadOnlyList<IFileSource> Sources, Action<string> Commit);

    // A publisher's archive is one transfer; files that come one by one, or that a mirror has unpacked, are one each.
    private static IEnumerable<Transfer> Transfers(DatasetEntry entry, string folder, string? mirror, HttpClient client)
    {
        if (mirror is null || IsUrl(mirror))
        {
            string[] bases = mirror is null ? [.. entry.Publishers] : [$"{mirror.TrimEnd('/')}/", $"{mirror.TrimEnd('/')}/{entry.Info.Name}/"];
            IReadOnlyList<IFileSource> Sources(string name) => [.. bases.Select(b => new WebSource(client, b + name))];
            return entry.Archive is { } archive
                ? [new(archive.Name, Sources(archive.Name), part => Unpack(entry, archive, part, folder))]
                : entry.Files.Select(file => new Transfer(file.Name, Sources(file.Name), part => Commit(file, part, Path.Combine(folder, file.Name))));
        }
        if (!Directory.Exists(mirror)) throw new UserError($"mirror '{mirror}' is neither a folder nor a URL");
        var path = new SearchPath([mirror]);
        var locations = DatasetFiles.Locate(entry, path);
        if (locations.FirstOrDefault(l => l.Path is null) is { } absent)
            throw new UserError($"mirror '{mirror}' has no {absent.File.Name}, neither in itself nor in a folder '{entry.Info.Name}'");
        return locations[0] is { Entry: not null, Path: { } packed }
            ? [new(entry.Archive!.Name, [new LocalSource(packed)], part => Unpack(entry, entry.Archive, part, folder))]
            : locations.Select(l => new Transfer(Path.GetFileName(l.Path!), [new LocalSource(l.Path!)],
                part => Commit(l.File, part, Path.Combine(folder, Path.GetFileName(l.Path!)))));
    }

    private static void Commit(DatasetFile file, string part, string destination)
    {
        DatasetFiles.Check(file, DataFile.At(part, destination));
        DurableFile.Commit(part, destination);
    }

    private static void Unpack(DatasetEntry entry, DatasetArchive archive, string part, string folder)
    {
        var locations = entry.Files.Select(file => new DatasetFiles.Location(file, part, $"{archive.Folder}/{file.Name}")).ToList();
        var files = DatasetFiles.Open(entry, locations);
        foreach (var (location, file) in locations.Zip(files)) DatasetFiles.Check(location.File, file);
        foreach (var (location, file) in locations.Zip(files)) DurableFile.Write(Path.Combine(folder, location.File.Name), file.Content);
        File.Delete(part);
    }

    private static bool IsUrl(string mirror) =>
        mirror.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || mirror.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
