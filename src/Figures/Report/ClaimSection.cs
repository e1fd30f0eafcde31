using Bench.Analysis.Claims;

namespace Bench.Figures.Report;

/// <summary>What <c>bench claims</c> says of the same cells.</summary>
internal static class ClaimSection
{
    public static Html Of(ReportContent content) => Html.Of($"""
        <section id="claims" aria-labelledby="claims-title"><h2 id="claims-title">Claims</h2>
        {(content.Claims is var (data, findings) ? Html.Of($"""
            <p>{Sentence.Of(ClaimText.Summary(findings, data))} Claims of the literature on pruning, each as a test on these results; <code>bench claims --missing FILE</code> writes a sweep that would decide the open ones.</p>
            {HtmlTable.Of("Claims", [new("Claim", true, true), new("Verdict", true), new("Estimate", true, true), new("Behind it", true, true)], [.. findings.Select(Finding)])}
            """) : Html.Of($"<p class=\"notice\">The claims were not tested: {Sentence.Of(content.WhyNoClaims)}</p>"))}
        </section>

        """);

    private static IReadOnlyList<Html> Finding(ClaimFinding finding) =>
    [
        Html.Of($"{finding.Claim.Id}. {finding.Claim.Title} <span class=\"sd\">({finding.Claim.Source})</span>"),
        Html.Of($"""<span class="verdict {(finding.Verdict == ClaimVerdict.NotDecided ? "undecided" : ClaimText.Word(finding.Verdict))}">{ClaimText.Word(finding.Verdict)}</span>"""),
        Html.Of($"{ClaimText.Estimate(finding.Evidence) ?? Numbers.None}"),
        Html.Of($"""
            <div>{finding.Evidence.Reason}</div><details><summary>Places, procedure, what is missing</summary>
            {ClaimText.Lines(finding.Evidence).Skip(1).Select(line => Html.Of($"<div>{line}</div>"))}<div>{finding.Claim.Procedure}</div></details>
            """),
    ];
}
