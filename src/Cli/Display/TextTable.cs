using Spectre.Console;

namespace Bench.Cli.Display;

/// <summary>A table of text: fitted to the terminal, or one row a line where the output goes elsewhere.</summary>
internal static class TextTable
{
    public static void Write(TextWriter writer, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (Console.IsOutputRedirected)
        {
            foreach (var row in rows.Prepend(columns)) writer.WriteLine(string.Join('\t', row));
            return;
        }
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        table.Columns[0].NoWrap();
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        AnsiConsole.Write(table);
    }
}
