using System.Globalization;
using Bench.Results;

namespace Bench.TorchTests.Harness.Running;

/// <summary>What a database says, but for times, process numbers and attempts.</summary>
internal static class StoredNumbers
{
    private static readonly string[] Tables =
        ["sweep", "cell", "configuration", "sweep_cell", "environment", "pretraining", "pretraining_epoch", "pretraining_evaluation", "result", "evaluation", "layer", "epoch", "cut", "class_accuracy"];

    /// <summary>One line a row: the table's name, and every column that is not a time.</summary>
    public static IReadOnlyList<string> Of(string database)
    {
        using var reader = ResultReader.Open(database);
        return [.. Tables.SelectMany(table => Lines(reader, table))];
    }

    /// <summary>Identity and outcome of each attempt.</summary>
    public static IReadOnlyList<(string Identity, string Outcome, string? Reason)> Attempts(string database)
    {
        using var reader = ResultReader.Open(database);
        return [.. reader.Query("SELECT identity, outcome, reason FROM attempt ORDER BY id").Rows.Select(r => ((string)r[0]!, (string)r[1]!, (string?)r[2]))];
    }

    /// <summary>The database is sound, and each finished cell has been finished once (or more often, where attempts did not know of each other).</summary>
    public static void AssertSound(string database, bool once = true)
    {
        using (var reader = ResultReader.Open(database))
        {
            Assert.Equal("ok", Assert.Single(Assert.Single(reader.Query("PRAGMA integrity_check").Rows)));
            Assert.Empty(reader.Query("PRAGMA foreign_key_check").Rows);
        }
        var finished = Attempts(database).Where(a => a.Outcome == "finished").Select(a => a.Identity).ToList();
        if (once) Assert.Equal(finished.Distinct(), finished);
    }

    private static IEnumerable<string> Lines(ResultReader reader, string table)
    {
        var result = reader.Query($"SELECT * FROM {table}");
        var columns = result.Columns.Index().Where(c => !IsTime(c.Item)).ToList();
        return result.Rows
            .Select(row => $"{table}: " + string.Join(" | ", columns.Select(c => $"{c.Item}={Convert.ToString(row[c.Index], CultureInfo.InvariantCulture)}")))
            .Order(StringComparer.Ordinal);
    }

    private static bool IsTime(string column) => column is "registered" or "finished" or "scoring_seconds" || column.StartsWith("seconds", StringComparison.Ordinal);
}
