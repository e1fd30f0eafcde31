using System.IO.Enumeration;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>A picture of a set: its path below the set's folder, with slashes, and its class; size and time of its file.</summary>
internal readonly record struct PictureFile(string Name, int Label, long Bytes, long Modified);

/// <summary>
/// The pictures of a folder of class folders, as torchvision's ImageFolder takes them: a class is a folder, classes are numbered in the order of their names,
/// pictures may lie in folders below and come in the order of their paths. Hidden files and folders are left out, links are followed but not in circles.
/// </summary>
internal sealed record ClassFolders(string Folder, IReadOnlyList<string> Classes, PictureFile[] Pictures)
{
    private const string Annotations = "val_annotations.txt", Unsorted = "images";
    private const int Deepest = 32;
    private const long LongestAnnotations = 64 << 20;

    private static readonly HashSet<string> Read = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif" };
    private static readonly HashSet<string> NotRead = new(StringComparer.OrdinalIgnoreCase)
        { ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".tga", ".ico", ".jfif", ".jpe", ".jfi", ".dib", ".apng" };

    /// <summary>What is odd about it, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The training set, which tells the classes.</summary>
    /// <exception cref="UserError">There are no classes, or one has no picture.</exception>
    public static ClassFolders OfTraining(string folder)
    {
        var classes = FoldersOf(folder);
        if (classes.Count < 2)
            throw new UserError(classes.Count == 0 ? $"{folder}: holds no folders of classes" : $"{folder}: holds one folder of a class, '{classes[0]}'; at least two are needed");
        var set = OfClasses(folder, classes, [.. Enumerable.Range(0, classes.Count)]);
        var filled = set.Pictures.Select(p => p.Label).ToHashSet();
        for (var i = 0; i < classes.Count; i++)
            if (!filled.Contains(i)) throw new UserError($"{Path.Combine(folder, classes[i])}: holds no picture ({string.Join(", ", Read)})");
        return set;
    }

    /// <summary>Another set of the same classes: class folders, or, as Tiny-ImageNet has it, one folder of pictures and a file that tells the class of each.</summary>
    /// <exception cref="UserError">A folder is no class of the training set, or there is no picture.</exception>
    public static ClassFolders OfOthers(string folder, IReadOnlyList<string> classes)
    {
        var numbers = Enumerable.Range(0, classes.Count).ToDictionary(i => classes[i], StringComparer.Ordinal);
        var own = FoldersOf(folder);
        if (!numbers.ContainsKey(Unsorted) && own.Contains(Unsorted) && File.Exists(Path.Combine(folder, Annotations)))
        {
            if (HasPictures(Path.Combine(folder, Unsorted))) return NotEmpty(OfAnnotations(folder, classes, numbers));
            // Sorted since: within that folder, or beside what is left of it.
            own = [.. own.Where(name => name != Unsorted)];
            if (own.Count == 0) (folder, own) = (Path.Combine(folder, Unsorted), FoldersOf(Path.Combine(folder, Unsorted)));
        }
        if (own.Count == 0 && HasPictures(folder)) throw new UserError($"{folder}: its pictures are not in folders of their classes, named as in the training set: sort them into such");
        return NotEmpty(OfClasses(folder, own, [.. own.Select(name =>
            numbers.TryGetValue(name, out var number) ? number : throw new UserError($"{Path.Combine(folder, name)}: the training set has no class of this name"))]) with { Classes = classes });

        ClassFolders NotEmpty(ClassFolders set) => set.Pictures.Length > 0 ? set : throw new UserError($"{folder}: holds no picture of a class");
    }

    private static bool HasPictures(string folder) => Entries(folder).Exists(e => !e.IsFolder && Read.Contains(Path.GetExtension(e.Name)));

