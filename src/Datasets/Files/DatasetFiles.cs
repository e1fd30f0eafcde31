using Bench.Core;

namespace Bench.Datasets;

/// <summary>Finds the files of a data set and checks them.</summary>
public static class DatasetFiles
{
    /// <summary>A file that was looked at; null where it cannot be read.</summary>
    internal sealed record Seen(FileStatus Status, DataFile? File);

    /// <summary>The first place whose files are all there and right, their content looked at.</summary>
    public static DatasetFinding Find(DatasetEntry entry, SearchPath path) => Open(entry, path, keep: false).Finding;

    /// <summary>What <see cref="DatasetEntry.Missing"/> answers of a finding.</summary>
    public static string? Missing(DatasetEntry entry, SearchPath path, DatasetFinding finding)
    {
        if (entry.Info.Ships || finding.Where is not null) return null;
        var name = entry.Info.Name;
        var found = finding.PassedOver.Count == 0
            ? $"{MissingOf(finding.Files)} not found in {string.Join(", ", path.Folders)}"
            : $"no folder has all of it: {string.Join("; ", finding.PassedOver)}";
        var unread = Unread(entry, path) is { } other ? $"; {other}" : "";
        var otherwise = entry.AlsoBy is null ? "" : $" or '{entry.AlsoBy}'";
        return $"{name}: {found}{unread}; get it with 'bench data fetch {name}'{otherwise}, or say with --data where it is";
    }

    /// <summary>A form of the data set that is there and not read, in one line; null: none.</summary>
    public static string? Unread(DatasetEntry entry, SearchPath path) =>
        path.Folders.SelectMany(folder => entry.UnreadForms.SelectMany(form => new[] { Path.Combine(folder, form), Path.Combine(folder, entry.Info.Name, form) }))
            .FirstOrDefault(Path.Exists) is { } form
            ? $"{form} is the Python form (pickles), which is not read: the binary form is"
            : null;

    /// <summary>The finding with the opened files of the place that is taken; their content is kept where that is asked.</summary>
    internal static (DatasetFinding Finding, IReadOnlyList<DataFile> Files) Open(DatasetEntry entry, SearchPath path, bool keep)
    {
        var passed = new List<PassedOver>();
        IReadOnlyList<FileStatus> nearest = [.. entry.Files.Select(file => new FileStatus(file.Name, null, FileCheck.Missing, "not found"))];
        foreach (var place in DatasetPlace.Of(entry, path))
        {
            var seen = Look(entry, place, keep);
            IReadOnlyList<FileStatus> statuses = [.. seen.Select(s => s.Status)];
            if (statuses.All(s => s.IsRight)) return (new(place.Path, statuses, passed), [.. seen.Select(s => s.File!)]);
            passed.Add(new(place.Path, WhyNot(place, statuses)));
            if (statuses.Count(s => s.IsRight) > nearest.Count(s => s.IsRight) || nearest.All(s => s.Where is null)) nearest = statuses;
        }
        return (new(null, nearest, passed), []);
    }

    /// <summary>Looks at every file of a place; where no checksum tells, they are decoded too.</summary>
    internal static IReadOnlyList<Seen> Look(DatasetEntry entry, DatasetPlace place, bool keep = false)
    {
        IReadOnlyList<Seen> seen = place.IsArchive
            ? LookInto(place.Path, place.Path, entry, place.Files)
            : [.. place.Files.Select(location => Look(location, keep))];
        if (!seen.All(s => s.Status.IsRight) || seen.All(s => s.Status.Check == FileCheck.Verified)) return seen;
        try
        {
            _ = entry.Read([.. seen.Select(s => s.File!)]);
            return seen;
        }
        catch (UserError mistake)
        {
            var blamed = seen.FirstOrDefault(s => mistake.Message.StartsWith(s.File!.Name, StringComparison.Ordinal)) ?? seen[0];
            return [.. seen.Select(s => s == blamed ? s with { Status = s.Status with { Check = FileCheck.Wrong, Detail = Without(s.File!.Name, mistake.Message) } } : s)];
        }
    }

