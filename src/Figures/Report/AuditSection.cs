using Bench.Analysis.Audit;

namespace Bench.Figures.Report;

/// <summary>What <c>bench audit</c> says of the same cells.</summary>
internal static class AuditSection
{
    private const int MostFindings = 8, MostCells = 12;

    public static Html Of(AuditReport audit) => Html.Of($"""
        <section id="audit" aria-labelledby="audit-title"><h2 id="audit-title">Audit</h2>
        <p>{Sentence.Of(AuditText.Summary(audit))} The checks ask what a reviewer would; <code>bench audit</code> gives the same with the query of each.</p>
        {HtmlTable.Of("Checks", [new("Check", true, true), new("Verdict", true), new("What was found", true, true)], [.. audit.Answers.Select(Answer)])}
        </section>

        """);

    private static IReadOnlyList<Html> Answer(AuditAnswer answer) =>
    [
        Html.Of($"{answer.Check.Id}. {answer.Check.Title}"),
        Verdict(answer.Verdict),
        Html.Of($"""
            {answer.Findings.Take(MostFindings).Select(f => Html.Of($"<div>{(f.Verdict == answer.Verdict ? Html.None : Html.Of($"{Verdict(f.Verdict)} "))}{f.Text}{Cells(f)}</div>"))}
            {(answer.Findings.Count > MostFindings ? Html.Of($"<div>and {answer.Findings.Count - MostFindings} more findings</div>") : Html.None)}
            <details><summary>Rule and query</summary><p>{answer.Check.Rule}</p><pre>{answer.Sql}</pre></details>
            """),
    ];

    private static Html Cells(AuditFinding finding) => finding.Cells.Count == 0 ? Html.None : Html.Of($"""
        <details><summary>{(finding.Cells.Count == 1 ? "1 cell" : $"{finding.Cells.Count} cells")}</summary>{Html.All(finding.Cells.Take(MostCells)
            .Select((cell, i) => Html.Of($"{(i == 0 ? "" : ", ")}{OverviewSection.Link(cell, cell[..Math.Min(cell.Length, ReportCells.ShownDigits)])}")))}{(finding.Cells.Count > MostCells ? $" and {finding.Cells.Count - MostCells} more" : "")}</details>
        """);

    private static Html Verdict(AuditVerdict verdict) => Html.Of($"""<span class="verdict {AuditText.Word(verdict)}">{AuditText.Word(verdict)}</span>""");
}
