using System.Text;
using Bench.Core;

namespace Bench.Figures;

/// <summary>Writes figures.</summary>
public static class FigureWriter
{
    /// <summary>The formats that can be asked for.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. FigureFormat.All.Select(f => f.Name)];

    /// <summary>
    /// Writes the pages of a kind, each in every format; with a caption beside it (<c>.txt</c>, <c>.tex</c>) where the user wants it there.
    /// </summary>
    /// <param name="kind">What is drawn.</param>
    /// <param name="data">Of which records.</param>
    /// <param name="folder">Where.</param>
    /// <param name="formats">Such as <c>svg</c>.</param>
    /// <param name="name">What the files are called instead; with the page's name after it where there are several.</param>
    /// <returns>The paths of the files, in the order they were written.</returns>
    /// <exception cref="UserError">An unknown format, an option that the kind has no use for, or data that it cannot draw.</exception>
    public static IReadOnlyList<string> Write(FigureKind kind, FigureData data, string folder, IReadOnlyList<string> formats, string? name = null) =>
        Write(FiguresOf(kind, data, name), folder, formats);

    /// <summary>Writes figures that are laid out.</summary>
    internal static IReadOnlyList<string> Write(IEnumerable<Figure> figures, string folder, IReadOnlyList<string> formats)
    {
        var writers = formats.Distinct().Select(Find).ToList();
        var paths = new List<string>();
        foreach (var figure in figures)
        {
            foreach (var format in writers) Add($"{figure.Name}.{format.Name}", stream => format.Write(figure, stream));
            if (figure.Caption is not { } caption) continue;
            Add($"{figure.Name}.txt", stream => stream.Write(Encoding.UTF8.GetBytes(caption.Text + "\n")));
            Add($"{figure.Name}.tex", stream => stream.Write(Encoding.UTF8.GetBytes(caption.Latex)));
        }
        return paths;

        void Add(string file, Action<Stream> write)
        {
            var path = Path.Combine(folder, file);
            DurableFile.Write(path, write);
            paths.Add(path);
        }
    }

    /// <summary>Before anything is read or drawn.</summary>
    /// <exception cref="UserError">An unknown format.</exception>
    public static void Check(IReadOnlyList<string> formats)
    {
        foreach (var format in formats) Find(format);
    }

    /// <summary>The figures of a kind, laid out.</summary>
    internal static IEnumerable<Figure> FiguresOf(FigureKind kind, FigureData data, string? name)
    {
        foreach (var option in data.Choice.Given)
            if (kind.Refusal(option) is { } refusal) throw new UserError($"--{option} {refusal}");
        var look = FigureLook.Of(data.Choice);
        var pages = kind.Pages(data);
        if (name is null) return pages.Select(p => new Figure(p, look));
        var all = pages.ToList();
        return all.Select(p => new Figure(p with { Name = all.Count == 1 ? name : $"{name}-{p.Name}" }, look));
    }

    private static FigureFormat Find(string name) =>
        FigureFormat.All.FirstOrDefault(f => f.Name == name) ?? throw new UserError(Names.Unknown("figure format", name, Formats));
}
