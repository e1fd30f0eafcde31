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
    /// <param name="sql">A SELECT statement.</param>
    /// <param name="parameters">Values for the parameters that it names; null where it names none.</param>
    /// <exception cref="UserError">It has a mistake, gives no columns, or would write; or a parameter has no value or a value no parameter.</exception>
    public QueryResult Query(string sql, QueryParameters? parameters = null) => database.Query(sql, parameters ?? QueryParameters.None, reader =>
    {
        if (reader.FieldCount == 0) throw new UserError("the query gives no rows: write one SELECT statement");
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read()) rows.Add(Values(reader));
        if (reader.NextResult()) throw new UserError("more than one query: write one SELECT statement");
        return new QueryResult(columns, rows);
    });

    /// <summary>
    /// Finished cells in the order of a sweep and with its labels; of the whole database, with the names of compositions, where none is named. Only those
    /// of a filter, whose columns <c>sweep</c>, <c>position</c>, <c>recipe</c> and <c>pretraining_recipe</c> mean, without a sweep, any sweep that asks for them.
    /// </summary>
    /// <exception cref="UserError">The sweep is not there, or a condition of the filter is a mistake.</exception>
    public IReadOnlyList<ResultRow> ReadRows(string? sweep = null, RowFilter? filter = null)
    {
        if (sweep is not null) RequireSweep(sweep);
        return RowReader.Finished(database, sweep, filter ?? RowFilter.None);
    }

    /// <summary>What a filter has chosen of a sweep and the controls that it is measured by, whether or not the conditions hold of these; in the order of the sweep.</summary>
    public IReadOnlyList<ResultRow> WithControls(IReadOnlyList<ResultRow> chosen, string? sweep, RowFilter filter)
    {
        if (filter.IsEmpty) return chosen;
        var (there, needed) = (chosen.Select(r => r.Identity).ToHashSet(), chosen.Select(r => (r.ControlPoint, r.Seed)).ToHashSet());
        return [.. ReadRows(sweep).Where(r => there.Contains(r.Identity) || (r.IsControl && needed.Contains((r.ControlPoint, r.Seed))))];
    }

    /// <summary>
    /// Cells without a result: of a sweep in its order and with its labels, or of the whole database, each once and by its composition. Conditions on what only
    /// finished cells have do not apply.
    /// </summary>
    /// <exception cref="UserError">The sweep is not there, or a condition of the filter is a mistake.</exception>
    public IReadOnlyList<MissingRow> ReadMissing(string? sweep = null, RowFilter? filter = null)
    {
        if (sweep is not null) RequireSweep(sweep);
        return RowReader.Missing(database, sweep, filter ?? RowFilter.None);
    }

    /// <summary>All layers of the finished cells of a sweep, or of all cells, in forward order.</summary>
    public IReadOnlyList<LayerRow> ReadLayers(string? sweep = null) => DetailReader.Layers(database, sweep, Existing(sweep));

    /// <summary>All epochs of retraining of the finished cells of a sweep, or of all cells; epoch 0 is the network as it was pruned.</summary>
    public IReadOnlyList<EpochRow> ReadEpochs(string? sweep = null) => DetailReader.Epochs(database, sweep, Existing(sweep));

    /// <summary>All epochs of the pretrainings from which the cells of a sweep, or all cells, start.</summary>
    public IReadOnlyList<EpochRow> ReadPretrainingEpochs(string? sweep = null) => DetailReader.PretrainingEpochs(database, sweep, Existing(sweep));

    /// <summary>The queries of the same cells, with all values written out.</summary>
    /// <exception cref="UserError">The sweep is not there, or a condition of the filter is a mistake.</exception>
    public ScopeQueries QueriesOf(string? sweep = null, RowFilter? filter = null)
    {
        if (sweep is not null) RequireSweep(sweep);
        return ScopeQueries.Of(database, sweep, filter ?? RowFilter.None);
    }

    /// <summary>All that is read in it is of one moment, also while a sweep goes on.</summary>
    public T AtOnce<T>(Func<T> read) => database.AtOnce(read);

    /// <summary>All sweeps and how far they are, by name.</summary>
    public IReadOnlyList<SweepStatus> Sweeps() => StatusReader.Sweeps(database);

    /// <summary>A sweep's file as it was when it was run last; null for one of which it is not known.</summary>
    public string? SweepText(string sweep) => database.Scalar("SELECT text FROM sweep WHERE name = ?1", sweep) as string;

    /// <summary>The parts of a sweep that the database was asked for, such as <c>2/5</c>, separated by blanks; null where that is all of it, or there is no such sweep.</summary>
    public string? ShardsOf(string sweep) => database.Scalar("SELECT shards FROM sweep WHERE name = ?1", sweep) as string;

    /// <summary>Names of all sweeps.</summary>
    public IReadOnlyList<string> SweepNames() => database.Read("SELECT name FROM sweep ORDER BY name", row => row.GetString(0));

    /// <summary>Cells that failed and have no result, the latest first; of one sweep or of all.</summary>
    public IReadOnlyList<FailureRow> RecentFailures(string? sweep = null, int limit = 20) => StatusReader.Failures(database, OfSweep(sweep), Existing(sweep), limit);

    /// <summary>Cells finished by hour, in order, hours without any left out; of one sweep or of all.</summary>
    public IReadOnlyList<HourlyCount> FinishedPerHour(string? sweep = null) => StatusReader.PerHour(database, Existing(sweep));

    /// <summary>Identities of all cells that have a result, of whatever sweep.</summary>
    public IReadOnlySet<string> FinishedIdentities() => FinishedCells.Identities(database);

    /// <inheritdoc cref="ResultStore.MeasuredIdentities"/>
    public IReadOnlySet<string> MeasuredIdentities(bool quiet = false) => LatencyStore.Timed(database, quiet, LatencyRecord.Ours, LatencyRecord.Fp32);

    /// <summary>What was measured of which cells; where asked, only where nothing is noisy.</summary>
    public MeasuredCells Measured(bool quiet = false) => LatencyStore.Measured(database, quiet);

    /// <inheritdoc cref="ResultStore.FailedIdentities"/>
    public IReadOnlySet<string> FailedIdentities(int attempts) => FinishedCells.GivenUp(database, attempts);

    /// <inheritdoc cref="ResultStore.ShapeOf"/>
    public NetworkShape ShapeOf(string identity) => LatencyStore.ShapeOf(database, identity);

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

    private static object?[] Values(SqliteDataReader row)
    {
        var values = new object?[row.FieldCount];
        row.GetValues(values!);
        for (var i = 0; i < values.Length; i++)
            if (values[i] is DBNull) values[i] = null;
        return values;
    }

    internal static string? TextOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
