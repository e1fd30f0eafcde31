using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Core;
using SQLitePCL;

namespace Bench.Results;

/// <summary>
/// Values for the parameters of a query, which it names as <c>:name</c>, <c>@name</c> or <c>$name</c>: bound, never part of its text. What reads as a number is
/// one, <c>NULL</c> is none, and what stands in quotation marks is a text whatever it reads as.
/// </summary>
public sealed partial class QueryParameters
{
    private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal);

    /// <summary>No parameter.</summary>
    public static QueryParameters None { get; } = new();

    /// <summary>Reads texts such as <c>seed=1</c>.</summary>
    /// <exception cref="UserError">One has no name, or a name comes twice.</exception>
    public static QueryParameters Parse(IEnumerable<string> texts)
    {
        var parameters = new QueryParameters();
        foreach (var text in texts)
        {
            if (Parts().Match(text) is not { Success: true } parts) throw new UserError($"--param takes a name and a value, such as seed=1, not {Names.Quoted(text)}");
            if (!parameters.values.TryAdd(parts.Groups[1].Value, ValueOf(parts.Groups[2].Value))) throw new UserError($"--param {parts.Groups[1].Value} is given twice");
        }
        return parameters;
    }

    /// <summary>What to bind to each parameter of a query, by its name with its sign.</summary>
    /// <exception cref="UserError">One has no value, a value has none, or one has no name.</exception>
    internal IReadOnlyDictionary<string, object?> For(sqlite3 connection, string sql)
    {
        if (raw.sqlite3_prepare_v2(connection, sql, out var statement) != raw.SQLITE_OK) return new Dictionary<string, object?>(); // told when it is run
        using (statement)
        {
            var names = Enumerable.Range(1, raw.sqlite3_bind_parameter_count(statement)).Select(i => raw.sqlite3_bind_parameter_name(statement, i).utf8_to_string()).ToList();
            if (names.Any(name => name is null || name.StartsWith('?'))) throw new UserError("write a parameter of the query as :name, which --param name=value gives its value");
            var plain = names.Select(name => name![1..]).Distinct().ToList();
            if (values.Keys.FirstOrDefault(name => !plain.Contains(name)) is { } superfluous)
                throw new UserError(plain.Count == 0 ? $"the query has no parameter :{superfluous}, and no other" : $"--param: {Names.Unknown("parameter", superfluous, plain)}");
            if (plain.Where(name => !values.ContainsKey(name)).ToList() is { Count: > 0 } missing)
                throw new UserError($"the query needs {string.Join(" and ", missing.Select(name => $"--param {name}=VALUE"))}");
            return names.ToDictionary(name => name!, name => values[name![1..]], StringComparer.Ordinal);
        }
    }

    private static object? ValueOf(string text)
    {
        if (text.Length > 1 && text[0] == text[^1] && text[0] is '"' or '\'') return text[1..^1].Replace($"{text[0]}{text[0]}", $"{text[0]}", StringComparison.Ordinal);
        if (text == "NULL") return null;
        if (!Numeral().IsMatch(text)) return text;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
        return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) ? number : text;
    }

    [GeneratedRegex(@"^\s*[:@$]?([A-Za-z_][A-Za-z0-9_]*)=(.*)$", RegexOptions.Singleline)]
    private static partial Regex Parts();

    // Not 007, which is a name.
    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$")]
    private static partial Regex Numeral();
}
