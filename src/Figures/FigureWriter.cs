using Bench.Analysis;
using Bench.Core;

namespace Bench.Figures;

/// <summary>Writes the comparison figures of a sweep.</summary>
public static class FigureWriter
{
    /// <summary>The formats that can be asked for.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. FigureFormat.All.Select(f => f.Name)];

    /// <summary>
    /// Writes accuracy against compression and against theoretical speedup: one figure a panel, named
    /// <c>dataset-model-compression.svg</c>, and one of all panels of a protocol, named <c>grid-compression.svg</c>; where speeds were measured, theoretical and
    /// measured speedup side by side, named <c>dataset-model-measured-128.svg</c> and the like.
    /// </summary>
    /// <returns>The paths of the files, in the order they were written.</returns>
    /// <exception cref="UserError">An unknown format.</exception>
    public static IReadOnlyList<string> Write(IReadOnlyList<Panel> panels, string outDir, IReadOnlyList<string> formats)
    {
        var writers = formats.Distinct().Select(Find).ToList();
        var paths = new List<string>();
        foreach (var figure in FigureSet.Of(panels))
            foreach (var format in writers)
            {
                var path = Path.Combine(outDir, $"{figure.Name}.{format.Name}");
                DurableFile.Write(path, stream => format.Write(figure, stream));
                paths.Add(path);
            }
        return paths;
    }

    /// <summary>Before anything is read or drawn.</summary>
    /// <exception cref="UserError">An unknown format.</exception>
    public static void Check(IReadOnlyList<string> formats)
    {
        foreach (var format in formats) Find(format);
    }

    private static FigureFormat Find(string name) =>
        FigureFormat.All.FirstOrDefault(f => f.Name == name) ?? throw new UserError(Names.Unknown("figure format", name, Formats));
}
