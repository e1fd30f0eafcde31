namespace Bench.Datasets;

/// <summary>Where a file of a data set is: one of some paths and, for an archive, the entry in it; no path where it is missing.</summary>
internal sealed record FileLocation(DatasetFile File, IReadOnlyList<string> Paths, string? Entry = null);

/// <summary>A folder or an archive that has at least one file of a data set. A set comes from one place, since different sets have files of one name.</summary>
internal sealed record DatasetPlace(string Path, bool IsArchive, IReadOnlyList<FileLocation> Files)
{
    /// <summary>The places of a data set, in the order in which they are tried: in each folder of the path files before archives.</summary>
    public static IEnumerable<DatasetPlace> Of(DatasetEntry entry, SearchPath path)
    {
        foreach (var folder in path.Folders.DistinctBy(System.IO.Path.GetFullPath))
        {
            foreach (var place in Below(entry).Select(below => In(entry, System.IO.Path.Combine(folder, below))))
                if (place.Files.Any(f => f.Paths.Count > 0)) yield return place;
            if (entry.Archive is not { } archive) continue;
            foreach (var packed in new[] { System.IO.Path.Combine(folder, entry.Info.Name, archive.Name), System.IO.Path.Combine(folder, archive.Name) }.Where(File.Exists))
                yield return new(packed, true, [.. entry.Files.Select(file => new FileLocation(file, [packed], $"{archive.Folder}/{file.Name}"))]);
        }
    }

    /// <summary>One folder, whatever it has.</summary>
    public static DatasetPlace In(DatasetEntry entry, string folder) => new(folder, false,
        [.. entry.Files.Select(file => new FileLocation(file, [.. NamesOf(file).Select(name => System.IO.Path.Combine(folder, name)).Where(File.Exists)]))]);

    /// <summary>The names that a file goes by: packed or not, and as some download pages spell them (<c>train-images.idx3-ubyte</c>).</summary>
    public static IReadOnlyList<string> NamesOf(DatasetFile file)
    {
        if (System.IO.Path.GetExtension(file.Name) is not (".gz" or ".bz2")) return [file.Name];
        var plain = System.IO.Path.GetFileNameWithoutExtension(file.Name);
        return plain.Contains("-idx", StringComparison.Ordinal) ? [file.Name, plain, Dotted(file.Name), Dotted(plain)] : [file.Name, plain];

        static string Dotted(string name) => name.Replace("-idx", ".idx", StringComparison.Ordinal);
    }

    /// <summary>Its name without that of the packing.</summary>
    public static string UnpackedNameOf(DatasetFile file) =>
        System.IO.Path.GetExtension(file.Name) is ".gz" or ".bz2" ? System.IO.Path.GetFileNameWithoutExtension(file.Name) : file.Name;

    private static IEnumerable<string> Below(DatasetEntry entry)
    {
        var name = entry.Info.Name;
        return entry.Archive is { } archive
            ? [name, "", archive.Folder, System.IO.Path.Combine(name, archive.Folder), .. entry.Folders]
            : [name, "", .. entry.Folders];
    }
}
