namespace Bench.Results;

/// <summary>Attempts to rows.</summary>
internal static class AttemptWriter
{
    public static bool Insert(Database database, AttemptRecord attempt) => database.Insert("attempt", ignore: false, Row(attempt));

    /// <summary>Inserts an attempt that is not there yet; returns whether it was not.</summary>
    public static bool Add(Database database, AttemptRecord attempt)
    {
        var row = Row(attempt);
        var columns = row.Select(value => value.Column).ToList();
        return database.Execute(
            $"""
            INSERT INTO attempt ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))}
            WHERE NOT EXISTS (SELECT 1 FROM attempt WHERE {string.Join(" AND ", columns.Select((c, i) => $"{c} IS ?{i + 1}"))})
            """, [.. row.Select(value => value.Value)]) > 0;
    }

    private static (string Column, object? Value)[] Row(AttemptRecord attempt) =>
    [
        ("identity", attempt.Identity), ("started", attempt.Started), ("ended", attempt.Ended), ("host", attempt.Host), ("process_id", attempt.ProcessId),
        ("device", attempt.Device), ("outcome", attempt.Outcome), ("reason", attempt.Reason), ("peak_memory", attempt.PeakMemory), ("node", attempt.Node),
        ("job", attempt.Job), ("requeues", attempt.Requeues),
    ];
}
