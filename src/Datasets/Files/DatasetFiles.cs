using Bench.Core;

namespace Bench.Datasets;

/// <summary>What is known of a file of a data set after looking at it.</summary>
public enum FileCheck
{
    /// <summary>Size, labels and checksum are right.</summary>
    Verified,

    /// <summary>Size and labels are right; there is no checksum to compare with.</summary>
    Unknown,

    /// <summary>Not found.</summary>
    Missing,

    /// <summary>Damaged, or not the file it should be.</summary>
    Wrong,
}

/// <summary>The state of one file. <paramref name="Where"/> is its path (with the entry, in an archive), null where missing; <paramref name="Detail"/> is one line.</summary>
public sealed record FileStatus(string Name, string? Where, FileCheck Check, string Detail);

/// <summary>Finds the files of a data set and checks them.</summary>
public static class DatasetFiles
{
    /// <summary>Where a file was found: a path and, for an archive, the entry in it; both null where it was not.</summary>
    internal sealed record Location(DatasetFile File, string? Path, string? Entry = null)
    {
        public string? Where => Entry is null ? Path : $"{Path} ({Entry})";
    }

    /// <summary>Reads every file and compares size, labels and checksum; empty for data that ships.</summary>
    public static IReadOnlyList<FileStatus> Verify(DatasetEntry entry, SearchPath path)
    {
        var opened = OpenWhatOpens(entry, Locate(entry, path)).ToList();
        IReadOnlyList<FileStatus> statuses = [.. opened.Select(o => Status(o.Location, o.File, o.Mistake))];
        if (!statuses.All(s => s.Check is FileCheck.Verified or FileCheck.Unknown) || statuses.Count == 0) return statuses;
        try
        {
            _ = entry.Read([.. opened.Select(o => o.File!)]);
            return statuses;
        }
        catch (UserError mistake)
        {
            return [.. statuses.Select(s => mistake.Message.StartsWith(s.Where!, StringComparison.Ordinal)
                ? s with { Check = FileCheck.Wrong, Detail = mistake.Message }
                : s)];
        }
    }

    /// <summary>Where the files are, or the archive; null where some are missing, and for data that ships.</summary>
    public static string? FolderOf(DatasetEntry entry, SearchPath path)
    {
        var locations = Locate(entry, path);
        if (locations.Count == 0 || locations.Any(l => l.Path is null)) return null;
        return locations[0].Entry is null ? Path.GetDirectoryName(locations[0].Path) : locations[0].Path;
    }

    /// <summary>What <see cref="DatasetEntry.Missing"/> answers.</summary>
    internal static string? Missing(DatasetEntry entry, SearchPath path)
    {
        var missing = Locate(entry, path).Where(l => l.Path is null).Select(l => l.File.Name).ToList();
        if (missing.Count == 0) return null;
        var name = entry.Info.Name;
        var more = missing.Count > 1 ? $" and {missing.Count - 1} more" : "";
        var otherwise = entry.AlsoBy is null ? "" : $" or '{entry.AlsoBy}'";
        return $"{name}: {missing[0]}{more} not found in {string.Join(", ", path.Folders)}; "
            + $"get it with 'bench data fetch {name}'{otherwise}, or say with --data where it is";
    }

    /// <summary>Every file of the data set, unpacked ones before those in the archive.</summary>
    internal static IReadOnlyList<Location> Locate(DatasetEntry entry, SearchPath path)
    {
        IReadOnlyList<Location> files = [.. entry.Files.Select(file => new Location(file, path.First(Places(entry, file))))];
        if (entry.Archive is not { } archive || files.All(f => f.Path is not null)) return files;
        return path.First([$"{entry.Info.Name}/{archive.Name}", archive.Name]) is { } packed
            ? [.. entry.Files.Select(file => new Location(file, packed, $"{archive.Folder}/{file.Name}"))]
            : files;
    }

    /// <summary>Opens files that were found; an archive is read once, and its own checksum compared.</summary>
    internal static IReadOnlyList<DataFile> Open(DatasetEntry entry, IReadOnlyList<Location> locations)
    {
        if (locations is not [{ Entry: not null, Path: { } archive }, ..]) return [.. locations.Select(l => DataFile.At(l.Path!))];
        var contents = TarArchive.Read(archive, locations.ToDictionary(l => l.Entry!, l => l.File.Bytes));
        IReadOnlyList<DataFile> files = [.. locations.Select(l => contents.TryGetValue(l.Entry!, out var content)
            ? DataFile.InMemory(l.Where!, content)
            : throw new UserError($"{archive}: has no entry {l.Entry}"))];
        using var packed = File.OpenRead(archive);
        return entry.Archive!.Checksum.Contradicts(packed) is { } contradiction ? throw new UserError($"{archive}: {contradiction}") : files;
    }

    /// <summary>Throws where the content is not what the catalogue says.</summary>
    internal static void Check(DatasetFile expected, DataFile file)
    {
        if (file.Content.LongLength != expected.Bytes)
            throw file.Wrong($"holds {file.Content.LongLength:N0} bytes, not {expected.Bytes:N0}");
        if (expected.Checksum?.Contradicts(file.Content) is { } contradiction) throw file.Wrong(contradiction);
    }

    private static string[] Places(DatasetEntry entry, DatasetFile file)
    {
        var name = entry.Info.Name;
        string[] folders = entry.Archive is { } archive ? [name, "", archive.Folder, Path.Combine(name, archive.Folder)] : [name, ""];
        string[] names = file.Name.EndsWith(".gz", StringComparison.Ordinal) ? [file.Name, file.Name[..^3]] : [file.Name];
        return [.. folders.SelectMany(folder => names.Select(n => Path.Combine(folder, n)))];
    }

    // A damaged archive is a mistake of every file in it.
    private static IEnumerable<(Location Location, DataFile? File, string? Mistake)> OpenWhatOpens(
        DatasetEntry entry, IReadOnlyList<Location> locations)
    {
        if (locations.Any(l => l.Entry is null)) return locations.Select(l => (l, l.Path is null ? null : DataFile.At(l.Path), (string?)null));
        try
        {
            return locations.Zip(Open(entry, locations), (l, file) => (l, (DataFile?)file, (string?)null));
        }
        catch (UserError mistake)
        {
            return locations.Select(l => (l, (DataFile?)null, (string?)mistake.Message));
        }
    }

    private static FileStatus Status(Location location, DataFile? file, string? mistake)
    {
        var name = location.File.Name;
        if (mistake is not null) return new(name, location.Where, FileCheck.Wrong, mistake);
        if (file is null) return new(name, null, FileCheck.Missing, "not found");
        try
        {
            Check(location.File, file);
            return location switch
            {
                { Entry: not null } => new(name, location.Where, FileCheck.Verified, "checksum of the archive as it should be"),
                { File.Checksum: { } checksum } => new(name, location.Where, FileCheck.Verified, $"{checksum.Kind.Name} as it should be"),
                _ => new(name, location.Where, FileCheck.Unknown, "size and labels as they should be; no checksum is published"),
            };
        }
        catch (UserError wrong)
        {
            return new(name, location.Where, FileCheck.Wrong, wrong.Message);
        }
    }
}