    /// <summary>Names of the folders in a folder, in order.</summary>
    public static IReadOnlyList<string> FoldersOf(string folder) => Within(folder, IReadOnlyList<string> () =>
        [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => name[0] != '.').Order(CodePointOrder.Comparer)]);

    private static ClassFolders OfClasses(string folder, IReadOnlyList<string> names, int[] labels)
    {
        var found = new PictureFile[names.Count][];
        var others = new string?[names.Count];
        PictureSet.OnAllCores(() => Parallel.For(0, names.Count, i =>
        {
            var pictures = new List<PictureFile>();
            Collect(Path.Combine(folder, names[i]), names[i], labels[i], pictures, ref others[i], [Real(Path.Combine(folder, names[i]))]);
            pictures.Sort((one, other) => CodePointOrder.Comparer.Compare(one.Name, other.Name));
            found[i] = [.. pictures];
        }));
        var left = others.OfType<string>().FirstOrDefault();
        return new(folder, names, [.. found.SelectMany(f => f)])
        {
            Warnings = left is null ? [] : [$"{folder}: pictures of the kind {Path.GetExtension(left)} are left out, such as {left}"],
        };
    }

    private static void Collect(string path, string below, int label, List<PictureFile> pictures, ref string? other, string[] above)
    {
        foreach (var (name, isFolder, isLink, bytes, modified) in Entries(path))
        {
            var (place, inside) = (Path.Combine(path, name), $"{below}/{name}");
            if (isFolder)
            {
                var real = isLink ? Real(place) : above[^1] + Path.DirectorySeparatorChar + name;
                if (above.Length >= Deepest || above.Any(a => a == real || a.StartsWith(real + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
                    throw new UserError(isLink ? $"{place}: is a link to a folder that it lies in" : $"{place}: lies more than {Deepest} folders deep");
                Collect(place, inside, label, pictures, ref other, [.. above, real]);
            }
            else if (Read.Contains(Path.GetExtension(name)))
            {
                var target = isLink ? TargetOf(place) : (bytes, modified);
                pictures.Add(new(inside, label, target.Item1, target.Item2));
            }
            else if (NotRead.Contains(Path.GetExtension(name))) other ??= inside;
        }
    }

    private static List<(string Name, bool IsFolder, bool IsLink, long Bytes, long Modified)> Entries(string path) => Within(path, () =>
        new FileSystemEnumerable<(string, bool, bool, long, long)>(
            path,
            (ref FileSystemEntry e) => (e.FileName.ToString(), e.IsDirectory, (e.Attributes & FileAttributes.ReparsePoint) != 0, e.IsDirectory ? 0 : e.Length, e.LastWriteTimeUtc.UtcTicks),
            new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false })
        { ShouldIncludePredicate = (ref FileSystemEntry e) => e.FileName[0] != '.' }.ToList());

    // Of the file at the end of a link; of one that leads nowhere what no file has, so that decoding tells.
    private static (long Bytes, long Modified) TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: true) is FileInfo { Exists: true } file ? (file.Length, file.LastWriteTimeUtc.Ticks) : (-1, 0);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return (-1, 0);
        }
    }

    private static string Real(string folder) => Within(folder, () =>
        Path.TrimEndingDirectorySeparator(Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder)));

    // Lines of file name, class and a box, separated by tabs.
    private static ClassFolders OfAnnotations(string folder, IReadOnlyList<string> classes, Dictionary<string, int> numbers)
    {
        var path = Path.Combine(folder, Annotations);
        if (new FileInfo(path).Length > LongestAnnotations) throw new UserError($"{path}: is longer than {LongestAnnotations >> 20} MiB");
        var there = Entries(Path.Combine(folder, Unsorted)).Where(e => !e.IsFolder).ToDictionary(e => e.Name, e => e.IsLink ? TargetOf(Path.Combine(folder, Unsorted, e.Name)) : (e.Bytes, e.Modified), StringComparer.Ordinal);
        var pictures = new Dictionary<string, PictureFile>(StringComparer.Ordinal);
        var line = 0;
        foreach (var text in Within(path, () => File.ReadAllLines(path)))
        {
            line++;
            if (text.Length == 0) continue;
            var fields = text.Split('\t');
            UserError Wrong(string what) => new($"{path}:{line}: {what}");
            if (fields.Length < 2) throw Wrong("holds no class: lines are file name, tab, class");
            if (!numbers.TryGetValue(fields[1], out var label)) throw Wrong($"the training set has no class '{Shortened(fields[1])}'");
            if (!there.TryGetValue(fields[0], out var file)) throw Wrong($"there is no '{Shortened(fields[0])}' in {Path.Combine(folder, Unsorted)}");
            if (!pictures.TryAdd(fields[0], new($"{Unsorted}/{fields[0]}", label, file.Item1, file.Item2))) throw Wrong($"'{Shortened(fields[0])}' has a class already");
        }
        var unnamed = there.Keys.FirstOrDefault(name => Read.Contains(Path.GetExtension(name)) && !pictures.ContainsKey(name));
        return new(folder, classes, [.. pictures.Values.OrderBy(p => p.Name, CodePointOrder.Comparer)])
        {
            Warnings = unnamed is null ? [] : [$"{folder}: pictures that {Annotations} does not name are left out, such as {unnamed}"],
        };
    }

    private static string Shortened(string text) => text.Length > 60 ? $"{text[..60]}…" : text;

    private static T Within<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DirectoryNotFoundException e)
        {
            throw new UserError($"{path}: no such folder", e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"{path}: cannot be read: {FileTrouble.Reason(e)}", e);
        }
    }
}
