using System.Text;
using CsvHelper;
using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>Rows of a query as CSV, one after the other.</summary>
internal static class CsvRows
{
    public static void Write(Stream stream, SqliteDataReader rows)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        using var csv = CsvWriter.Create(writer, QueryOutput.UnixLines, leaveOpen: true);
        csv.WriteHeader([.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)]);
        var cells = new string[rows.FieldCount];
        while (rows.Read())
        {
            for (var i = 0; i < cells.Length; i++) cells[i] = QueryOutput.Exact(rows.IsDBNull(i) ? null : rows.GetValue(i));
            csv.WriteRecord(cells);
        }
    }
}
