using Bench.Core;

namespace Bench.Results;

/// <summary>What the views and tables are and what their columns mean, from the comments of the scripts that make them.</summary>
public static class SchemaGuide
{
    private static readonly Lazy<IReadOnlyList<DescribedTable>> All = new(Read);

    /// <summary>Views, in the order in which they are explained.</summary>
    public static IReadOnlyList<DescribedTable> Views => [.. All.Value.Where(table => table.IsView)];

    /// <summary>Tables, which views are made of.</summary>
    public static IReadOnlyList<DescribedTable> Tables => [.. All.Value.Where(table => !table.IsView)];

    /// <summary>One of them.</summary>
    /// <exception cref="UserError">There is none of this name.</exception>
    public static DescribedTable Find(string name) => All.Value.FirstOrDefault(table => string.Equals(table.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UserError(Names.Unknown("view or table", name, Views.Concat(Tables).Select(table => table.Name)));

    private static IReadOnlyList<DescribedTable> Read()
    {
        var scripts = ScriptText.Read(Schema.Current.Views).Concat(ScriptText.Read(Schema.Current.Tables)).ToList();
        var meanings = new ColumnMeanings(scripts);
        using var database = Database.InMemory();
        database.Run(Schema.Current.Tables);
        database.Run(Schema.Current.Views);
        return
        [
            .. scripts.Select(script => new DescribedTable(script.Name, script.IsView, script.Meaning, database.Read(
                "SELECT name, type FROM pragma_table_xinfo(?1) ORDER BY cid",
                row => new DescribedColumn(row.GetString(0), row.GetString(1), meanings.Of(script.Name, row.GetString(0)) ?? ""), script.Name))),
        ];
    }
}

/// <summary>A view or a table.</summary>
/// <param name="Name">In a query.</param>
/// <param name="IsView">Whether it is a view.</param>
/// <param name="Meaning">What a row of it is, and what else is to know.</param>
/// <param name="Columns">In their order.</param>
public sealed record DescribedTable(string Name, bool IsView, string Meaning, IReadOnlyList<DescribedColumn> Columns);

/// <summary>A column.</summary>
/// <param name="Name">In a query.</param>
/// <param name="Type">INTEGER, REAL or TEXT; empty where it is computed.</param>
/// <param name="Meaning">With its unit.</param>
public sealed record DescribedColumn(string Name, string Type, string Meaning);
