using Bench.Core;

namespace Bench.Analysis.Claims;

/// <summary>Findings as Markdown.</summary>
public static class ClaimMarkdown
{
    /// <summary>Writes a table of the claims, then what is behind each.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<ClaimFinding> findings, ClaimData data)
    {
        writer.WriteLine("| | claim | verdict | estimate |");
        writer.WriteLine("|---|---|---|---|");
        foreach (var (claim, evidence) in findings.Select(f => (f.Claim, f.Evidence)))
            writer.WriteLine($"| {Within(claim.Id)} | {Within(claim.Title)} | {ClaimText.Word(evidence.Verdict)} | {Within(ClaimText.Estimate(evidence) ?? "")} |");
        writer.WriteLine();
        writer.WriteLine(Text($"{ClaimText.Summary(findings, data).TrimEnd('.')}. Supported and refuted mean on the data sets and models that were looked at."));
        foreach (var (claim, evidence) in findings.Select(f => (f.Claim, f.Evidence)))
        {
            writer.WriteLine();
            writer.WriteLine($"**{Within($"{claim.Id}. {claim.Title}")}** ({Within(claim.Source)}): {ClaimText.Word(evidence.Verdict)}.");
            writer.WriteLine();
            writer.WriteLine($"- {Text(claim.Procedure)}");
            foreach (var line in ClaimText.Lines(evidence)) writer.WriteLine($"- {Text(line)}");
        }
    }

    private static string Text(string text) => MarkdownText.Escape(text);

    private static string Within(string text) => MarkdownText.EscapeWithin(text);
}
