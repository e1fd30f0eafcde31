using System.Text.RegularExpressions;

namespace Bench.Results;

/// <summary>
/// What columns mean: the comment on the line where a column is named. A column of a view that is another's, and has no comment there, means what that one means.
/// </summary>
internal sealed partial class ColumnMeanings(IReadOnlyList<ScriptText> scripts)
{
    private readonly Dictionary<string, SelectText> selects = scripts.Where(s => s.IsView).ToDictionary(s => s.Name, s => SelectText.Read(s.Body));

    /// <summary>The meaning of a column; null where nothing says it.</summary>
    public string? Of(string table, string column)
    {
        if (selects.TryGetValue(table, out var select)) return Of(select, column);
        if (scripts.FirstOrDefault(s => s.Name == table) is not { } script) return null;
        var line = script.Body.Split('\n').FirstOrDefault(l => ColumnOfTable().Match(l) is { Success: true } found && found.Groups[1].Value == column);
        return line?.Split("--", 2) is [_, var comment] ? comment.Trim() : null;
    }

    private string? Of(SelectText select, string column)
    {
        if (select.Items.FirstOrDefault(item => item.Name == column) is { } item)
            return item.Comment ?? (item.Source is var (owner, name) ? OfOwner(select, owner, name) : null);
        return select.Items.Where(i => i.Name == "*").Select(star => star.Comment ?? OfOwner(select, star.Source!.Value.Owner, column)).FirstOrDefault(meaning => meaning is not null);
    }

    private string? OfOwner(SelectText select, string alias, string column) =>
        select.Inner.TryGetValue(alias, out var inner) ? Of(inner, column) : select.Aliases.TryGetValue(alias, out var table) ? Of(table, column) : null;

    [GeneratedRegex(@"^\s+(\w+)\s+(?:TEXT|INTEGER|REAL)\b")]
    private static partial Regex ColumnOfTable();
}
