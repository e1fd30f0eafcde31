using Bench.Core;

namespace Bench.Datasets;

/// <summary>Brings the archive of a data set that is made of pictures, checks it and unpacks it.</summary>
internal static class PictureFetch
{
    // Unpacked, the largest of them have a tenth of it.
    private const long Most = 20L << 30;

    /// <summary>As <see cref="DatasetFetch.Fetch"/>: into <c>targetFolder/NAME/</c>, where the archive's folder comes to lie.</summary>
    public static async Task<FetchOutcome> Fetch(DatasetEntry entry, string targetFolder, string? mirror, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var (name, archive, target) = (entry.Info.Name, entry.Archive!, new SearchPath([targetFolder]));
        if (PicturePlaces.Find(entry, target).Where is { } there) return new(false, there);
        var folder = Path.Combine(targetFolder, name);
        if (File.Exists(targetFolder) || File.Exists(folder)) throw new UserError($"'{(File.Exists(targetFolder) ? targetFolder : folder)}' is a file; the data set goes into a folder");
        using var turn = await FetchTurn.Take(folder, cancellation);
        if (PicturePlaces.Find(entry, target).Where is { } brought) return new(false, brought);

        // Whoever arranged it otherwise would not want it deleted.
        if (Path.Combine(folder, archive.Folder) is var place && Directory.Exists(place))
            throw new UserError($"{place} is there and is not right ({string.Join("; ", PicturePlaces.Look(entry, place).Where(s => !s.IsRight).Select(s => $"{s.Name}: {s.Detail}"))}): move it away");
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        await Download.Receive(archive.Name, Sources(entry, mirror, client), folder, (part, source) => Unpack(archive, part, source, folder), mayBeAbsent: false, progress, cancellation);
        var outcome = PicturePlaces.Find(entry, target);
        return outcome.Where is { } where
            ? new(true, where)
            : throw new UserError($"{name} was fetched into {folder} and is not right: {string.Join("; ", outcome.PassedOver)}");
    }

    private static IReadOnlyList<IFileSource> Sources(DatasetEntry entry, string? mirror, HttpClient client)
    {
        var (name, archive) = (entry.Info.Name, entry.Archive!.Name);
        if (mirror is null) return [.. entry.Publishers.Select(publisher => new WebSource(client, publisher + archive))];
        if (DatasetFetch.IsUrl(mirror)) return [new WebSource(client, $"{mirror.TrimEnd('/')}/{archive}"), new WebSource(client, $"{mirror.TrimEnd('/')}/{name}/{archive}")];
        string[] places = [Path.Combine(mirror, archive), Path.Combine(mirror, name, archive)];
        if (places.FirstOrDefault(File.Exists) is { } here) return [new LocalSource(here)];
        throw new UserError(PicturePlaces.Find(entry, new([mirror])).Where is { } unpacked
            ? $"mirror '{mirror}' has it unpacked, in {unpacked}: use it as it is, with --data {mirror}"
            : $"mirror '{mirror}' has no {archive}, neither in itself nor in a folder '{name}'");
    }

    // Under another name until all of it is there.
    private static void Unpack(DatasetArchive archive, string part, IFileSource source, string folder)
    {
        using (var packed = File.OpenRead(part))
            if (archive.Checksum.Contradicts(packed) is { } wrong)
                throw new UserError($"{source.Address}: {ArchivePaths.KindOf(part, archive.Name.EndsWith(".zip", StringComparison.Ordinal) ? "a zip archive" : "a gzip file")?.ForData ?? wrong}");
        var temporary = Path.Combine(folder, ".unpacking");
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        if (archive.Name.EndsWith(".zip", StringComparison.Ordinal)) ZippedFiles.Unpack(part, source.Address, temporary, Most);
        else TarArchive.Unpack(part, source.Address, temporary, Most);
        var inside = Path.Combine(temporary, archive.Folder);
        if (!Directory.Exists(inside)) throw new UserError($"{source.Address}: has no folder {archive.Folder}");
        DurableFile.CommitFolder(inside, Path.Combine(folder, archive.Folder));
        Directory.Delete(temporary, recursive: true);
        File.Delete(part);
    }
}
