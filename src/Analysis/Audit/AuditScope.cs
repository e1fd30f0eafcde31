using System.Text.RegularExpressions;
using Bench.Analysis.Published;
using Bench.Core;
using Bench.Results;

namespace Bench.Analysis.Audit;

/// <summary>Which cells are audited: those of a sweep, or of a whole database, of which conditions hold; and what others have published of their data sets and models.</summary>
public sealed partial record AuditScope
{
    private readonly ScopeQueries queries;
    private readonly string published;

    private AuditScope(string text, ScopeQueries queries, string published) => (Text, this.queries, this.published) = (text, queries, published);

    /// <summary>In words.</summary>
    public string Text { get; }

    /// <summary>The cells of a sweep, or of the whole database where none is named.</summary>
    /// <exception cref="UserError">The sweep is not there, or a condition of the filter is a mistake.</exception>
    public static AuditScope Of(ResultReader reader, string? sweep = null, RowFilter? filter = null, PublishedPoints? published = null)
    {
        var queries = reader.QueriesOf(sweep, filter);
        var pairs = published is null ? [] : reader.Query($"SELECT DISTINCT dataset, model FROM ({queries.Cells}) WHERE dataset_options IS NULL ORDER BY dataset, model").Rows;
        return new((sweep is null ? "the whole database" : $"sweep {sweep}") + (filter is { IsEmpty: false } ? $", where {filter}" : ""), queries,
            Values([.. pairs.SelectMany(pair => published!.Of((string)pair[0]!, (string)pair[1]!))]));
    }

    /// <summary>A check's query with the cells filled in, in one pass: what is filled in may hold any text.</summary>
    public string Fill(string query) => Place().Replace(query, place => place.Value switch
    {
        "{cells}" => queries.Cells,
        "{labelled}" => queries.Labelled,
        "{published}" => published,
        _ => queries.Missing,
    });

    // One row a point: file, curve, our method, dataset, model, ratio, convention, protocols (each between blanks), top1, deviation, retrained.
    private static string Values(IReadOnlyList<PublishedPoint> points) => points.Count == 0
        ? "SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL WHERE false"
        : "VALUES " + string.Join(",\n", points.Select(p => $"({string.Join(", ", new object?[]
        {
            p.File, p.Method, p.OurMethod, p.OurDataset, p.OurModel, p.Compression, p.SizeConvention, $" {string.Join(' ', p.OurProtocols)} ", p.Top1, p.Deviation, p.Retrained,
        }.Select(SqlLiteral.Of))})"));

    [GeneratedRegex("{(?:cells|labelled|missing|published)}")]
    private static partial Regex Place();
}
