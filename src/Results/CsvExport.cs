using System.Text;
using Bench.Core;

namespace Bench.Results;

/// <summary>The views as CSV files (RFC 4180, UTF-8, invariant numbers), for tools that do not read SQLite.</summary>
public static class CsvExport
{
    private static readonly (string File, string View, string OfSweep)[] Files =
    [
        ("results.csv", "v_results", "cell IN (SELECT cell FROM sweep_cell WHERE sweep = {0})"),
        ("tradeoff.csv", "v_tradeoff", "sweep = {0}"),
        ("layers.csv", "v_layers", "cell IN (SELECT cell FROM sweep_cell WHERE sweep = {0})"),
        ("epochs.csv", "v_epochs", "cell IN (SELECT cell FROM sweep_cell WHERE sweep = {0})"),
        ("pretrainings.csv", "v_pretrainings", "identity IN (SELECT c.start FROM sweep_cell sc JOIN cell c ON c.id = sc.cell WHERE sc.sweep = {0})"),
        ("missing.csv", "v_missing", "sweep = {0}"),
    ];

    /// <summary>
    /// Writes the files into a folder, each under a temporary name first; of one sweep or of the whole database. Returns their
    /// paths.
    /// </summary>
    /// <exception cref="UserError">The database or the sweep is not there, or the folder cannot be written.</exception>
    public static IReadOnlyList<string> Write(string database, string folder, string? sweep = null)
    {
        using var reader = ResultReader.Open(database);
        if (sweep is not null) reader.RequireSweep(sweep);
        var quoted = sweep is null ? null : $"'{sweep.Replace("'", "''", StringComparison.Ordinal)}'";
        try
        {
            return [.. Files.Select(file => Write(reader, Path.Combine(folder, file.File),
                $"SELECT * FROM {file.View}{(quoted is null ? "" : $" WHERE {string.Format(file.OfSweep, quoted)}")}"))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"cannot write into {folder}: {error.Message}", error);
        }
    }

    private static string Write(ResultReader reader, string path, string sql)
    {
        var result = reader.Query(sql);
        DurableFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            QueryOutput.Write(writer, result, QueryFormat.Csv);
        });
        return path;
    }
}
