using Bench.Results;

namespace Bench.Cli.Display;

/// <summary>Views and tables with their columns and what these mean.</summary>
internal static class SchemaText
{
    // Views that others have all columns of, the widest first: to read them once is enough.
    private static readonly string[] Bases = ["v_finished", "v_cells"];

    /// <summary>One of them, or all views: for reading, without the columns that many share; else row by row.</summary>
    public static void Write(TextWriter writer, string? name, QueryFormat format)
    {
        if (name is not null) WriteOne(writer, SchemaGuide.Find(name), format);
        else if (format == QueryFormat.Table) WriteAll(writer);
        else
            QueryOutput.Write(writer, new QueryResult(["view", "column", "type", "meaning"],
                [.. SchemaGuide.Views.SelectMany(view => view.Columns.Select(c => new object?[] { view.Name, c.Name, c.Type, c.Meaning }))]), format);
    }

    private static void WriteOne(TextWriter writer, DescribedTable table, QueryFormat format)
    {
        if (format == QueryFormat.Table) writer.WriteLine($"{table.Name}: {table.Meaning}\n");
        QueryOutput.Write(writer, Rows(table.Columns), format);
    }

    private static void WriteAll(TextWriter writer)
    {
        foreach (var view in SchemaGuide.Views)
        {
            var shared = Bases.Where(name => name != view.Name).Select(SchemaGuide.Find).FirstOrDefault(other => other.Columns.All(c => view.Columns.Any(own => own.Name == c.Name && own.Meaning == c.Meaning)));
            writer.WriteLine($"{view.Name}: {view.Meaning}\n");
            var own = view.Columns.Where(c => shared?.Columns.Any(other => other.Name == c.Name) != true).ToList();
            if (own.Count > 0) QueryOutput.Write(writer, Rows(own), QueryFormat.Table);
            if (shared is not null) writer.WriteLine($"and all {shared.Columns.Count} columns of {shared.Name}");
            writer.WriteLine();
        }
        writer.WriteLine($"Tables, which the views are made of: {string.Join(", ", SchemaGuide.Tables.Select(table => table.Name))} ('bench query --schema result' shows one).");
    }

    private static QueryResult Rows(IEnumerable<DescribedColumn> columns) =>
        new(["column", "type", "meaning"], [.. columns.Select(c => new object?[] { c.Name, c.Type, c.Meaning })]);
}
