using System.Text.RegularExpressions;
using Bench.Core;
using Bench.Results;

namespace Bench.Analysis.Audit;

/// <summary>Which cells are audited: those of a sweep, or of a whole database, of which conditions hold.</summary>
public sealed partial record AuditScope
{
    private readonly ScopeQueries queries;

    private AuditScope(string text, ScopeQueries queries) => (Text, this.queries) = (text, queries);

    /// <summary>In words.</summary>
    public string Text { get; }

    /// <summary>The cells of a sweep, or of the whole database where none is named.</summary>
    /// <exception cref="UserError">The sweep is not there, or a condition of the filter is a mistake.</exception>
    public static AuditScope Of(ResultReader reader, string? sweep = null, RowFilter? filter = null) =>
        new((sweep is null ? "the whole database" : $"sweep {sweep}") + (filter is { IsEmpty: false } ? $", where {filter}" : ""), reader.QueriesOf(sweep, filter));

    /// <summary>A check's query with the cells filled in, in one pass: what is filled in may hold any text.</summary>
    public string Fill(string query) => Place().Replace(query, place => place.Value switch
    {
        "{cells}" => queries.Cells,
        "{labelled}" => queries.Labelled,
        _ => queries.Missing,
    });

    [GeneratedRegex("{(?:cells|labelled|missing)}")]
    private static partial Regex Place();
}
