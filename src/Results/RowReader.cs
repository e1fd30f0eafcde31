using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>Rows of finished and of missing cells, as analyses and figures read them.</summary>
internal static class RowReader
{
    // What a strategy is, whatever it is called.
    internal const string Composition =
        """
        json_patch(
          json_object('criterion', criterion, 'scope', scope, 'structure', structure, 'schedule', schedule,
            'scoring-samples', scoring_samples, 'scoring-batch', scoring_batch, 'scoring-batch-norm', scoring_batch_norm),
          json_object('from', nullif(start_point, 'pretrained'), 'criterion-options', criterion_options, 'scope-options', scope_options,
            'layers-only', layers_only, 'layers-except', layers_except, 'floor', nullif(floor, 0), 'cap', nullif(cap, 1), 'shuffle', nullif(shuffled, 0),
            'structure-options', structure_options, 'schedule-options', schedule_options, 'retraining', nullif(retraining, 'fine-tune'), 'retraining-options', retraining_options,
            'measure-after', nullif(measure_after, 'nothing'), 'measure-after-options', measure_after_options))
        """; // a patch leaves out what is NULL, which here is what stands at its default

    private static readonly string[] OfSweeps = ["sweep", "position", "recipe", "pretraining_recipe"];

    private const string NoisyTimes = "(SELECT group_concat(DISTINCT l.runtime || ' ' || l.batch) FROM latency l WHERE l.cell = f.cell AND l.noisy AND l.precision = 'fp32' AND (l.network = 'dense' OR l.handed_on))";

    // Of the rows of a cell in v_missing, which SQLite takes the other columns of: a sweep in which it is to be computed, before one in which it cannot or need not be.
    internal const string FirstOfSweeps = "min((status IN ('skipped', 'elsewhere')) || sweep) AS first_of_sweeps";

    /// <summary>Finished cells of a sweep in its order and with its labels, or of the whole database.</summary>
    public static IReadOnlyList<ResultRow> Finished(Database database, string? sweep, RowFilter filter)
    {
        const string columns =
            $"""
            f.identity, f.protocol, f.dataset, f.synthetic, f.model, f.retraining, f.is_control, f.imported, f.seed, f.compression,
            f.achieved_compression, f.theoretical_speedup, f.top1, f.top5, f.loss, f.test_top1_before, f.flags, f.setting, {Composition}, f.control_point, f.budget_overall_epochs,
            f.measured_speedup_1, f.measured_speedup_128, {NoisyTimes}, f.fingerprint, f.versions, f.composition, f.start, f.start_fingerprint,
            (SELECT e.cpu FROM latency l JOIN environment e ON e.id = l.environment WHERE l.cell = f.cell ORDER BY l.measured DESC LIMIT 1), {ResultNumbers.Columns}
            """;
        var settings = SettingReader.Read(database, sweep);
        var fingerprints = database.Read("SELECT id, text FROM fingerprint", row => (row.GetString(0), row.GetString(1))).ToDictionary(StringComparer.Ordinal);
        if (sweep is null)
        {
            // Several conditions on what a sweep says of a cell are about one sweep.
            var (own, values) = filter.ToSql(database, column => OfSweeps.Contains(column) ? null : column == "strategy" ? "f.composition" : $"f.\"{column}\"", 1);
            var (asked, more) = filter.ToSql(database, column => OfSweeps.Contains(column) ? $"sc.\"{column}\"" : null, 1 + values.Count);
            var member = asked == "" ? "" : $" AND EXISTS (SELECT 1 FROM sweep_cell sc WHERE sc.cell = f.cell{asked})";
            return database.Read($"SELECT {columns}, f.composition FROM v_finished f WHERE true{own}{member} ORDER BY f.cell", row => Row(row, settings, fingerprints), [.. values, .. more]);
        }
        var (sql, bound) = filter.ToSql(database, column => OfSweeps.Contains(column) || column == "strategy" ? $"sc.\"{column}\"" : $"f.\"{column}\"", 2);
        return database.Read(
            $"SELECT {columns}, sc.strategy FROM sweep_cell sc JOIN v_finished f ON f.cell = sc.cell WHERE sc.sweep = ?1{sql} ORDER BY sc.position",
            row => Row(row, settings, fingerprints), [sweep, .. bound]);
    }

