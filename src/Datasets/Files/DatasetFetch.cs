using Bench.Core;

namespace Bench.Datasets;

/// <summary>What came of fetching: whether anything had to be transferred, and where the data set is.</summary>
public sealed record FetchOutcome(bool Fetched, string Where);

/// <summary>Brings the files of a data set into a folder, from the publisher or from a mirror.</summary>
public static class DatasetFetch
{
    /// <summary>
    /// Puts what is missing or wrong into <c>targetFolder/NAME/</c>, each file checked before it gets its name, and looks at the whole
    /// set before it says done; an interrupted transfer continues, and what is there and right is left alone. Of two at once the second
    /// waits for the first. <paramref name="mirror"/> is a URL or a local folder that holds the files flat, in a folder of the data
    /// set's name, packed or unpacked; null: the publisher.
    /// </summary>
    /// <exception cref="UserError">The files cannot be had, or are not what they should be.</exception>
    public static async Task<FetchOutcome> Fetch(
        DatasetEntry entry, string targetFolder, string? mirror, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        if (entry.Info.Ships) throw new UserError($"{entry.Info.Name} ships inside the product: there is nothing to fetch");
        if (mirror is not null && !IsUrl(mirror) && !Directory.Exists(mirror)) throw new UserError($"mirror '{mirror}' is neither a folder nor a URL");
        var target = new SearchPath([targetFolder]);
        if (entry.Pictures is not null) return await PictureFetch.Fetch(entry, targetFolder, mirror, progress, cancellation);
        if (DatasetFiles.Find(entry, target).Where is { } there) return new(false, there);
        entry = entry with { Otherwise = null }; // what is fetched is the form that the publisher's checksums are of
        var folder = Path.Combine(targetFolder, entry.Info.Name);
        if (File.Exists(targetFolder) || File.Exists(folder)) throw new UserError($"'{(File.Exists(targetFolder) ? targetFolder : folder)}' is a file; the data set goes into a folder");
        using var turn = await FetchTurn.Take(folder, cancellation);
        if (DatasetFiles.Find(entry, target).Where is { } brought) return new(false, brought);

        var wanted = DatasetFiles.Look(entry, DatasetPlace.In(entry, folder)).Zip(entry.Files).Where(s => !s.First.Status.IsRight).Select(s => s.Second).ToList();
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var transfers = mirror is null ? FromPublisher(entry, folder, wanted, client)
            : IsUrl(mirror) ? FromServer(entry, mirror.TrimEnd('/'), folder, wanted, client)
            : FromFolder(entry, mirror, folder, wanted);
        foreach (var transfer in transfers) await transfer.Run(folder, progress, cancellation);

        var outcome = DatasetFiles.Find(entry, target);
        return outcome.Where is { } where
            ? new(true, where)
            : throw new UserError($"{entry.Info.Name} was fetched into {folder} and is not right: {string.Join("; ", outcome.PassedOver)}");
    }

    /// <summary>One thing to get, from the first source that has it and has it right; where none has it, something else in its place.</summary>
    private sealed record Transfer(string Name, IReadOnlyList<IFileSource> Sources, Action<string, IFileSource> Accept, IReadOnlyList<Transfer>? Else = null)
    {
        public async Task Run(string folder, IProgress<FetchProgress>? progress, CancellationToken cancellation)
        {
            if (await Download.Receive(Name, Sources, folder, Accept, mayBeAbsent: Else is not null, progress, cancellation)) return;
            foreach (var other in Else!) await other.Run(folder, progress, cancellation);
        }
    }

    // An archive is one transfer; files that come one by one are one each.
    private static IReadOnlyList<Transfer> FromPublisher(DatasetEntry entry, string folder, IReadOnlyList<DatasetFile> wanted, HttpClient client)
    {
        IReadOnlyList<IFileSource> Sources(string name) => [.. entry.Publishers.Select(publisher => new WebSource(client, publisher + name))];
        return entry.Archive is { } archive
            ? [new(archive.Name, Sources(archive.Name), (part, source) => Unpack(entry, part, source, folder, wanted))]
            : [.. wanted.Select(file => new Transfer(file.Name, Sources(file.Name), (part, source) => Commit(file, part, source, folder)))];
    }

    // Somebody's server has the archive, or the files, packed or not, under the names that they have in folders.
    private static IReadOnlyList<Transfer> FromServer(DatasetEntry entry, string url, string folder, IReadOnlyList<DatasetFile> wanted, HttpClient client)
    {
        string[] bases = [$"{url}/", $"{url}/{entry.Info.Name}/"];
        string[] below = entry.Archive is null ? bases : [.. bases, .. bases.Select(b => $"{b}{entry.Archive.Folder}/")];
        IReadOnlyList<Transfer> files = [.. wanted.Select(file => new Transfer(
            file.Name, [.. below.SelectMany(b => DatasetPlace.NamesOf(file).Select(name => new WebSource(client, b + name)))], (part, source) => Commit(file, part, source, folder)))];
        return entry.Archive is { } archive
            ? [new(archive.Name, [.. bases.Select(b => new WebSource(client, b + archive.Name))], (part, source) => Unpack(entry, part, source, folder, wanted), files)]
            : files;
    }

    private static IReadOnlyList<Transfer> FromFolder(DatasetEntry entry, string mirror, string folder, IReadOnlyList<DatasetFile> wanted)
    {
        var path = new SearchPath([mirror]);
        var finding = DatasetFiles.Find(entry, path);
        if (finding.Where is null)
            throw new UserError(finding.PassedOver.Count == 0
                ? $"mirror '{mirror}' has no {entry.Files[0].Name}, neither in itself nor in a folder '{entry.Info.Name}'"
                : $"mirror '{mirror}' has not all of {entry.Info.Name}: {string.Join("; ", finding.PassedOver)}");
        if (DatasetPlace.Of(entry, path).First(p => p.Path == finding.Where).IsArchive)
            return [new(entry.Archive!.Name, [new LocalSource(finding.Where)], (part, source) => Unpack(entry, part, source, folder, wanted))];
        return [.. finding.Files.Zip(entry.Files).Where(f => wanted.Contains(f.Second))
            .Select(f => new Transfer(f.Second.Name, [new LocalSource(f.First.Where!)], (part, source) => Commit(f.Second, part, source, folder)))];
    }

    private static void Commit(DatasetFile file, string part, IFileSource source, string folder)
    {
        DatasetFiles.Check(file, DataFile.At(part, source.Address));
        DurableFile.Commit(part, Path.Combine(folder, source.Name));
    }

    private static void Unpack(DatasetEntry entry, string part, IFileSource source, string folder, IReadOnlyList<DatasetFile> wanted)
    {
        var seen = DatasetFiles.LookInto(
            part, source.Address, entry, [.. entry.Files.Select(file => new FileLocation(file, [part], $"{entry.Archive!.Folder}/{file.Name}"))]);
        if (seen.FirstOrDefault(s => !s.Status.IsRight) is { } wrong) throw new UserError($"{source.Address}: {wrong.Status.Detail}");
        foreach (var (file, content) in entry.Files.Zip(seen))
            if (wanted.Contains(file)) DurableFile.Write(Path.Combine(folder, DatasetPlace.UnpackedNameOf(file)), content.File!.Content);
        File.Delete(part);
    }

    internal static bool IsUrl(string mirror) =>
        mirror.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || mirror.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
