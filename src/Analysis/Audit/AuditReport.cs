namespace Bench.Analysis.Audit;

/// <summary>What an audit has found, check by check.</summary>
/// <param name="Scope">What was audited, in words.</param>
/// <param name="Answers">One for each check, in the catalogue's order.</param>
public sealed record AuditReport(string Scope, IReadOnlyList<AuditAnswer> Answers)
{
    /// <summary>The worst of all.</summary>
    public AuditVerdict Verdict => Answers.Count == 0 ? AuditVerdict.NotApplicable : Answers.Max(a => a.Verdict);

    /// <summary>How many checks came out so.</summary>
    public int Count(AuditVerdict verdict) => Answers.Count(a => a.Verdict == verdict);
}

/// <summary>What one check has found.</summary>
/// <param name="Check">The check.</param>
/// <param name="Verdict">The worst of its findings.</param>
/// <param name="Findings">From bad to good, within that in the order of the query.</param>
/// <param name="Sql">The query as it was asked: <c>bench query</c> gives the same.</param>
public sealed record AuditAnswer(AuditCheck Check, AuditVerdict Verdict, IReadOnlyList<AuditFinding> Findings, string Sql);

/// <summary>One thing that a check has found.</summary>
/// <param name="Verdict">How bad it is.</param>
/// <param name="Text">A sentence.</param>
/// <param name="Cells">Identities of the cells that it is about, each once; empty where it is about none in particular.</param>
public sealed record AuditFinding(AuditVerdict Verdict, string Text, IReadOnlyList<string> Cells);