    /// <summary>Cells without a result of a sweep in its order and with its labels, or of the whole database, each once and by its composition.</summary>
    public static IReadOnlyList<MissingRow> Missing(Database database, string? sweep, RowFilter filter)
    {
        var settings = SettingReader.Read(database, sweep);
        var there = database.ReadTexts("SELECT name AS text FROM pragma_table_xinfo('v_missing')");
        var (sql, values) = filter.ToSql(database, column => sweep is null && column == "strategy" ? "m.composition" : there.Contains(column) ? $"m.\"{column}\"" : null, sweep is null ? 1 : 2);
        return database.Read(
            $"""
            SELECT protocol, dataset, model, {(sweep is null ? "composition" : "strategy")}, compression, seed, status, reason, synthetic, retraining, imported, setting, {Composition}, control_point
            FROM {(sweep is null ? $"(SELECT *, {FirstOfSweeps} FROM v_missing m WHERE true{sql} GROUP BY cell ORDER BY cell)" : $"v_missing m WHERE sweep = ?1{sql}")}
            """,
            row => new MissingRow
            {
                Protocol = row.GetString(0),
                Dataset = row.GetString(1),
                Model = row.GetString(2),
                Strategy = row.GetString(3),
                Compression = row.GetDouble(4),
                Seed = row.GetInt32(5),
                Status = row.GetString(6),
                Reason = ResultReader.TextOrNull(row, 7),
                Synthetic = row.GetBoolean(8),
                Retraining = row.GetString(9),
                Imported = row.GetBoolean(10),
                Setting = settings[row.GetString(11)],
                Composition = row.GetString(12),
                ControlPoint = row.GetString(13),
            },
            sweep is null ? [.. values] : [sweep, .. values]);
    }

    private static ResultRow Row(SqliteDataReader row, IReadOnlyDictionary<string, string> settings, Dictionary<string, string> fingerprints) => new()
    {
        Identity = row.GetString(0),
        Protocol = row.GetString(1),
        Dataset = row.GetString(2),
        Synthetic = row.GetBoolean(3),
        Model = row.GetString(4),
        Retraining = row.GetString(5),
        IsControl = row.GetBoolean(6),
        Imported = row.GetBoolean(7),
        Seed = row.GetInt32(8),
        Compression = row.GetDouble(9),
        AchievedCompression = row.GetDouble(10),
        TheoreticalSpeedup = row.GetDouble(11),
        Top1 = NumberOrNaN(row, 12),
        Top5 = NumberOrNaN(row, 13),
        Loss = NumberOrNaN(row, 14),
        Top1Before = NumberOrNaN(row, 15),
        Flags = row.GetString(16).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Setting = settings[row.GetString(17)],
        Composition = row.GetString(18),
        ControlPoint = row.GetString(19),
        BudgetEpochs = row.IsDBNull(20) ? null : row.GetDouble(20),
        MeasuredSpeedup1 = row.IsDBNull(21) ? null : row.GetDouble(21),
        MeasuredSpeedup128 = row.IsDBNull(22) ? null : row.GetDouble(22),
        NoisyTimes = row.IsDBNull(23) ? [] : [.. row.GetString(23).Split(',').Select(t => t.Split(' ') is var words ? new Timing(words[0], int.Parse(words[1], CultureInfo.InvariantCulture)) : null!)],
        Fingerprint = row.GetString(24),
        FingerprintText = fingerprints[row.GetString(24)],
        Versions = row.GetString(25),
        CompositionName = row.GetString(26),
        Start = row.GetString(27),
        StartWeights = row.GetString(28),
        LatencyProcessor = ResultReader.TextOrNull(row, 29),
        Numbers = ResultNumbers.Read(row, 30),
        Strategy = row.GetString(row.FieldCount - 1),
    };

    private static double NumberOrNaN(SqliteDataReader row, int column) => row.IsDBNull(column) ? double.NaN : row.GetDouble(column);
}
