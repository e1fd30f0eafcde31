using Bench.Core;
using Bench.Results;

namespace Bench.Analysis.Published;

/// <summary>All published points that are at hand.</summary>
public sealed class PublishedPoints
{
    private readonly ILookup<(string Dataset, string Model), PublishedPoint> mapped;

    /// <summary>Keeps points; files of the same name have to be merged before.</summary>
    public PublishedPoints(IReadOnlyList<PublishedPoint> all)
    {
        All = all;
        mapped = all.Where(p => p is { OurDataset: not "", OurModel: not "" }).ToLookup(p => (p.OurDataset, p.OurModel));
    }

    /// <summary>None.</summary>
    public static PublishedPoints None { get; } = new([]);

    /// <summary>By file and line.</summary>
    public IReadOnlyList<PublishedPoint> All { get; }

    /// <summary>
    /// Reads the files <c>*.csv</c> of folders, by name; a file of the same name in a later folder takes the place of the earlier one.
    /// </summary>
    /// <exception cref="UserError">Whatever is wrong in them: a line for each mistake, with file and line.</exception>
    public static PublishedPoints Read(IReadOnlyList<string> folders, PublishedNames names)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in folders)
            foreach (var path in FilesOf(folder)) files[Path.GetFileName(path)] = path;
        var mistakes = new List<string>();
        var points = files.Values.SelectMany(path => PublishedFile.Read(path, names, mistakes)).ToList();
        foreach (var twice in points.GroupBy(KeyOf).Where(g => g.Count() > 1).SelectMany(g => g.Skip(1).Select(p => (Point: p, First: g.First()))))
            mistakes.Add($"{files[twice.Point.File + ".csv"]}:{twice.Point.Line}: the same point as {twice.First.Place}: method, data set, model, ratios and source are equal");
        if (mistakes.Count > 0) throw new UserError(PublishedFile.Listed(mistakes));
        return new(points);
    }

    /// <summary>The points of one file.</summary>
    /// <param name="file">Its name without the ending.</param>
    /// <exception cref="UserError">There is no such file.</exception>
    public IReadOnlyList<PublishedPoint> In(string file) => All.Where(p => p.File == file).ToList() is { Count: > 0 } points
        ? points
        : throw new UserError(Names.Unknown("file of published points", file, All.Select(p => p.File).Distinct()));

    /// <summary>Points of the same data set and model, by our names.</summary>
    public IEnumerable<PublishedPoint> Of(string dataset, string model) => mapped[(dataset, model)];

    /// <summary>By which name a result's method is known: its composition's without what is no part of a method (how much data is scored on, no retraining); null where other options make it another method.</summary>
    public static string? MethodOf(ResultRow row)
    {
        var words = row.CompositionName.Split(' ');
        return words[0] == "dense" || words.Skip(1).All(w => w == "retraining=none" || w.StartsWith("scoring-", StringComparison.Ordinal)) ? words[0] : null;
    }

    private static string[] FilesOf(string folder)
    {
        if (File.Exists(folder)) throw new UserError($"published points: '{folder}' is a file; it takes a folder");
        if (!Directory.Exists(folder)) throw new UserError($"published points: there is no folder '{folder}'");
        try
        {
            return Directory.GetFiles(folder, "*.csv");
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"published points: folder '{folder}' cannot be read: {FileTrouble.Reason(error)}", error);
        }
    }

    private static object KeyOf(PublishedPoint p) => (p.Method, p.Dataset, p.Model, p.Compression, p.Speedup, p.SizeConvention, p.Source);
}
