using Bench.Core;

namespace Bench.Figures;

/// <summary>What is said of a figure outside of it.</summary>
/// <param name="Text">Plain.</param>
/// <param name="Latex">A figure environment with the file and the caption.</param>
internal sealed record Caption(string Text, string Latex)
{
    public static Caption Of(Page page)
    {
        var subject = char.ToUpperInvariant(page.Subject[0]) + page.Subject[1..];
        var text = $"{subject}: {string.Join("; ", page.Views.Select(v => v.Title).Where(t => t != "").Distinct())}. {string.Join(' ', page.Notes)}".TrimEnd();
        var latex = LatexText.Escape(text);
        var (environment, width) = page.Columns == 1 ? ("figure", @"\columnwidth") : ("figure*", @"\textwidth");
        return new(Lettering.Shown(text), $$"""
            {{(LatexText.NeedsDefinition(latex) ? $"{LatexText.Definition}\n" : "")}}\begin{{{environment}}}[t]
              \centering
              \includegraphics[width={{width}}]{{{page.Name}}}
              \caption{{{latex}}}
              \label{fig:{{page.Name}}}
            \end{{{environment}}}

            """);
    }
}
