namespace Bench.Results;

/// <summary>How far sweeps are: what <c>bench status</c> shows of a database.</summary>
internal static class StatusReader
{
    public static IReadOnlyList<SweepStatus> Sweeps(Database database) => database.Read(
        """
        SELECT name, registered, total, finished, failed, total - finished - failed - skipped - elsewhere, skipped, last_activity, latencies, measured, noisy, elsewhere, shards FROM (
          SELECT s.name, s.registered, s.shards, count(sc.cell) AS total, count(r.cell) AS finished,
            sum(r.cell IS NULL AND sc.skip_reason IS NOT NULL) AS skipped,
            sum(r.cell IS NULL AND sc.skip_reason IS NULL AND a.ended IS NOT NULL) AS failed,
            coalesce(sum(r.cell IS NULL AND sc.skip_reason IS NULL AND a.ended IS NULL AND sc.elsewhere), 0) AS elsewhere,
            max(coalesce(r.finished, a.ended)) AS last_activity,
            sum(r.cell IS NOT NULL AND sc.latency) AS latencies, sum(r.cell IS NOT NULL AND sc.latency AND m.cell IS NOT NULL) AS measured,
            sum(r.cell IS NOT NULL AND sc.latency AND coalesce(m.noisy, 0)) AS noisy
          FROM sweep s
          LEFT JOIN sweep_cell sc ON sc.sweep = s.name
          LEFT JOIN result r ON r.cell = sc.cell
          LEFT JOIN cell c ON c.id = sc.cell AND r.cell IS NULL
          LEFT JOIN attempt a ON a.id = (SELECT max(id) FROM attempt WHERE identity = c.identity)
          LEFT JOIN (SELECT cell, max(noisy) AS noisy FROM latency GROUP BY cell) m ON m.cell = sc.cell
          GROUP BY s.name)
        ORDER BY name
        """,
        row => new SweepStatus
        {
            Name = row.GetString(0),
            Registered = Times.Parse(row.GetString(1)),
            Total = row.GetInt32(2),
            Finished = row.GetInt32(3),
            Failed = row.GetInt32(4),
            Pending = row.GetInt32(5),
            Skipped = row.GetInt32(6),
            LastActivity = ResultReader.TextOrNull(row, 7) is { } time ? Times.Parse(time) : null,
            Latencies = row.IsDBNull(8) ? 0 : row.GetInt32(8),
            Measured = row.IsDBNull(9) ? 0 : row.GetInt32(9),
            Noisy = row.IsDBNull(10) ? 0 : row.GetInt32(10),
            Elsewhere = row.GetInt32(11),
            Shards = ResultReader.TextOrNull(row, 12),
        });

    /// <param name="database">The database.</param>
    /// <param name="ofSweep">A WHERE clause on ?1, or nothing.</param>
    /// <param name="values">The value of ?1 where there is one.</param>
    /// <param name="limit">Rows at most.</param>
    public static IReadOnlyList<FailureRow> Failures(Database database, string ofSweep, object?[] values, int limit) => database.Read(
        $"""
        SELECT sweep, identity, dataset, model, strategy, compression, seed, attempts, last_attempt, reason, {RowReader.Composition}
        FROM (SELECT * FROM v_missing {ofSweep}) WHERE status = 'failed' ORDER BY last_attempt DESC LIMIT {limit}
        """,
        row => new FailureRow
        {
            Sweep = row.GetString(0),
            Identity = row.GetString(1),
            Dataset = row.GetString(2),
            Model = row.GetString(3),
            Strategy = row.GetString(4),
            Compression = row.GetDouble(5),
            Seed = row.GetInt32(6),
            Attempts = row.GetInt32(7),
            LastAttempt = Times.Parse(row.GetString(8)),
            Reason = ResultReader.TextOrNull(row, 9),
            Composition = row.GetString(10),
        },
        values);

    /// <param name="database">The database.</param>
    /// <param name="values">The sweep, or nothing for all.</param>
    public static IReadOnlyList<HourlyCount> PerHour(Database database, object?[] values) => database.Read(
        $"""
        SELECT substr(finished, 1, 13) || ':00:00Z' AS hour, count(*) FROM result
        {(values.Length == 0 ? "" : "WHERE cell IN (SELECT cell FROM sweep_cell WHERE sweep = ?1)")} GROUP BY hour ORDER BY hour
        """,
        row => new HourlyCount(Times.Parse(row.GetString(0)), row.GetInt32(1)),
        values);
}
