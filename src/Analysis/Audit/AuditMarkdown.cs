using Bench.Core;

namespace Bench.Analysis.Audit;

/// <summary>An audit as a block of Markdown for a paper's appendix.</summary>
public static class AuditMarkdown
{
    /// <summary>Writes a table of the checks, what was found beside those that did not pass, and the queries.</summary>
    public static void Write(TextWriter writer, AuditReport report)
    {
        writer.WriteLine($"**Audit** of {MarkdownText.EscapeWithin(AuditText.Summary(report))}.");
        writer.WriteLine();
        writer.WriteLine("| | check | verdict | evidence |");
        writer.WriteLine("|---|---|---|---|");
        foreach (var answer in report.Answers)
            writer.WriteLine($"| {MarkdownText.EscapeWithin(answer.Check.Id)} | {MarkdownText.EscapeWithin(answer.Check.Title)} | {AuditText.Word(answer.Verdict)} | {Evidence(answer)} |");
        foreach (var answer in report.Answers)
        {
            writer.WriteLine();
            writer.WriteLine($"{MarkdownText.Escape($"{answer.Check.Id}. {answer.Check.Rule}")}");
            writer.WriteLine();
            var fence = Fence(answer.Sql);
            writer.WriteLine($"{fence}sql");
            writer.WriteLine(answer.Sql);
            writer.WriteLine(fence);
        }
    }

    // Longer than any in the query, which may hold text of a user.
    private static string Fence(string sql)
    {
        var fence = "```";
        while (sql.Contains(fence, StringComparison.Ordinal)) fence += "`";
        return fence;
    }

    private static string Evidence(AuditAnswer answer)
    {
        var shown = answer.Findings.Take(AuditText.MostFindings).Select(f => $"{(f.Verdict == answer.Verdict ? "" : $"{AuditText.Word(f.Verdict)}: ")}{f.Text}{AuditText.Cells(f)}");
        var more = answer.Findings.Count - AuditText.MostFindings;
        return MarkdownText.EscapeWithin(string.Join("; ", more > 0 ? shown.Append($"and {more} more findings") : shown));
    }
}
