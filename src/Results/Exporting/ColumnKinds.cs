namespace Bench.Results;

/// <summary>What the values of a column are.</summary>
internal enum ColumnKind
{
    Integer,
    Real,
    Text,
}

/// <summary>
/// The kinds of a view's columns, which do not depend on what is in them: as the tables declare them. Of those that a view computes it is told here, or
/// they are real.
/// </summary>
internal static class ColumnKinds
{
    private static readonly HashSet<string> Integers =
    [
        "control", "position", "planned", "n", "channels", "kept_channels", "dead_channels", "latency_noisy", "noisy_latencies", "equal_budget", "attempts", "results",
        "correct", "is_control", "imported",
    ];

    private static readonly HashSet<string> Texts =
    [
        "strategy", "recipe", "pretraining_recipe", "start", "fingerprint", "status", "reason", "phase", "precision", "versions", "dataset", "dataset_options", "protocol",
        "pretraining_text", "weights", "augmentation", "split_fingerprint", "models", "text", "identity", "model", "host", "cpu", "device", "product",
    ];

    /// <summary>By the columns' order.</summary>
    public static IReadOnlyList<ColumnKind> Of(Database database, string view) => database.Read(
        "SELECT name, type FROM pragma_table_xinfo(?1) ORDER BY cid",
        row => (row.GetString(0), row.GetString(1)) switch
        {
            (_, "TEXT") => ColumnKind.Text,
            (_, "INTEGER" or "INT") => ColumnKind.Integer,
            (_, "REAL") => ColumnKind.Real,
            var (name, _) => Integers.Contains(name) ? ColumnKind.Integer : Texts.Contains(name) ? ColumnKind.Text : ColumnKind.Real,
        }, view);
}
