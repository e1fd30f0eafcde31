namespace Bench.Datasets;

/// <summary>Finds the folders of a data set that is made of pictures: train/ and val/ with all that the publisher has in them.</summary>
internal static class PicturePlaces
{
    /// <summary>The first folder that has all of it, by the number of pictures.</summary>
    public static DatasetFinding Find(DatasetEntry entry, SearchPath path)
    {
        var passed = new List<PassedOver>();
        IReadOnlyList<FileStatus> nearest = [new("train", null, FileCheck.Missing, "not found"), new("val", null, FileCheck.Missing, "not found")];
        foreach (var place in Of(entry, path).Where(place => Directory.Exists(Path.Combine(place, "train"))))
        {
            var statuses = Look(entry, place);
            if (statuses.All(s => s.IsRight)) return new(place, statuses, passed);
            var wrong = statuses.First(s => !s.IsRight);
            passed.Add(new(place, wrong.Check == FileCheck.Missing ? $"lacks {wrong.Name}" : $"is not right: {wrong.Name}: {wrong.Detail}"));
            nearest = statuses;
        }
        return new(null, nearest, passed);
    }

    /// <summary>One line: what is missing or wrong, where was looked, and how to get it.</summary>
    public static string Missing(DatasetEntry entry, SearchPath path, DatasetFinding finding)
    {
        var (name, archive) = (entry.Info.Name, entry.Archive!);
        var packed = path.Folders.SelectMany(folder => new[] { Path.Combine(folder, name, archive.Name), Path.Combine(folder, archive.Name) }).FirstOrDefault(File.Exists);
        var found = finding.PassedOver.Count > 0 ? $"no folder has all of it: {string.Join("; ", finding.PassedOver)}" : $"{archive.Folder} not found in {string.Join(", ", path.Folders)}";
        return packed is null
            ? $"{name}: {found}; get it with 'bench data fetch {name}', or say with --data where it is"
            : $"{name}: {found}; {packed} is packed: unpack it, or have it checked and unpacked with 'bench data fetch {name} --mirror {Path.GetDirectoryName(packed)}'";
    }

    /// <summary>What the two folders of a place hold.</summary>
    public static IReadOnlyList<FileStatus> Look(DatasetEntry entry, string place)
    {
        var (trainCount, testCount) = entry.Info.Samples!.Value;
        var (train, val) = (Path.Combine(place, "train"), Path.Combine(place, "val"));
        try
        {
            var training = ClassFolders.OfTraining(train);
            FileStatus first = training.Classes.Count != entry.Info.Classes
                ? new("train", train, FileCheck.Wrong, $"has {training.Classes.Count:N0} classes, not {entry.Info.Classes:N0}")
                : Counted("train", train, training.Pictures.Length, trainCount);
            if (!first.IsRight || !Directory.Exists(val)) return [first, new("val", null, FileCheck.Missing, "not found")];
            return [first, Counted("val", val, ClassFolders.OfOthers(val, training.Classes).Pictures.Length, testCount)];
        }
        catch (Core.UserError mistake)
        {
            return [new("train", train, FileCheck.Wrong, mistake.Message), new("val", null, FileCheck.Missing, "not looked at")];
        }
    }

    private static FileStatus Counted(string name, string where, int there, int wanted) => there == wanted
        ? new(name, where, FileCheck.Unknown, $"{there:N0} pictures as there should be; the checksum that is known is that of the archive")
        : new(name, where, FileCheck.Wrong, $"has {there:N0} pictures, not {wanted:N0}");

    // Below a folder that is searched, or that folder itself where it is called so.
    private static IEnumerable<string> Of(DatasetEntry entry, SearchPath path)
    {
        foreach (var folder in path.Folders.DistinctBy(Path.GetFullPath))
        {
            foreach (var below in new[] { Path.Combine(entry.Info.Name, entry.Archive!.Folder), entry.Archive.Folder, entry.Info.Name }.Concat(entry.Folders)) yield return Path.Combine(folder, below);
            if (Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is var own && (own == entry.Archive.Folder || own == entry.Info.Name)) yield return folder;
        }
    }
}
