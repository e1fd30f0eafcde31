using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>One thing that is known of a cell: a number, a text, or null.</summary>
/// <param name="Section">What it is about: <c>configuration</c>, <c>accuracy</c>, <c>result</c>, <c>layer</c>, <c>cut</c>, <c>environment</c>, <c>time</c>.</param>
/// <param name="Key">Which.</param>
/// <param name="Value">As the database has it.</param>
internal sealed record CellFact(string Section, string Key, object? Value);

/// <summary>What is known of a cell, configuration and result, as a list that can be held beside another's.</summary>
internal static class FactsOfCell
{
    /// <summary>Sections in which equal cells are equal wherever they were computed alike: the numbers of a result.</summary>
    public static IReadOnlyList<string> Numbers { get; } = ["accuracy", "result", "layer", "cut", "epoch", "class"];

    private static readonly string[] NotOfResult = ["cell", "finished", "environment", "fingerprint"];

    /// <summary>All of it, in a fixed order.</summary>
    /// <param name="database">Where it is read.</param>
    /// <param name="schema">Which of the databases that are open there, with a full stop, such as <c>main.</c></param>
    /// <param name="cell">The cell's key.</param>
    public static IReadOnlyList<CellFact> Of(Database database, string schema, long cell) => [.. Configuration(database, schema, cell), .. Result(database, schema, cell)];

    /// <summary>The result alone; nothing where there is none.</summary>
    public static IEnumerable<CellFact> Result(Database database, string schema, long cell)
    {
        foreach (var evaluation in Rows(database, $"SELECT split, point, correct, total, top1, top5, loss FROM {schema}evaluation WHERE cell = ?1 ORDER BY split, point", cell))
            foreach (var (column, value) in evaluation.Skip(2)) yield return new("accuracy", $"{evaluation[0].Value} {evaluation[1].Value} {column}", value);
        foreach (var result in Rows(database, $"SELECT * FROM {schema}result WHERE cell = ?1", cell))
            foreach (var (column, value) in result.Where(c => !NotOfResult.Contains(c.Column)))
                yield return new(column.Contains("seconds", StringComparison.Ordinal) ? "time" : "result", column, value);
        foreach (var layer in Rows(database, $"SELECT name, CAST(kept AS REAL) / weights AS density, kept, effective_kept, kept_channels, dead_channels, effective_macs FROM {schema}layer WHERE cell = ?1 ORDER BY position", cell))
            foreach (var (column, value) in layer.Skip(1)) yield return new("layer", $"{layer[0].Value} {column}", value);
        foreach (var cut in Rows(database, $"SELECT position, step, asked_kept, kept, tied_scores, samples, forward_passes, backward_passes FROM {schema}cut WHERE cell = ?1 ORDER BY position", cell))
            foreach (var (column, value) in cut.Skip(1)) yield return new("cut", $"{cut[0].Value} {column}", value);
        foreach (var environment in Rows(database, $"SELECT e.*, r.finished FROM {schema}result r JOIN {schema}environment e ON e.id = r.environment WHERE r.cell = ?1", cell))
            foreach (var (column, value) in environment.Where(c => c.Column != "id")) yield return new(column == "finished" ? "time" : "environment", column, value);
        foreach (var latency in Rows(database, $"SELECT network || iif(runtime = 'bench', '', ' ' || runtime) || iif(precision = 'fp32', '', ' ' || precision) AS network, batch, median, noisy FROM {schema}latency WHERE cell = ?1 ORDER BY runtime, precision, network, batch", cell))
            foreach (var (column, value) in latency.Skip(2)) yield return new("latency", $"{latency[0].Value} {latency[1].Value} {column}", value);
        foreach (var deployed in Rows(database, $"SELECT precision, correct, total, file_bytes FROM {schema}deployed WHERE cell = ?1 ORDER BY precision", cell))
            foreach (var (column, value) in deployed.Skip(1)) yield return new("latency", $"onnx-runtime {deployed[0].Value} {column}", value);
    }

    /// <summary>What a result says of every epoch and every class.</summary>
    public static IEnumerable<CellFact> Curves(Database database, string schema, long cell)
    {
        foreach (var epoch in Rows(database, $"SELECT epoch, steps, train_loss, train_top1, validation_loss, validation_top1, validation_top5, learning_rate FROM {schema}epoch WHERE cell = ?1 ORDER BY epoch", cell))
            foreach (var (column, value) in epoch.Skip(1)) yield return new("epoch", $"{epoch[0].Value} {column}", value);
        foreach (var accuracy in Rows(database, $"SELECT class, correct, total FROM {schema}class_accuracy WHERE cell = ?1 ORDER BY class", cell))
            foreach (var (column, value) in accuracy.Skip(1)) yield return new("class", $"{accuracy[0].Value} {column}", value);
    }

    private static IEnumerable<CellFact> Configuration(Database database, string schema, long cell)
    {
        foreach (var row in Rows(database, $"SELECT strategy AS composition, start, fingerprint FROM {schema}cell c LEFT JOIN {schema}result r ON r.cell = c.id WHERE c.id = ?1", cell))
            foreach (var (column, value) in row) yield return new("configuration", column, value);
        if (database.Scalar($"SELECT json FROM {schema}configuration WHERE cell = ?1", cell) is not string json) yield break;
        using var configuration = JsonDocument.Parse(json);
        foreach (var (path, value) in Leaves(configuration.RootElement, "")) yield return new("configuration", path, value);
    }

    // "retraining.learning-rate.rate"; a list is one value, and what is null or empty is not there.
    private static IEnumerable<(string Path, object? Value)> Leaves(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Leaves(p.Value, path == "" ? p.Name : $"{path}.{p.Name}")),
        JsonValueKind.Null => [],
        JsonValueKind.Array => element.GetArrayLength() == 0 ? [] : [(path, element.GetRawText())],
        JsonValueKind.Number => [(path, element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble())],
        JsonValueKind.True or JsonValueKind.False => [(path, element.GetRawText())],
        _ => [(path, element.GetString())],
    };

    private static IReadOnlyList<(string Column, object? Value)[]> Rows(Database database, string sql, long cell) => database.Read(sql, Row, cell);

    private static (string Column, object? Value)[] Row(SqliteDataReader row) =>
        [.. Enumerable.Range(0, row.FieldCount).Select(i => (row.GetName(i), row.IsDBNull(i) ? null : row.GetValue(i)))];
}
