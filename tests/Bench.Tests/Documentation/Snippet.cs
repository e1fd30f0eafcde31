using System.Text.RegularExpressions;

namespace Bench.Tests.Documentation;

/// <summary>A block of code in README.md or docs: between fences, or indented by four blanks after an empty line.</summary>
/// <param name="File">Where it stands, relative to the repository.</param>
/// <param name="Line">Its first line there, from 1.</param>
/// <param name="Language">The word after the fence; <c>indented</c> where there is none to have one.</param>
/// <param name="Text">The code, without what the whole block is indented by.</param>
/// <param name="Before">All of the file above it.</param>
internal sealed partial record Snippet(string File, int Line, string Language, string Text, string Before)
{
    /// <summary>The folder that everything lies in.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The pages that are read, relative to <see cref="Root"/>.</summary>
    public static IReadOnlyList<string> Pages { get; } =
        ["README.md", .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f)).Order(StringComparer.Ordinal)];

    /// <summary>All of them, page by page.</summary>
    public static IReadOnlyList<Snippet> All { get; } = [.. Pages.SelectMany(Of)];

    /// <summary>Those in a language, to be found again by where they stand.</summary>
    public static IEnumerable<Snippet> In(params string[] languages) => All.Where(s => languages.Contains(s.Language));

    /// <summary>The one that stands there.</summary>
    public static Snippet At(string place) => All.Single(s => s.Place == place);

    /// <summary>Such as <c>docs/models.md:44</c>.</summary>
    public string Place => $"{File}:{Line}";

    /// <summary>The text of a page.</summary>
    public static string Read(string page) => System.IO.File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n");

    private static IEnumerable<Snippet> Of(string page)
    {
        var lines = Read(page).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var begin = i + 1;
            if (Fence().Match(lines[i]) is { Success: true } fence)
            {
                var end = Array.FindIndex(lines, begin, l => l.Trim() == "```");
                Assert.True(end > 0, $"{page}:{begin}: the block is not closed");
                yield return Take(fence.Groups[2].Value, begin, end, fence.Groups[1].Length);
                i = end;
            }
            else if (i > 0 && lines[i].StartsWith("    ", StringComparison.Ordinal) && lines[i - 1].Length == 0)
            {
                var end = Array.FindIndex(lines, i, l => !l.StartsWith("    ", StringComparison.Ordinal));
                yield return Take("indented", i, end, 4);
                i = end;
            }
        }

        Snippet Take(string language, int begin, int end, int indentation) => new(
            page, begin + 1, language, string.Join('\n', lines[begin..end].Select(l => l.Length > indentation ? l[indentation..] : "")) + "\n", string.Join('\n', lines[..begin]));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Bench.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests do not run below the repository");
        return folder.FullName;
    }

    [GeneratedRegex("^( *)```([a-z]*)$")]
    private static partial Regex Fence();
}
