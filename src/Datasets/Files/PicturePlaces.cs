namespace Bench.Datasets;

/// <summary>Finds the folders of a data set that is made of pictures: train/ and val/ with all that the publisher has in them.</summary>
internal static class PicturePlaces
{
    // Of each folder; versions of other sizes have the same number of pictures, under the same names.
    private const int LookedAt = 16;

    /// <summary>The first folder that has all of it, by the number of pictures and the sizes of some.</summary>
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
                : Counted("train", training, trainCount, entry.PictureSize);
            if (!first.IsRight || !Directory.Exists(val)) return [first, new("val", null, FileCheck.Missing, "not found")];
            return [first, Counted("val", ClassFolders.OfOthers(val, training.Classes), testCount, entry.PictureSize)];
        }
        catch (Core.UserError mistake)
        {
            return [new("train", train, FileCheck.Wrong, mistake.Message), new("val", null, FileCheck.Missing, "not looked at")];
        }
    }

    private static FileStatus Counted(string name, ClassFolders set, int wanted, PictureSize? size)
    {
        var there = set.Pictures.Length;
        return there != wanted ? new(name, set.Folder, FileCheck.Wrong, $"has {there:N0} pictures, not {wanted:N0}")
            : size is not null && OfOtherSize(set, size) is { } other ? new(name, set.Folder, FileCheck.Wrong, $"is another version, not the one of {size}: {other}")
            : new(name, set.Folder, FileCheck.Unknown, $"{there:N0} pictures as there should be; the checksum that is known is that of the archive");
    }

    // A picture smaller than the rest is none of another version: most of those looked at have to be of another size.
    private static string? OfOtherSize(ClassFolders set, PictureSize wanted)
    {
        var count = Math.Min(LookedAt, set.Pictures.Length);
        var sizes = Enumerable.Range(0, count).Select(i => set.Pictures[(long)i * set.Pictures.Length / count].Name)
            .Select(file => (Name: file, Size: PictureDecoder.SizeOf(Path.Combine(set.Folder, file)))).Where(file => file.Size is not null).ToList();
        var others = sizes.Where(file => !wanted.Fits(file.Size!.Value.Width, file.Size.Value.Height)).ToList();
        return others.Count * 2 > sizes.Count ? $"{others[0].Name} has {others[0].Size!.Value.Width}×{others[0].Size!.Value.Height}" : null;
    }

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
