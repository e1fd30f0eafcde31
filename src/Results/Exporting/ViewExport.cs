using Bench.Core;

namespace Bench.Results;

/// <summary>The views as files, for tools that do not read SQLite.</summary>
public static class ViewExport
{
    private const string Cells = "SELECT cell FROM sweep_cell WHERE sweep = {0}";
    private const string Starts = "SELECT c.start FROM sweep_cell sc JOIN cell c ON c.id = sc.cell WHERE sc.sweep = {0}";

    // Rows come in an order that the same results have in every database: a sweep's own.
    private static readonly View[] All =
    [
        View.OfCells("v_cells"),
        View.OfCells("v_finished"),
        View.OfCells("v_results"),
        View.OfSweeps("v_sweep_results"),
        View.OfSweeps("v_tradeoff"),
        View.OfCells("v_paired"),
        View.OfCells("v_layers", ", v.position"),
        View.OfCells("v_cuts", ", v.position"),
        View.OfCells("v_latencies", ", v.batch, v.runtime, v.latency_precision, v.network"),
        View.OfCells("v_deployed", ", v.deployed_precision"),
        View.OfCells("v_classes", ", v.class"),
        View.OfCells("v_epochs", ", v.epoch"),
        new("v_pretrainings", $"WHERE identity IN ({Starts})", "ORDER BY dataset, model, pretraining_text, seed, identity"),
        new("v_times", $"WHERE identity IN (SELECT identity FROM cell WHERE id IN ({Cells}) UNION {Starts})", "ORDER BY dataset, model, identity, phase"),
        new("v_sensitivity", $"WHERE start IN ({Starts})", "ORDER BY dataset, model, seed, structure, criterion, renewed_samples, split, samples, start, v.position, v.density, identity"),
        View.OfSweeps("v_missing"),
        new("v_fingerprints", $"WHERE fingerprint IN (SELECT fingerprint FROM result WHERE cell IN ({Cells}))", "ORDER BY dataset, text"),
    ];

    /// <summary>The views that are exported.</summary>
    public static IReadOnlyList<string> Views { get; } = [.. All.Select(view => view.Name)];

    /// <summary>Before anything is read or written.</summary>
    /// <exception cref="UserError">A view is not there.</exception>
    public static void Check(IReadOnlyCollection<string> views)
    {
        if (views.FirstOrDefault(view => !Views.Contains(view)) is { } unknown) throw new UserError(Names.Unknown("view", unknown, Views));
    }

    /// <summary>
    /// Writes the files into a folder, each under a temporary name first; of one sweep or of the whole database, of some views or all. Returns their
    /// paths: <c>v_sweep_results</c> becomes <c>sweep-results.csv</c>. Rows are never all in memory.
    /// </summary>
    /// <exception cref="UserError">The database, the sweep or a view is not there, or the folder cannot be written.</exception>
    public static IReadOnlyList<string> Write(string database, string folder, ExportFormat format, string? sweep = null, IReadOnlyCollection<string>? views = null) =>
        Write(database, folder, format, sweep, views, ParquetRows.GroupRows);

    internal static IReadOnlyList<string> Write(string database, string folder, ExportFormat format, string? sweep, IReadOnlyCollection<string>? views, int groupRows)
    {
        Check(views ?? []);
        using var reader = ResultReader.Open(database);
        if (sweep is not null) reader.RequireSweep(sweep);
        try
        {
            return [.. All.Where(view => views is not { Count: > 0 } || views.Contains(view.Name)).Select(view => Write(reader.Database, folder, format, view, sweep, groupRows))];
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"cannot write into {folder}: {FileTrouble.Reason(error)}", error);
        }
    }

    private static string Write(Database database, string folder, ExportFormat format, View view, string? sweep, int groupRows)
    {
        var path = Path.Combine(folder, $"{view.Name[2..].Replace('_', '-')}.{(format == ExportFormat.Csv ? "csv" : "parquet")}");
        DurableFile.Write(path, stream => database.ReadThrough(view.Query(sweep), rows =>
        {
            if (format == ExportFormat.Csv) CsvRows.Write(stream, rows);
            else ParquetRows.Write(stream, rows, ColumnKinds.Of(database, view.Name), groupRows);
        }));
        return path;
    }

    /// <param name="Name">Its name.</param>
    /// <param name="OfSweep">What leaves one sweep, {0}, of it.</param>
    /// <param name="Order">The order of its rows without a sweep.</param>
    /// <param name="OrderOfSweep">The order with one; null: the same.</param>
    private sealed record View(string Name, string OfSweep, string Order, string? OrderOfSweep = null)
    {
        public static View OfSweeps(string name) => new(name, "WHERE sweep = {0}", "ORDER BY sweep, v.position");

        public static View OfCells(string name, string within = "") =>
            new(name, "JOIN sweep_cell sc ON sc.cell = v.cell WHERE sc.sweep = {0}", $"ORDER BY v.cell{within}", $"ORDER BY sc.position{within}");

        public string Query(string? sweep) => sweep is null
            ? $"SELECT v.* FROM {Name} v {Order}"
            : $"SELECT v.* FROM {Name} v {string.Format(OfSweep, SqlLiteral.Of(sweep))} {OrderOfSweep ?? Order}";
    }
}
