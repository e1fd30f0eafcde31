using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Core;

namespace Bench.Results;

/// <summary>
/// Which finished cells are meant: conditions on the columns of <c>v_sweep_results</c>, all of which hold. <c>dataset=mnist</c>,
/// <c>compression&lt;=8</c>, <c>strategy=a,b</c> (one of these), <c>model~resnet*</c> (a pattern), <c>flags=</c> (nothing there).
/// </summary>
public sealed partial class RowFilter
{
    private readonly IReadOnlyList<RowCondition> conditions;

    private RowFilter(IReadOnlyList<RowCondition> conditions) => this.conditions = conditions;

    /// <summary>All cells.</summary>
    public static RowFilter None { get; } = new([]);

    /// <summary>Whether it leaves nothing out.</summary>
    public bool IsEmpty => conditions.Count == 0;

    /// <summary>The conditions, as they were written.</summary>
    public IReadOnlyList<string> Texts => [.. conditions.Select(c => c.Text)];

    /// <inheritdoc/>
    public override string ToString() => string.Join(" and ", Texts);

    /// <summary>Reads conditions; whether the columns exist is told when they are applied.</summary>
    /// <exception cref="UserError">One of them is none.</exception>
    public static RowFilter Parse(IEnumerable<string> conditions) => new([.. conditions.Select(Condition)]);

    /// <summary>The conditions in SQL, each in brackets after AND, and the values for their parameters from ?<paramref name="first"/>.</summary>
    /// <param name="database">Knows the columns.</param>
    /// <param name="columnOf">The SQL of a column; null where the rows have no such column, so that the condition does not apply.</param>
    /// <param name="first">Number of the first parameter.</param>
    /// <exception cref="UserError">There is no such column, or a value does not suit it.</exception>
    internal (string Sql, IReadOnlyList<object?> Values) ToSql(Database database, Func<string, string?> columnOf, int first)
    {
        if (IsEmpty) return ("", []);
        var types = database.Read("SELECT name, type FROM pragma_table_xinfo('v_sweep_results')", row => (Name: row.GetString(0), Type: row.GetString(1)))
            .ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        var (sql, values) = ("", new List<object?>());
        foreach (var condition in conditions)
        {
            if (!types.TryGetValue(condition.Column, out var type)) throw new UserError(Unknown(condition.Column, [.. types.Keys]));
            var bound = condition.Bound(isText: type == "TEXT"); // a mistake in a value is one wherever it is applied
            if (columnOf(condition.Column) is not { } column) continue;
            sql += $" AND ({condition.Sql(column, bound.Count, first + values.Count)})";
            values.AddRange(bound);
        }
        return (sql, values);
    }

    private static RowCondition Condition(string text)
    {
        if (Parts().Match(text) is not { Success: true } parts)
            throw new UserError($"--where takes a condition such as dataset=mnist, \"compression<=8\" or strategy=one,other, not {Names.Quoted(text)} (operators: =, !=, <, <=, >, >=, ~, !~)");
        var column = parts.Groups[1].Value.ToLowerInvariant().Replace('-', '_');
        var sign = parts.Groups[2].Value switch { "==" => "=", "<>" => "!=", var other => other };
        var values = ValueList.Parse(parts.Groups[3].Value) ?? throw new UserError(
            $"--where {Names.Quoted(text)}: a quotation mark is not closed, or a comma has nothing beside it; write a value with commas or quotation marks as \"it, is\", with \"\" for \" in it");
        if (sign is "<" or "<=" or ">" or ">=" && (values.Count > 1 || values[0] == ""))
            throw new UserError($"--where {Names.Quoted(text)}: {sign} compares with one value");
        return new RowCondition(text.Trim(), column, sign, values);
    }

    // Not all: there are more than a hundred.
    private static string Unknown(string column, List<string> columns)
    {
        var near = new List<string>();
        while (near.Count < 3 && Names.Nearest(column, columns) is { } name && columns.Remove(name)) near.Add(name);
        var hint = near.Count == 0 ? "" : $": did you mean '{string.Join("', '", near)}'?";
        return $"--where: unknown column {Names.Quoted(column)}{hint} ('bench query --schema v_sweep_results' lists them)";
    }

    [GeneratedRegex(@"^\s*([A-Za-z_][A-Za-z0-9_-]*)\s*(!=|<>|==|<=|>=|!~|=|<|>|~)\s*(.*)$", RegexOptions.Singleline)]
    private static partial Regex Parts();
}

/// <summary>A column, a sign and one value or several.</summary>
internal sealed record RowCondition(string Text, string Column, string Sign, IReadOnlyList<string> Values)
{
    private bool IsPattern => Sign is "~" or "!~";

    // Nothing there: empty or NULL.
    private bool IsNothing => !IsPattern && Values is [""];

    /// <summary>The values as they are bound: numbers for a column of numbers.</summary>
    public IReadOnlyList<object?> Bound(bool isText) => IsNothing ? [] : isText || IsPattern ? [.. Values] : [.. Values.Select(Number)];

    /// <summary>The condition on a column; rows that have nothing there are not equal to, and not like, any value.</summary>
    public string Sql(string column, int values, int first)
    {
        if (IsNothing) return Sign == "=" ? $"coalesce({column}, '') = ''" : $"coalesce({column}, '') <> ''";
        var parameters = Enumerable.Range(first, values).Select(i => $"?{i}").ToList();
        return Sign switch
        {
            "=" => $"{column} IN ({string.Join(", ", parameters)})",
            "!=" => $"{column} IS NULL OR {column} NOT IN ({string.Join(", ", parameters)})",
            "~" => string.Join(" OR ", parameters.Select(p => $"{column} GLOB {p}")),
            "!~" => $"{column} IS NULL OR NOT ({string.Join(" OR ", parameters.Select(p => $"{column} GLOB {p}"))})",
            _ => $"{column} {Sign} {parameters[0]}",
        };
    }

    private object? Number(string value) => value.ToLowerInvariant() switch
    {
        "true" or "yes" => 1L,
        "false" or "no" => 0L,
        "inf" or "infinity" => double.PositiveInfinity,
        _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => throw new UserError($"--where {Names.Quoted(Text)}: {Column} is a number, {Names.Quoted(value)} is none"),
    };
}
