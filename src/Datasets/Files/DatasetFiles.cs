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
        if (entry.Pictures is not null) return PicturePlaces.Missing(entry, path, finding);
        var name = entry.Info.Name;
        var found = finding.PassedOver.Count == 0
            ? $"{MissingOf(finding.Files)} not found in {string.Join(", ", path.Folders)}"
            : $"no folder has all of it: {string.Join("; ", finding.PassedOver)}";
        var otherwise = entry.AlsoBy is null ? "" : $" or '{entry.AlsoBy}'";
        return $"{name}: {found}; get it with 'bench data fetch {name}'{otherwise}, or say with --data where it is";
    }

    /// <summary>The finding with the opened files of the place that is taken; their content is kept where that is asked.</summary>
    internal static (DatasetFinding Finding, IReadOnlyList<DataFile> Files) Open(DatasetEntry entry, SearchPath path, bool keep)
    {
        if (entry.Pictures is not null) return (PicturePlaces.Find(entry, path), []);
        var passed = new List<PassedOver>();
        IReadOnlyList<FileStatus> nearest = [.. entry.Files.Select(file => new FileStatus(file.Name, null, FileCheck.Missing, "not found"))];
        IEnumerable<DatasetEntry> forms = entry.Otherwise is { } other ? [entry, other] : [entry];
        foreach (var (form, place) in forms.SelectMany(form => DatasetPlace.Of(form, path).Select(place => (form, place))))
        {
            var seen = Look(form, place, keep);
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
            // A size is of unpacked content, which a file of an archive may be or not.
            var wanted = files.ToDictionary(l => l.Entry!, l => Path.GetExtension(l.Entry) == ".gz" || l.File.Decode is not null ? null : l.File.Bytes);
            var contents = path.EndsWith(".zip", StringComparison.Ordinal) || name.EndsWith(".zip", StringComparison.Ordinal) ? ZippedFiles.Read(path, name, wanted) : TarArchive.Read(path, name, wanted);
            if (files.FirstOrDefault(l => !contents.ContainsKey(l.Entry!)) is { } absent) throw new UserError($"{name}: has no entry {absent.Entry}");
            using var packed = File.OpenRead(path);
            // Where the checksums are of what is decoded, an archive that was packed anew is as good.
            var isTold = files.All(l => l.File is { Decode: not null, Checksum: not null });
            if (!isTold && entry.Archive!.Checksum.Contradicts(packed) is { } contradiction) throw new UserError($"{name}: {contradiction}");
            return [.. files.Select(l => Look(l.File, DataFile.InMemory(Where(l), contents[l.Entry!]), isTold ? null : "checksum of the archive as it should be"))];
        }
        catch (UserError mistake)
        {
            return [.. files.Select(l => new Seen(new(l.File.Name, Where(l), FileCheck.Wrong, Without(name, mistake.Message)), null))];
        }
    }

    /// <summary>Throws where the content is not what the catalogue says.</summary>
    internal static void Check(DatasetFile expected, DataFile file)
    {
        var (bytes, hash) = file.Digest((expected.Checksum ?? expected.Packed)?.Kind);
        if (expected.Bytes is { } right && bytes != right) throw file.Wrong($"holds {bytes:N0} bytes, not {right:N0}");
        if (expected.Checksum is { } checksum && checksum.Hex != hash) throw file.Wrong($"{checksum.Contradicted(hash!)}{OwnerOf(hash!)}");
        if (expected.Checksum is null && hash is not null && OwnerOf(hash) is { Length: > 0 } owner) throw file.Wrong($"not the one it should be{owner}");
        if (expected.Packed is { } packed && file.DigestPacked(packed.Kind) is { } other && other != packed.Hex)
            throw file.Wrong($"{packed.Contradicted(other)} as published{OwnerOf(other)}: packed anew it cannot be told from another, unpack it");
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
            var published = expected.Undecoded is { } sum && file.Digest(sum.Kind).Hash == sum.Hex ? $"{sum.Kind.Name} as it should be" : archive;
            if (expected.Decode is { } decode) file = DataFile.Decoded(file, decode);
            if (keep) _ = file.Content;
            Check(expected, file);
            return new(published is not null ? new(expected.Name, file.Name, FileCheck.Verified, published)
                : expected.Checksum is { } checksum ? new(expected.Name, file.Name, FileCheck.Verified, $"{checksum.Kind.Name} as it should be")
                : expected.Packed is { } packed && file.DigestPacked(packed.Kind) is not null ? new(expected.Name, file.Name, FileCheck.Verified, $"{packed.Kind.Name} as it should be")
                : new(expected.Name, file.Name, FileCheck.Unknown, $"{(expected.Bytes is null ? "labels" : "size and labels")} as they should be; {(expected.Packed is null ? "no checksum is published" : "the checksum that is known is that of the packed file")}"), file);
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
        DatasetCatalogue.All.FirstOrDefault(e => e.Files.Any(f => f.Checksum?.Hex == hash || f.Packed?.Hex == hash)) is { } owner ? $": it is of {owner.Info.Name}" : "";

    private static string Without(string name, string message) =>
        message.StartsWith($"{name}: ", StringComparison.Ordinal) ? message[(name.Length + 2)..] : message;
}
