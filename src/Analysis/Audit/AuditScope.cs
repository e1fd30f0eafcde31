namespace Bench.Analysis.Audit;

/// <summary>Which cells are audited: those of a sweep, or of a whole database, that meet conditions.</summary>
public sealed record AuditScope
{
    /// <summary>The sweep; null for the whole database.</summary>
    public string? Sweep { get; init; }

    /// <summary>Conditions on the columns of <c>v_sweep_results</c> as SQL with its values written out; null for none.</summary>
    public string? Conditions { get; init; }

    /// <summary>The same conditions on those of <c>v_missing</c>, where it has their columns; null for none.</summary>
    public string? MissingConditions { get; init; }

    /// <summary>In words.</summary>
    public string Text => (Sweep is null ? "the whole database" : $"sweep {Sweep}") + (Conditions is null ? "" : $", where {Conditions}");

    /// <summary>A check's query with the cells filled in.</summary>
    public string Fill(string query) => query
        .Replace("{cells}", Cells, StringComparison.Ordinal)
        .Replace("{labelled}", $"SELECT * FROM v_sweep_results{Where(Conditions)}", StringComparison.Ordinal)
        .Replace("{missing}", $"SELECT * FROM v_missing{Where(MissingConditions)}", StringComparison.Ordinal)
        .Trim();

    // In the whole database a cell counts once, however many sweeps ask for it.
    private string Cells => this switch
    {
        { Sweep: null, Conditions: null } => "SELECT * FROM v_results",
        { Sweep: null } => $"SELECT * FROM v_results WHERE cell IN (SELECT cell FROM v_sweep_results{Where(Conditions)})",
        _ => $"SELECT * FROM v_sweep_results{Where(Conditions)}",
    };

    private string Where(string? conditions) => (Sweep, conditions) switch
    {
        (null, null) => "",
        (null, _) => $" WHERE {conditions}",
        (_, null) => $" WHERE sweep = {Literal(Sweep)}",
        _ => $" WHERE sweep = {Literal(Sweep)} AND {conditions}",
    };

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
