using Bench.Core;
using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>Reads a results database, also while a sweep writes it. Nothing that goes through it can write any file.</summary>
public sealed class ResultReader : IDisposable
{
    private readonly Database database;

    private ResultReader(Database database) => this.database = database;

    internal Database Database => database;

    /// <summary>Opens an existing database.</summary>
    /// <exception cref="UserError">Not there, corrupt, of another program, or of another schema version.</exception>
    public static ResultReader Open(string path)
    {
        var database = Database.OpenForReading(path);
        try
        {
            var version = Schema.Current.Check(database);
            if (version == 0) throw new UserError($"database {path} is empty: 'bench run' fills it");
            if (version < Schema.Current.Version)
                throw new UserError($"database {path} has the older schema {version}: 'bench run' brings it to {Schema.Current.Version} after making a copy");
            return new ResultReader(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database of this schema; null where there is none, or an empty or older one.</summary>
    /// <exception cref="UserError">Corrupt, of another program, or of a newer schema.</exception>
    public static ResultReader? OpenIfCurrent(string path)
    {
        if (DatabaseFile.Refusal(path) is { } refusal) throw new UserError(refusal);
        if (!File.Exists(path)) return null;
        var database = Database.OpenForReading(path);
        try
        {
            if (Schema.Current.Check(database) == Schema.Current.Version) return new ResultReader(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
        database.Dispose();
        return null;
    }

    /// <summary>Runs one query.</summary>
    /// <exception cref="UserError">It has a mistake, gives no columns, or would write.</exception>
    public QueryResult Query(string sql) => database.Query(sql, reader =>
    {
        if (reader.FieldCount == 0) throw new UserError("the query gives no rows: write one SELECT statement");
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read()) rows.Add(Values(reader));
        if (reader.NextResult()) throw new UserError("more than one query: write one SELECT statement");
        return new QueryResult(columns, rows);
    });

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

    /// <summary>Finished cells in the order of a sweep and with its labels; of the whole database, with the names of compositions, where none is named.</summary>
    public IReadOnlyList<ResultRow> ReadRows(string? sweep = null)
    {
        const string columns =
            $"""
            f.identity, f.protocol, f.dataset, f.synthetic, f.model, f.retraining, f.is_control, f.imported, f.seed, f.compression,
            f.achieved_compression, f.theoretical_speedup, f.top1, f.top5, f.loss, f.test_top1_before, f.flags, f.setting, {Composition}, f.control_point, f.budget_overall_epochs,
            f.measured_speedup_1, f.measured_speedup_128, f.latency_noisy, {ResultNumbers.Columns}
            """;
        var values = Existing(sweep);
        var settings = SettingReader.Read(database, sweep);
        return sweep is null
            ? database.Read($"SELECT {columns}, f.composition FROM v_finished f ORDER BY f.cell", row => Row(row, settings))
            : database.Read(
                $"SELECT {columns}, sc.strategy FROM sweep_cell sc JOIN v_finished f ON f.cell = sc.cell WHERE sc.sweep = ?1 ORDER BY sc.position",
                row => Row(row, settings), values);
    }

    /// <summary>Cells without a result, in the order of the sweeps and with their labels; of one sweep or of all.</summary>
    public IReadOnlyList<MissingRow> ReadMissing(string? sweep = null)
    {
        var values = Existing(sweep);
        var settings = SettingReader.Read(database, sweep);
        return database.Read(
            $"""
            SELECT protocol, dataset, model, strategy, compression, seed, status, reason, synthetic, retraining, imported, setting, {Composition}, control_point
            FROM v_missing {OfSweep(sweep)}
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
                Reason = TextOrNull(row, 7),
                Synthetic = row.GetBoolean(8),
                Retraining = row.GetString(9),
                Imported = row.GetBoolean(10),
                Setting = settings[row.GetString(11)],
                Composition = row.GetString(12),
                ControlPoint = row.GetString(13),
            },
            values);
    }

    /// <summary>All sweeps and how far they are, by name.</summary>
    public IReadOnlyList<SweepStatus> Sweeps() => StatusReader.Sweeps(database);

    /// <summary>A sweep's file as it was when it was run last; null for one of which it is not known.</summary>
    public string? SweepText(string sweep) => database.Scalar("SELECT text FROM sweep WHERE name = ?1", sweep) as string;

    /// <summary>Names of all sweeps.</summary>
    public IReadOnlyList<string> SweepNames() => database.Read("SELECT name FROM sweep ORDER BY name", row => row.GetString(0));

    /// <summary>Cells that failed and have no result, the latest first; of one sweep or of all.</summary>
    public IReadOnlyList<FailureRow> RecentFailures(string? sweep = null, int limit = 20) => StatusReader.Failures(database, OfSweep(sweep), Existing(sweep), limit);

    /// <summary>Cells finished by hour, in order, hours without any left out; of one sweep or of all.</summary>
    public IReadOnlyList<HourlyCount> FinishedPerHour(string? sweep = null) => StatusReader.PerHour(database, Existing(sweep));

    /// <summary>Identities of all cells that have a result, of whatever sweep.</summary>
    public IReadOnlySet<string> FinishedIdentities() => FinishedCells.Identities(database);

    /// <inheritdoc cref="ResultStore.MeasuredIdentities"/>
    public IReadOnlySet<string> MeasuredIdentities(bool quiet = false) => LatencyStore.Identities(database, quiet);

    /// <summary>Identities of the cells that a sweep asked for when it was last run, the skipped ones left out; none for a sweep that never was.</summary>
    public IReadOnlySet<string> SweepIdentities(string sweep) => database.ReadTexts(
        "SELECT c.identity AS text FROM sweep_cell sc JOIN cell c ON c.id = sc.cell WHERE sc.sweep = ?1 AND sc.skip_reason IS NULL",
        sweep);

    /// <summary>
    /// Cells and pretrainings of a pair that were finished on a processor of this name: at most so many of each, of cells those
    /// that were registered last.
    /// </summary>
    public IReadOnlyList<FinishedWork> WorkOfCells(string dataset, string model, string cpu, int limit = 200) => FinishedWorkReader.Cells(database, dataset, model, cpu, limit);

    /// <inheritdoc cref="WorkOfCells"/>
    public IReadOnlyList<FinishedWork> WorkOfPretrainings(string dataset, string model, string cpu, int limit = 200) =>
        FinishedWorkReader.Pretrainings(database, dataset, model, cpu, limit);

    /// <summary>Whether a pretraining is done, or imported weights have been taken.</summary>
    public bool HasPretraining(string identity) => database.Scalar("SELECT 1 FROM pretraining WHERE identity = ?1", identity) is not null;

    /// <summary>Bytes of the database file for each finished cell, everything included; null for less than a hundred of them.</summary>
    public long? BytesPerCell() => database.Scalar(
        "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) / n FROM (SELECT count(*) AS n FROM result) WHERE n >= 100") as long?;

    /// <summary>Tells one state of a sweep and its results from another: when it was registered, the last attempt at whatever cell, and the last latency.</summary>
    public string StateOf(string sweep)
    {
        RequireSweep(sweep);
        return (string)database.Scalar(
        "SELECT registered || ' ' || coalesce((SELECT id || ' ' || ended FROM attempt ORDER BY id DESC LIMIT 1), '') || coalesce(' ' || (SELECT max(measured) FROM latency), '') FROM sweep WHERE name = ?1", sweep)!;
    }

    /// <summary>Which process is writing a database, and since when; null where none is.</summary>
    public static string? WriterOf(string path) => StoreLock.HolderOf(path);

    /// <inheritdoc/>
    public void Dispose() => database.Dispose();

    private static string OfSweep(string? sweep) => sweep is null ? "" : "WHERE sweep = ?1";

    /// <summary>Fails with the valid names where a sweep was never run.</summary>
    internal void RequireSweep(string sweep)
    {
        var names = SweepNames();
        if (!names.Contains(sweep)) throw new UserError($"{Names.Unknown("sweep", sweep, names)} in {database.Path}");
    }

    // The value for ?1 where a sweep is named.
    private object?[] Existing(string? sweep)
    {
        if (sweep is null) return [];
        RequireSweep(sweep);
        return [sweep];
    }

    private static ResultRow Row(SqliteDataReader row, IReadOnlyDictionary<string, string> settings) => new()
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
        NoisyLatency = !row.IsDBNull(23) && row.GetBoolean(23),
        Numbers = ResultNumbers.Read(row, 24),
        Strategy = row.GetString(24 + 16),
    };

    private static object?[] Values(SqliteDataReader row)
    {
        var values = new object?[row.FieldCount];
        row.GetValues(values!);
        for (var i = 0; i < values.Length; i++)
            if (values[i] is DBNull) values[i] = null;
        return values;
    }

    internal static string? TextOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static double NumberOrNaN(SqliteDataReader row, int column) => row.IsDBNull(column) ? double.NaN : row.GetDouble(column);
}
