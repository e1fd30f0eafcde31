using Spectre.Console;

namespace Bench.Cli.Display;

/// <summary>One thing of a list, with what there is to say of it.</summary>
/// <param name="Heading">Its name and title.</param>
/// <param name="Details">Labels and texts, a paragraph each.</param>
internal sealed record Entry(string Heading, IReadOnlyList<(string Label, string Text)> Details);

/// <summary>Entries as paragraphs, wrapped at the width of the terminal.</summary>
internal static class Entries
{
    private const int Indentation = 2, Widest = 120;

    public static void Write(IEnumerable<Entry> entries)
    {
        var width = Console.IsOutputRedirected ? Widest : Math.Clamp(AnsiConsole.Profile.Width - 1, 40, Widest);
        foreach (var (index, entry) in entries.Index())
        {
            if (index > 0) Console.WriteLine();
            foreach (var line in Lines(entry, width)) Console.WriteLine(line);
        }
    }

    /// <summary>The lines of an entry, none wider than <paramref name="width"/> unless a word is.</summary>
    public static IEnumerable<string> Lines(Entry entry, int width)
    {
        foreach (var line in Wrap(entry.Heading, width)) yield return line;
        var labels = entry.Details.Count == 0 ? 0 : entry.Details.Max(d => d.Label.Length);
        foreach (var (label, text) in entry.Details)
        {
            var rest = label.PadRight(labels);
            foreach (var line in Wrap(text, width - Indentation - labels - 2))
            {
                yield return $"{new string(' ', Indentation)}{rest}  {line}";
                rest = new string(' ', labels);
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
            if (line.Length == 0) line = word;
            else if (line.Length + 1 + word.Length <= width) line += $" {word}";
            else
            {
                yield return line;
                line = word;
            }
        yield return line;
    }
}
