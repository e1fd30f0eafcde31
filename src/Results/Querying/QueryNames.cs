using System.Text.RegularExpressions;
using Bench.Core;

namespace Bench.Results;

/// <summary>What somebody may have meant by a name in a query that is not in the database.</summary>
internal static partial class QueryNames
{
    /// <summary>What to add to SQLite's words on a mistake: the nearest name and the views, or nothing.</summary>
    public static string Hint(string message, Database database, string sql)
    {
        if (NoTable().Match(message) is { Success: true } table)
        {
            var tables = Tables(database);
            return Nearest(table.Groups[1].Value, tables) + $" (views: {string.Join(", ", tables.Where(name => name.StartsWith("v_", StringComparison.Ordinal)))})";
        }
        if (NoColumn().Match(message) is not { Success: true } column) return "";
        var words = Word().Matches(sql).Select(word => word.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var columns = Tables(database).Where(words.Contains)
            .SelectMany(name => database.Read("SELECT name FROM pragma_table_xinfo(?1)", row => row.GetString(0), name)).Distinct();
        return Nearest(column.Groups[1].Value, columns);
    }

    private static string Nearest(string name, IEnumerable<string> valid) => Names.Nearest(name, valid) is { } near ? $": did you mean '{near}'?" : "";

    // Views first: they are what people want.
    private static IReadOnlyList<string> Tables(Database database) => database.Read(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name", row => row.GetString(0));

    [GeneratedRegex("^no such table: (?:main\\.)?(.+)$")]
    private static partial Regex NoTable();

    [GeneratedRegex("^no such column: (?:.*\\.)?(.+)$")]
    private static partial Regex NoColumn();

    [GeneratedRegex("[A-Za-z_]+")]
    private static partial Regex Word();
}
