using Bench.Core;
using Bench.Sweeps.Reading;

namespace Bench.Sweeps;

/// <summary>Reads sweep files (docs/sweeps.md).</summary>
public static class SweepFile
{
    /// <summary>Reads a sweep and checks all of it; relative paths in it are relative to its folder.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="vocabulary">The names that exist.</param>
    /// <exception cref="UserError">The file cannot be read, or has mistakes: one line each, all of them, as <c>file:line: what</c>.</exception>
    public static Sweep Load(string path, Vocabulary vocabulary)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new UserError("the path of the sweep file is empty");
        if (Directory.Exists(path)) throw new UserError($"'{path}' is a folder; name a sweep file (YAML) in it");
        var full = Path.GetFullPath(path);
        var text = SweepText.Read(path);
        var mistakes = new Mistakes(path);
        var root = YamlTree.Parse(text, mistakes);
        mistakes.ThrowIfAny();
        if (root is null or YamlScalar { IsNull: true })
            throw new UserError($"{path}:1: the file is empty; a sweep needs datasets, models, strategies, compressions and seeds");
        var section = Section.Of(root, mistakes, "a sweep", node =>
            node is YamlScalar ? new YamlFault(text).OfLine(node.Line) ?? "the first may be 'datasets: [digits]'" : null);
        mistakes.ThrowIfAny();
        var (name, description, figures, experiments) = new SweepReader(vocabulary, Path.GetDirectoryName(full)!, mistakes).Read(section!);
        mistakes.ThrowIfAny();
        var called = name ?? SweepName.OfFile(full);
        if (SweepName.Mistake(called) is { } mistake) throw new UserError($"{path}: a sweep without 'name:' is called by its file: {mistake}; give it a name with 'name:'");
        return new Sweep
        {
            Name = called,
            IsNamed = name is not null,
            Description = description,
            Path = full,
            Text = text,
            Experiments = experiments,
            Figures = figures,
            Versions = vocabulary.Versions(),
        };
    }
    /// <summary>What a sweep that was read before says of its figures; the rest of it, and files that it names, are not looked at.</summary>
    /// <param name="text">Of the sweep file.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="vocabulary">The names that exist.</param>
    /// <exception cref="UserError">It has mistakes.</exception>
    public static FigureSection FiguresOf(string text, string source, Vocabulary vocabulary)
    {
        var mistakes = new Mistakes(source);
        var root = YamlTree.Parse(text, mistakes);
        var figures = root is YamlMap && Section.Of(root, mistakes, "a sweep") is { } section ? new FigureReader(vocabulary.Figures, mistakes).Read(section) : FigureSection.None;
        mistakes.ThrowIfAny();
        return figures;
    }
}
