using Bench.Results;

namespace Bench.Analysis.Audit;

/// <summary>Asks all checks of a database.</summary>
public static class Auditor
{
    /// <summary>Audits the cells of a scope by the catalogue's checks.</summary>
    public static AuditReport Audit(ResultReader reader, AuditScope scope) => Audit(reader, scope, AuditChecks.All);

    /// <summary>Audits the cells of a scope by some checks.</summary>
    public static AuditReport Audit(ResultReader reader, AuditScope scope, IReadOnlyList<AuditCheck> checks) =>
        new(scope.Text, [.. checks.Select(check => Answer(reader, check, scope.Fill(check.Query)))]);

    private static AuditAnswer Answer(ResultReader reader, AuditCheck check, string sql)
    {
        var findings = reader.Query(sql).Rows
            .Select(row => (Verdict: VerdictOf((string)row[0]!), Text: (string)row[1]!, Cell: row[2] as string))
            .GroupBy(row => (row.Verdict, row.Text))
            .Select(g => new AuditFinding(g.Key.Verdict, g.Key.Text, [.. g.Select(row => row.Cell).OfType<string>().Distinct()]))
            .OrderByDescending(f => f.Verdict).ToList();
        if (findings.Count == 0) findings.Add(new(AuditVerdict.NotApplicable, "no finished cell that this looks at", []));
        return new AuditAnswer(check, findings[0].Verdict, findings, sql);
    }

    private static AuditVerdict VerdictOf(string word) => word switch
    {
        "pass" => AuditVerdict.Pass,
        "warn" => AuditVerdict.Warn,
        "fail" => AuditVerdict.Fail,
        "n/a" => AuditVerdict.NotApplicable,
        _ => throw new InvalidOperationException($"a check gave the verdict '{word}'"),
    };
}
