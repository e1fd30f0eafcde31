namespace Bench.Results;

/// <summary>Holds a result that an attempt has found beside the one of its cell that a database has, which another attempt has found.</summary>
internal sealed class AttemptComparison(Database database)
{
    private readonly Lazy<Database> scratch = new(Scratch);

    /// <summary>Whether the result that is here is this attempt's.</summary>
    public bool IsOfAttempt(long cell, AttemptRecord attempt) => database.Scalar(
        """
        SELECT 1 FROM result r JOIN attempt a ON a.identity = ?2 AND a.ended = r.finished
        WHERE r.cell = ?1 AND a.outcome = 'finished' AND a.started = ?3 AND a.ended = ?4 AND a.host = ?5 AND a.process_id = ?6 AND a.node IS ?7 AND a.job IS ?8 AND a.requeues IS ?9
        """, cell, attempt.Identity, attempt.Started, attempt.Ended, attempt.Host, attempt.ProcessId, attempt.Node, attempt.Job, attempt.Requeues) is not null;

    /// <summary>Which numbers of a result are others than those here; null where all that were recorded are the same, but for times.</summary>
    public AttemptDisagreement? Of(long cell, CellResult result, AttemptRecord attempt)
    {
        if (IsEqual(cell, result)) return null;
        var (there, other) = (scratch.Value, 1L);
        there.Run("DELETE FROM result; DELETE FROM evaluation; DELETE FROM layer; DELETE FROM cut; DELETE FROM epoch; DELETE FROM class_accuracy");
        foreach (var row in ResultRows.Of(result))
            there.Insert(row.Table, ignore: false, row.Table != "result" ? [("cell", other), .. row.Values]
                : [("cell", other), ("finished", attempt.Ended), .. row.Values, ("fingerprint", ""), ("environment", 0)]);
        var differences = Disagreements.Differing(
            [.. FactsOfCell.Result(database, "main.", cell), .. FactsOfCell.Curves(database, "main.", cell)],
            [.. FactsOfCell.Result(there, "main.", other), .. FactsOfCell.Curves(there, "main.", other)]);
        return differences.Count == 0 ? null
            : new(result.Identity, CellLookup.Describe(database, cell).Description, WhereOf(cell), Where(attempt.Host, attempt.Node, attempt.Job), differences[0], differences.Count - 1);
    }

    /// <summary>Whether a pretraining has other weights, or other accuracies of them, than the one that is here.</summary>
    public AttemptDisagreement? Of(PretrainingRecord pretraining, string path)
    {
        var here = database.Read(
            "SELECT p.weights_fingerprint, p.split_fingerprint, p.selected_epoch, e.host FROM pretraining p JOIN environment e ON e.id = p.environment WHERE p.identity = ?1",
            row => (Weights: row.GetString(0), Split: row.GetString(1), Epoch: row.GetInt64(2), Host: row.GetString(3)), pretraining.Identity)[0];
        var evaluations = database.Read("SELECT split, point, top1, loss FROM pretraining_evaluation WHERE pretraining = ?1 ORDER BY split, point",
            row => (Name: $"{row.GetString(0)} {row.GetString(1)}", Top1: row.GetDouble(2), Loss: row.IsDBNull(3) ? null : (double?)row.GetDouble(3)), pretraining.Identity);
        var found = pretraining.Evaluations.ToDictionary(e => $"{e.Split} {e.Point}", e => (Top1: (double)e.Correct / e.Total, Loss: double.IsNaN(e.Loss) ? null : (double?)e.Loss));
        List<ComparedFact> facts =
        [
            .. evaluations.Where(e => found.ContainsKey(e.Name)).SelectMany(e => new ComparedFact[]
                { new("accuracy", $"{e.Name} top1", e.Top1, found[e.Name].Top1), new("accuracy", $"{e.Name} loss", e.Loss, found[e.Name].Loss) }),
            new("result", "weights_fingerprint", here.Weights, pretraining.WeightsFingerprint), new("result", "split_fingerprint", here.Split, pretraining.SplitFingerprint),
            new("result", "selected_epoch", here.Epoch, (long)pretraining.SelectedEpoch),
        ];
        var differences = facts.FindAll(f => !f.IsEqual);
        return differences.Count == 0 ? null
            : new(pretraining.Identity, $"pretraining of {pretraining.Dataset} × {pretraining.Model}{(pretraining.Seed is { } seed ? $", seed {seed}" : ", imported weights")}",
                here.Host, $"{pretraining.Environment.Host} ({Path.GetFileName(path)})", differences[0], differences.Count - 1);
    }

    private bool IsEqual(long cell, CellResult result)
    {
        foreach (var table in ResultRows.Of(result).GroupBy(row => row.Table))
        {
            var keys = ResultRows.Tables.Single(t => t.Table == table.Key).Keys.Length;
            var columns = table.First().Values.Select(value => value.Column).ToArray();
            var here = database.Read($"SELECT {string.Join(", ", columns)} FROM {table.Key} WHERE cell = ?1", row =>
            {
                var values = new object[columns.Length];
                row.GetValues(values);
                return values;
            }, cell).ToDictionary(values => string.Join(' ', values.Take(keys)), StringComparer.Ordinal);
            foreach (var row in table)
                if (here.TryGetValue(string.Join(' ', row.Values.Take(keys).Select(v => v.Value)), out var values))
                    for (var i = keys; i < columns.Length; i++)
                        if (Disagreements.IsCompared(columns[i]) && Differ(columns[i], values[i], row.Values[i].Value)) return false;
        }
        return true;
    }

    // What is stored, and what would be.
    private static bool Differ(string column, object here, object? there) => (here, there) switch
    {
        (DBNull, null or double.NaN) => false,
        (DBNull, _) or (_, null or double.NaN) => Disagreements.MayBeNone(column),
        (string text, string other) => text != other,
        _ => Convert.ToDouble(here) != Convert.ToDouble(there),
    };

    private string WhereOf(long cell) => database.Read(
        """
        SELECT e.host, a.node, a.job FROM result r JOIN cell c ON c.id = r.cell JOIN environment e ON e.id = r.environment
        LEFT JOIN attempt a ON a.identity = c.identity AND a.outcome = 'finished' AND a.ended = r.finished WHERE r.cell = ?1
        """, row => Where(row.GetString(0), ResultReader.TextOrNull(row, 1), ResultReader.TextOrNull(row, 2)), cell)[0];

    private static string Where(string host, string? node, string? job) => $"{host}{(node is null || node == host ? "" : $" (node {node})")}{(job is null ? "" : $", job {job}")}";

    // The tables of one result, which refer to nothing.
    private static Database Scratch()
    {
        var database = Database.InMemory();
        database.Run("PRAGMA foreign_keys = OFF");
        database.Run(Schema.Current.Tables);
        return database;
    }
}
