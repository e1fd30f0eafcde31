using System.Text;
using Bench.Core;

namespace Bench.Figures.Tables;

/// <summary>Tables in LaTeX, with the rules of booktabs; nothing else has to be loaded.</summary>
internal static class LatexTable
{
    private const int ColumnsOfAColumn = 3, ColumnsOfAPage = 7;

    public static string Of(IReadOnlyList<ResultTable> tables, bool standalone)
    {
        var body = string.Join("\n", tables.Select(Environment));
        var definition = LatexText.NeedsDefinition(body) ? LatexText.Definition + "\n" : "";
        return standalone
            ? $"\\documentclass{{article}}\n\\usepackage[margin=2cm]{{geometry}}\n\\usepackage{{booktabs}}\n\\begin{{document}}\n{definition}{body}\\end{{document}}\n"
            : $"% Needs \\usepackage{{booktabs}} in the preamble.\n{definition}{body}";
    }

    private static string Environment(ResultTable table)
    {
        var columns = table.Columns.Count + 1;
        // A table of a page's width is one of a column's where the paper has one column.
        var environment = table.Columns.Count > ColumnsOfAColumn ? "table*" : "table";
        var wide = table.Columns.Count > ColumnsOfAPage;
        var latex = new StringBuilder();
        latex.Append($"\\begin{{{environment}}}[t]\n\\centering\n{(wide ? "\\scriptsize\n\\setlength{\\tabcolsep}{2pt}" : "\\small")}\n");
        latex.Append($"\\caption{{{LatexText.Escape(table.Caption)}}}\n\\label{{tab:{table.Name}}}\n");
        latex.Append($"\\begin{{tabular}}{{@{{}}l{new string('r', table.Columns.Count)}@{{}}}}\n\\toprule\n");
        latex.Append($"{string.Join(" & ", table.Columns.Prepend(table.Corner).Select(LatexText.Escape))} \\\\\n");
        foreach (var block in table.Blocks)
        {
            latex.Append("\\midrule\n");
            if (block.Heading != "") latex.Append($"\\multicolumn{{{columns}}}{{@{{}}l}}{{\\textit{{{LatexText.Escape(block.Heading)}}}}} \\\\\n");
            foreach (var row in block.Rows)
            {
                latex.Append($"{string.Join(" & ", row.Entries.Select(e => Entry(e, wide)).Prepend(LatexText.Escape(row.Label)))} \\\\\n");
                if (row.StandsOut && row != block.Rows[^1]) latex.Append("\\addlinespace\n");
            }
        }
        latex.Append("\\bottomrule\n\\end{tabular}\n");
        if (table.Notes.Count > 0)
            latex.Append($"\n\\vspace{{3pt}}\n\\begin{{minipage}}{{\\linewidth}}\\footnotesize\\raggedright\n{string.Join("\\par\n", table.Notes.Select(LatexText.Escape))}\n\\end{{minipage}}\n");
        return latex.Append($"\\end{{{environment}}}\n").ToString();
    }

    private static string Entry(TableEntry entry, bool wide)
    {
        var small = wide ? "\\tiny" : "\\scriptsize";
        var text = LatexText.Escape(entry.Mean);
        if (entry.IsWord) return $"\\textit{{{text}}}";
        if (entry.IsBest) text = $"\\textbf{{{text}}}";
        if (entry.Deviation is { } deviation) text += $"{{{small}\\,$\\pm$\\,{LatexText.Escape(deviation)}}}";
        return entry.Few is { } n ? $"{text}{{{small}\\,($n={n}$)}}" : text;
    }
}
