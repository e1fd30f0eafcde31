using Bench.Analysis;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures.Tables;

/// <summary>Writes tables of results for papers and for other programs, all from the same numbers.</summary>
public static class TableWriter
{
    private static readonly Dictionary<string, Func<IReadOnlyList<Panel>, TableChoice, string>> Ways = new(StringComparer.Ordinal)
    {
        ["latex"] = (panels, choice) => LatexTable.Of(TableMaker.Of(panels, choice), standalone: false),
        ["latex-document"] = (panels, choice) => LatexTable.Of(TableMaker.Of(panels, choice), standalone: true),
        ["markdown"] = (panels, choice) => MarkdownTable.Of(TableMaker.Of(panels, choice)),
        ["csv"] = Csv,
    };

    /// <summary>What can be asked for: <c>latex</c> is a part of a document, <c>latex-document</c> a whole one.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["latex", "latex-document", "markdown", "csv"];

    /// <summary>Before anything is read.</summary>
    /// <exception cref="UserError">An unknown format.</exception>
    public static void Check(string format)
    {
        if (!Ways.ContainsKey(format)) throw new UserError(Names.Unknown("table format", format, Formats));
    }

    /// <summary>The tables as text.</summary>
    /// <exception cref="UserError">An unknown format, or a choice of what is not there.</exception>
    public static string Write(IReadOnlyList<Panel> panels, TableChoice choice, string format)
    {
        Check(format);
        return Ways[format](panels, choice);
    }

    private static string Csv(IReadOnlyList<Panel> panels, TableChoice choice)
    {
        using var text = new StringWriter();
        QueryOutput.Write(text, TidyTable.Of(panels, choice), QueryFormat.Csv);
        return text.ToString();
    }
}
