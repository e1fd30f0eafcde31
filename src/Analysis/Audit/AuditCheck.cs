namespace Bench.Analysis.Audit;

/// <summary>What came of a check, from good to bad.</summary>
public enum AuditVerdict
{
    /// <summary>There is nothing that it could look at, or no program can judge it.</summary>
    NotApplicable,

    /// <summary>Nothing is wrong.</summary>
    Pass,

    /// <summary>A reviewer may ask; the text should say so.</summary>
    Warn,

    /// <summary>Do not publish it like that.</summary>
    Fail,
}

/// <summary>
/// One question that a reviewer asks of results: a query whose rows are what was found. A check is one file and one line in <see cref="AuditChecks"/>.
/// </summary>
public sealed record AuditCheck
{
    /// <summary>Short and unique: the number in the checklist, or a word.</summary>
    public required string Id { get; init; }

    /// <summary>What ought to be, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>The threshold: when it warns and when it fails.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// One SELECT with the columns <c>verdict</c> (<c>pass</c>, <c>warn</c>, <c>fail</c> or <c>n/a</c>), <c>finding</c> (a sentence) and <c>identity</c> (of a cell that
    /// it is about, or NULL). Rows with the same verdict and finding are one finding about several cells. <c>{cells}</c> stands for the query of the audited cells (the columns of <c>v_results</c>),
    /// <c>{labelled}</c> for the same with the labels of sweeps (those of <c>v_sweep_results</c>), <c>{missing}</c> for those of <c>v_missing</c>, <c>{published}</c> for the published points of their data sets and models.
    /// </summary>
    public required string Query { get; init; }
}