    /// <summary>Reads the files of an archive; what is wrong with it is wrong with every file in it.</summary>
    internal static IReadOnlyList<Seen> LookInto(string path, string name, DatasetEntry entry, IReadOnlyList<FileLocation> files)
    {
        string Where(FileLocation location) => $"{name} ({location.Entry})";
        try
        {
            var contents = TarArchive.Read(path, name, files.ToDictionary(l => l.Entry!, l => l.File.Bytes));
            if (files.FirstOrDefault(l => !contents.ContainsKey(l.Entry!)) is { } absent) throw new UserError($"{name}: has no entry {absent.Entry}");
            using var packed = File.OpenRead(path);
            if (entry.Archive!.Checksum.Contradicts(packed) is { } contradiction) throw new UserError($"{name}: {contradiction}");
            return [.. files.Select(l => Look(l.File, DataFile.InMemory(Where(l), contents[l.Entry!]), "checksum of the archive as it should be"))];
        }
        catch (UserError mistake)
        {
            return [.. files.Select(l => new Seen(new(l.File.Name, Where(l), FileCheck.Wrong, Without(name, mistake.Message)), null))];
        }
    }

    /// <summary>Throws where the content is not what the catalogue says.</summary>
    internal static void Check(DatasetFile expected, DataFile file)
    {
        var (bytes, hash) = file.Digest(expected.Checksum?.Kind);
        if (bytes != expected.Bytes) throw file.Wrong($"holds {bytes:N0} bytes, not {expected.Bytes:N0}");
        if (expected.Checksum is { } checksum && checksum.Hex != hash) throw file.Wrong($"{checksum.Contradicted(hash!)}{OwnerOf(hash!)}");
    }

    // Of the spellings that a file is there under, the first that is right counts.
    private static Seen Look(FileLocation location, bool keep)
    {
        if (location.Paths.Count == 0) return new(new(location.File.Name, null, FileCheck.Missing, "not found"), null);
        Seen? first = null;
        foreach (var path in location.Paths)
        {
            var seen = Look(location.File, DataFile.At(path), archive: null, keep);
            if (seen.Status.IsRight) return seen;
            first ??= seen;
        }
        return first!;
    }

    private static Seen Look(DatasetFile expected, DataFile file, string? archive, bool keep = false)
    {
        try
        {
            if (keep) _ = file.Content;
            Check(expected, file);
            return new(archive is not null ? new(expected.Name, file.Name, FileCheck.Verified, archive)
                : expected.Checksum is { } checksum ? new(expected.Name, file.Name, FileCheck.Verified, $"{checksum.Kind.Name} as it should be")
                : new(expected.Name, file.Name, FileCheck.Unknown, "size and labels as they should be; no checksum is published"), file);
        }
        catch (UserError wrong)
        {
            return new(new(expected.Name, file.Name, FileCheck.Wrong, Without(file.Name, wrong.Message)), file);
        }
    }

    private static string WhyNot(DatasetPlace place, IReadOnlyList<FileStatus> statuses) =>
        statuses.FirstOrDefault(s => s.Check == FileCheck.Wrong) is { } wrong
            ? $"is not right: {(place.IsArchive ? wrong.Name : Path.GetFileName(wrong.Where))}: {wrong.Detail}"
            : $"lacks {MissingOf(statuses)}";

    private static string MissingOf(IReadOnlyList<FileStatus> statuses)
    {
        var missing = statuses.Where(s => s.Check == FileCheck.Missing).Select(s => s.Name).ToList();
        return $"{missing[0]}{(missing.Count > 1 ? $" and {missing.Count - 1} more" : "")}";
    }

    private static string OwnerOf(string hash) =>
        DatasetCatalogue.All.FirstOrDefault(e => e.Files.Any(f => f.Checksum?.Hex == hash)) is { } owner ? $": it is of {owner.Info.Name}" : "";

    private static string Without(string name, string message) =>
        message.StartsWith($"{name}: ", StringComparison.Ordinal) ? message[(name.Length + 2)..] : message;
}
