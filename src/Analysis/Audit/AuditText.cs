namespace Bench.Analysis.Audit;

/// <summary>An audit as lines of text, for a terminal.</summary>
public static class AuditText
{
    /// <summary>Findings and identities that are shown of each check; how many more there are is said.</summary>
    public const int MostFindings = 6, MostCells = 3;

    /// <summary>Writes every check with its verdict and what it found.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="report">The audit.</param>
    /// <param name="withSql">Whether to write the query of each check below it.</param>
    public static void Write(TextWriter writer, AuditReport report, bool withSql = false)
    {
        var indent = new string(' ', 7);
        foreach (var answer in report.Answers)
        {
            writer.WriteLine($"{Word(answer.Verdict),-6} {answer.Check.Id}. {answer.Check.Title}");
            foreach (var finding in answer.Findings.Take(MostFindings)) writer.WriteLine($"{indent}{Line(finding)}");
            if (answer.Findings.Count > MostFindings) writer.WriteLine($"{indent}... and {answer.Findings.Count - MostFindings} more findings");
            if (withSql) foreach (var line in answer.Sql.Split('\n')) writer.WriteLine($"{indent}    {line}");
        }
        writer.WriteLine(Summary(report));
    }

    /// <summary>Such as <c>sweep core: 12 pass, 4 warn, 2 fail, 1 n/a</c>.</summary>
    public static string Summary(AuditReport report) => $"{report.Scope}: "
        + string.Join(", ", new[] { AuditVerdict.Pass, AuditVerdict.Warn, AuditVerdict.Fail, AuditVerdict.NotApplicable }.Select(v => $"{report.Count(v)} {Word(v)}"));

    /// <summary>As queries say it.</summary>
    public static string Word(AuditVerdict verdict) => verdict == AuditVerdict.NotApplicable ? "n/a" : verdict.ToString().ToLowerInvariant();

    /// <summary>A finding in a line, with some of its cells.</summary>
    public static string Line(AuditFinding finding) => string.Concat($"{Word(finding.Verdict)}: {finding.Text}{Cells(finding)}".Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>Such as <c> (5 cells: a, b, c, ...)</c>; empty where it is about none.</summary>
    public static string Cells(AuditFinding finding) => finding.Cells.Count switch
    {
        0 => "",
        1 => $" (cell {finding.Cells[0]})",
        <= MostCells => $" ({finding.Cells.Count} cells: {string.Join(", ", finding.Cells)})",
        _ => $" ({finding.Cells.Count} cells: {string.Join(", ", finding.Cells.Take(MostCells))} and {finding.Cells.Count - MostCells} more)",
    };
}
