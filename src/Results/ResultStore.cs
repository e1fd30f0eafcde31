using Bench.Core;

namespace Bench.Results;

/// <summary>
/// The only writer of a results database: one at a time, which a lock enforces. Every method is one transaction that is on
/// the disk when it returns; a process that is killed leaves what it had saved and nothing else.
/// </summary>
public sealed class ResultStore : IRunRecords, IDisposable
{
    private readonly Database database;
    private readonly StoreLock held;
    private readonly TimeProvider time;

    private ResultStore(Database database, StoreLock held, TimeProvider time) => (this.database, this.held, this.time) = (database, held, time);

    /// <summary>
    /// Opens a database, makes it where there is none, and brings an older one to this schema after copying it to
    /// <c>FILE.vN.bak</c>.
    /// </summary>
    /// <param name="path">The database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long to wait while another process holds it.</param>
    /// <exception cref="UserError">Held by another process, read-only, corrupt, of another program, or written by a newer one.</exception>
    public static ResultStore Open(string path, TimeProvider time, TimeSpan patience = default) => Open(path, time, Schema.Current, patience);

    internal static ResultStore Open(string path, TimeProvider time, Schema schema, TimeSpan patience = default)
    {
        if (DatabaseFile.Refusal(path) is { } refusal) throw new UserError(refusal);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"database {path} cannot be made: {DatabaseFile.Obstacle(path)}", error);
        }
        var held = StoreLock.Acquire(path, time, patience);
        Database? database = null;
        var isOurs = false;
        try
        {
            database = Database.OpenForWriting(path);
            schema.Check(database);
            isOurs = true;
            schema.Apply(database);
            return new ResultStore(database, held, time);
        }
        catch
        {
            database?.Dispose();
            if (isOurs) held.Dispose();
            else held.Withdraw();
            throw;
        }
    }

    /// <summary>Whether a sweep is registered with just these members, and the database was asked for them or for this part of them: then there is no need to describe its cells.</summary>
    public bool IsRegistered(SweepRecord sweep, IEnumerable<SweepMember> members, SweepShard? shard = null) => IsRegistered(sweep, Membership.FingerprintOf(members), shard);

    /// <summary>Identities of the cells for which the sweep of a name asks; null where there is no such sweep.</summary>
    public IReadOnlySet<string>? MembersOf(string sweep) => database.Scalar("SELECT 1 FROM sweep WHERE name = ?1", sweep) is null ? null
        : Membership.Read(database, sweep).Select(member => member.Identity).ToHashSet(StringComparer.Ordinal);

    /// <summary>Removes what <see cref="Removal.Of"/> has found, in one transaction, and gives the room back.</summary>
    public void Remove(Removal removal)
    {
        database.InTransaction(() =>
        {
            RemovalWriter.Remove(database, removal);
            return true;
        });
        database.Run("VACUUM");
    }

    /// <summary>Adds what another database has and this one has not, by identity, in one transaction, and compares what both have, which stays as it is here.</summary>
    /// <param name="path">The other database, which is only read; an older one by way of a copy.</param>
    /// <param name="dryRun">Only count and compare.</param>
    /// <exception cref="UserError">It is not there, is being written, is this one, or is no database of this program.</exception>
    public MergeReport Merge(string path, bool dryRun = false) => Results.Merge.Do(database, path, dryRun);

    /// <summary>
    /// Adds what the results files of a cluster's tasks have and this database has not, record by record, and compares results that are here already, which stay.
    /// Doing it again changes nothing; where it is interrupted, doing it again adds the rest.
    /// </summary>
    /// <param name="files">The files; one that cannot be read, or not wholly, is told in the report.</param>
    /// <param name="progress">Told after each file how many were read.</param>
    public IngestReport Ingest(IEnumerable<string> files, Action<int>? progress = null) => new Ingestion(database).Do(files, progress);

    /// <summary>
    /// Says which cells a sweep asks for, by position, and which cannot be run and why. What was registered under that name
    /// before is replaced; cells and results stay, and so does what other sweeps call them. Where this database is asked for a part of the cells only, the others
    /// are known to be elsewhere; parts for which it was asked before, of the same cells, remain its own.
    /// </summary>
    public void RegisterSweep(
        SweepRecord sweep, IReadOnlyList<(CellDescription Cell, int Position)> cells, IReadOnlyList<(CellDescription Cell, string Reason)> skipped, SweepShard? shard = null)
    {
        var membership = Membership.FingerprintOf(
            cells.Select(c => SweepMember.Of(c.Cell, c.Position)).Concat(skipped.Select(s => SweepMember.Of(s.Cell, s.Reason))));
        if (IsRegistered(sweep, membership, shard)) return;
        database.InTransaction(() =>
        {
            var asked = AskedShards.Of(database, sweep.Name, membership).With(shard, [.. cells.Select(c => c.Cell.Identity)]);
            database.Execute(
                """
                INSERT INTO sweep (name, text, sha256, membership, registered, shards) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE SET text = excluded.text, sha256 = excluded.sha256, membership = excluded.membership, registered = excluded.registered, shards = excluded.shards
                """,
                sweep.Name, sweep.Text, sweep.Sha256, membership, time.GetUtcNow(), asked.Names);
            database.Execute("DELETE FROM sweep_cell WHERE sweep = ?1", sweep.Name);
            Orphans.RemoveOfCells(database);
            var options = new CellOptionsReader();
            var points = new OperatingPoints(options);
            foreach (var (cell, position) in cells) AddMember(sweep.Name, cell, position, options, points, skipReason: null, !asked.Has(cell.Identity));
            var next = cells.Count == 0 ? 0 : cells.Max(cell => cell.Position) + 1;
            foreach (var (cell, reason) in skipped) AddMember(sweep.Name, cell, next++, options, points, reason, elsewhere: false);
            return true;
        });
    }

    /// <summary>Identities of all cells that have a result, of whatever sweep.</summary>
    public IReadOnlySet<string> FinishedIdentities() => FinishedCells.Identities(database);

    /// <summary>
    /// Stores a finished cell and the attempt that finished it. Returns false, and changes nothing, where the cell already
    /// has a result.
    /// </summary>
    public bool Save(CellResult result, AttemptRecord attempt) => database.InTransaction(() =>
    {
        var cell = CellId(result.Identity);
        if (!ResultWriter.Insert(database, cell, result, attempt.Ended)) return false;
        AttemptWriter.Insert(database, attempt);
        return true;
    });

    /// <summary>Stores an attempt that gave no result.</summary>
    public void SaveFailure(AttemptRecord attempt) => database.InTransaction(() => AttemptWriter.Insert(database, attempt));

    /// <summary>How many attempts at a cell have failed or died.</summary>
    public int FailedAttempts(string identity) =>
        Convert.ToInt32(database.Scalar("SELECT count(*) FROM attempt WHERE identity = ?1 AND outcome <> 'finished'", identity));

    /// <summary>
    /// Identities of all cells that have no result and are given up: at least so many attempts at the cell, or at the pretraining
    /// that it starts from, have failed, or one that would fail just so again (<see cref="AttemptRecord.Reason"/>). With fewer the cell was
    /// interrupted before its next attempt.
    /// </summary>
    public IReadOnlySet<string> FailedIdentities(int attempts) => FinishedCells.GivenUp(database, attempts);

    /// <summary>Stores a finished pretraining. Returns false, and changes nothing, where it is already there.</summary>
    public bool SavePretraining(PretrainingRecord pretraining) => database.InTransaction(() => ResultWriter.Insert(database, pretraining));

    /// <summary>Stores what was measured of a finished cell, in place of what was measured before.</summary>
    public void Save(CellLatencies latencies) => database.InTransaction(() =>
    {
        LatencyStore.Save(database, CellId(latencies.Identity), latencies, time.GetUtcNow());
        return true;
    });

    /// <summary>Identities of all cells whose latencies were measured; where asked, only of those of which none is noisy.</summary>
    public IReadOnlySet<string> MeasuredIdentities(bool quiet = false) => LatencyStore.Timed(database, quiet, LatencyRecord.Ours, LatencyRecord.Fp32);

    /// <summary>What was measured of which cells; where asked, only where nothing is noisy.</summary>
    public MeasuredCells Measured(bool quiet = false) => LatencyStore.Measured(database, quiet);

    /// <summary>What the speed of a finished cell's network depends on beside the model.</summary>
    public NetworkShape ShapeOf(string identity) => LatencyStore.ShapeOf(database, identity);

    /// <summary>Stores what a cut of a scan has come to. Returns false, and changes nothing, where it is already there.</summary>
    public bool Save(ScanRecord scan, SensitivityRecord found) => database.InTransaction(() => SensitivityStore.Insert(database, scan, found, time.GetUtcNow()));

    /// <summary>Identities of all cuts of scans that were measured.</summary>
    public IReadOnlySet<string> ScannedIdentities() => database.ReadTexts("SELECT identity AS text FROM sensitivity");

    /// <summary>Whether something was written since it was opened, by this schema.</summary>
    internal bool HasChanged => database.HasChanged;

    /// <summary>Copies the database as it is now into a new file.</summary>
    public void Backup(string path) => database.Backup(path);

    /// <summary>Leaves one file with everything in it, beside which no other is needed, and gives the lock back.</summary>
    public void Dispose()
    {
        database.Rest();
        database.Dispose();
        held.Dispose();
    }

    private void AddMember(string sweep, CellDescription cell, int position, CellOptionsReader options, OperatingPoints points, string? skipReason, bool elsewhere) =>
        database.Insert("sweep_cell", ignore: false,
            ("sweep", sweep), ("operating_point", points.NumberOf(cell)), ("cell", AddCell(cell, options)), ("position", position),
            ("strategy", cell.Strategy), ("recipe", cell.Recipe), ("pretraining_recipe", cell.PretrainingRecipe), ("latency", cell.Latency),
            ("skip_reason", skipReason), ("elsewhere", elsewhere));

    private long AddCell(CellDescription cell, CellOptionsReader options)
    {
        var added = CellWriter.Insert(database, null, cell, options);
        if (!added) return CellId(cell.Identity);
        var id = database.LastInserted;
        database.Insert("configuration", ignore: false, ("cell", id), ("json", cell.Configuration));
        return id;
    }

    private long CellId(string identity) => database.Scalar("SELECT id FROM cell WHERE identity = ?1", identity) as long?
        ?? throw new InvalidOperationException($"cell {identity} belongs to no registered sweep");

    // Not where somebody has deleted cells of it by hand.
    private bool IsRegistered(SweepRecord sweep, string membership, SweepShard? shard) =>
        database.Scalar("SELECT coalesce(shards, '') FROM sweep WHERE name = ?1 AND sha256 = ?2 AND membership = ?3", sweep.Name, sweep.Sha256, membership) is string shards
        && (shards == "" || (shard is not null && shards.Split(' ').Contains(shard.Name)))
        && Membership.IsWhole(database, sweep.Name);
}
