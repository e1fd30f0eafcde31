using Bench.Core;

namespace Bench.Results;

/// <summary>
/// The only writer of a results database: one at a time, which a lock enforces. Every method is one transaction that is on
/// the disk when it returns; a process that is killed leaves what it had saved and nothing else.
/// </summary>
public sealed class ResultStore : IDisposable
{
    private readonly Database database;
    private readonly StoreLock held;
    private readonly TimeProvider time;

    private ResultStore(Database database, StoreLock held, TimeProvider time) => (this.database, this.held, this.time) = (database, held, time);

    /// <summary>
    /// Opens a database, makes it where there is none, and brings an older one to this schema after copying it to
    /// <c>FILE.vN.bak</c>.
    /// </summary>
    /// <exception cref="UserError">Held by another process, read-only, corrupt, of another program, or written by a newer one.</exception>
    public static ResultStore Open(string path, TimeProvider time) => Open(path, time, Schema.Current);

    internal static ResultStore Open(string path, TimeProvider time, Schema schema)
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
        var held = StoreLock.Acquire(path, time);
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

    /// <summary>Whether a sweep is registered with just these members: then there is no need to describe its cells.</summary>
    public bool IsRegistered(SweepRecord sweep, IEnumerable<SweepMember> members) => IsRegistered(sweep, Membership.FingerprintOf(members));

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
    /// Says which cells a sweep asks for, by position, and which cannot be run and why. What was registered under that name
    /// before is replaced; cells and results stay, and so does what other sweeps call them.
    /// </summary>
    public void RegisterSweep(
        SweepRecord sweep, IReadOnlyList<(CellDescription Cell, int Position)> cells, IReadOnlyList<(CellDescription Cell, string Reason)> skipped)
    {
        var membership = Membership.FingerprintOf(
            cells.Select(c => SweepMember.Of(c.Cell, c.Position)).Concat(skipped.Select(s => SweepMember.Of(s.Cell, s.Reason))));
        if (IsRegistered(sweep, membership)) return;
        database.InTransaction(() =>
        {
            database.Execute(
                """
                INSERT INTO sweep (name, text, sha256, membership, registered) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT DO UPDATE SET text = excluded.text, sha256 = excluded.sha256, membership = excluded.membership, registered = excluded.registered
                """,
                sweep.Name, sweep.Text, sweep.Sha256, membership, time.GetUtcNow());
            database.Execute("DELETE FROM sweep_cell WHERE sweep = ?1", sweep.Name);
            Orphans.RemoveOfCells(database);
            var options = new CellOptionsReader();
            var points = new OperatingPoints(options);
            foreach (var (cell, position) in cells) AddMember(sweep.Name, cell, position, options, points, skipReason: null);
            var next = cells.Count == 0 ? 0 : cells.Max(cell => cell.Position) + 1;
            foreach (var (cell, reason) in skipped) AddMember(sweep.Name, cell, next++, options, points, reason);
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
        Insert(attempt);
        return true;
    });

    /// <summary>Stores an attempt that gave no result.</summary>
    public void SaveFailure(AttemptRecord attempt) => database.InTransaction(() => Insert(attempt));

    /// <summary>How many attempts at a cell have failed or died.</summary>
    public int FailedAttempts(string identity) =>
        Convert.ToInt32(database.Scalar("SELECT count(*) FROM attempt WHERE identity = ?1 AND outcome <> 'finished'", identity));

    /// <summary>
    /// Identities of all cells that have no result and are given up: at least so many attempts at the cell, or at the pretraining
    /// that it starts from, have failed, or one that would fail just so again (<see cref="AttemptRecord.Reason"/>). With fewer the cell was
    /// interrupted before its next attempt.
    /// </summary>
    public IReadOnlySet<string> FailedIdentities(int attempts) => database.Read(
        """
        WITH exhausted AS (SELECT identity FROM attempt WHERE outcome <> 'finished' GROUP BY identity
          HAVING count(*) >= ?1 OR max(reason LIKE 'NaN %' OR reason LIKE 'infinite %'))
        SELECT identity FROM cell WHERE id NOT IN (SELECT cell FROM result)
          AND (identity IN exhausted OR start IN (SELECT identity FROM exhausted EXCEPT SELECT identity FROM pretraining))
        """,
        row => row.GetString(0), attempts).ToHashSet(StringComparer.Ordinal);

    /// <summary>Stores a finished pretraining. Returns false, and changes nothing, where it is already there.</summary>
    public bool SavePretraining(PretrainingRecord pretraining) => database.InTransaction(() => ResultWriter.Insert(database, pretraining));

    /// <summary>Stores what was measured of a finished cell, in place of what was measured before.</summary>
    public void Save(CellLatencies latencies) => database.InTransaction(() =>
    {
        LatencyStore.Save(database, CellId(latencies.Identity), latencies, time.GetUtcNow());
        return true;
    });

    /// <summary>Identities of all cells whose latencies were measured; where asked, only of those of which none is noisy.</summary>
    public IReadOnlySet<string> MeasuredIdentities(bool quiet = false) => LatencyStore.Identities(database, quiet);

    /// <summary>What the speed of a finished cell's network depends on beside the model.</summary>
    public NetworkShape ShapeOf(string identity) => LatencyStore.ShapeOf(database, identity);

    /// <summary>Copies the database as it is now into a new file.</summary>
    public void Backup(string path) => database.Backup(path);

    /// <summary>Leaves one file with everything in it, beside which no other is needed, and gives the lock back.</summary>
    public void Dispose()
    {
        database.Rest();
        database.Dispose();
        held.Dispose();
    }

    private void AddMember(string sweep, CellDescription cell, int position, CellOptionsReader options, OperatingPoints points, string? skipReason) =>
        database.Insert("sweep_cell", ignore: false,
            ("sweep", sweep), ("operating_point", points.NumberOf(cell)), ("cell", AddCell(cell, options)), ("position", position),
            ("strategy", cell.Strategy), ("recipe", cell.Recipe), ("pretraining_recipe", cell.PretrainingRecipe), ("latency", cell.Latency), ("skip_reason", skipReason));

    private long AddCell(CellDescription cell, CellOptionsReader options)
    {
        var added = CellWriter.Insert(database, null, cell, options);
        if (!added) return CellId(cell.Identity);
        var id = database.LastInserted;
        database.Insert("configuration", ignore: false, ("cell", id), ("json", cell.Configuration));
        return id;
    }

    private bool Insert(AttemptRecord attempt) => database.Insert("attempt", ignore: false,
        ("identity", attempt.Identity), ("started", attempt.Started), ("ended", attempt.Ended), ("host", attempt.Host),
        ("process_id", attempt.ProcessId), ("device", attempt.Device), ("outcome", attempt.Outcome), ("reason", attempt.Reason),
        ("peak_memory", attempt.PeakMemory));

    private long CellId(string identity) => database.Scalar("SELECT id FROM cell WHERE identity = ?1", identity) as long?
        ?? throw new InvalidOperationException($"cell {identity} belongs to no registered sweep");

    // Not where somebody has deleted cells of it by hand.
    private bool IsRegistered(SweepRecord sweep, string membership) =>
        database.Scalar("SELECT 1 FROM sweep WHERE name = ?1 AND sha256 = ?2 AND membership = ?3", sweep.Name, sweep.Sha256, membership) is not null
        && Membership.IsWhole(database, sweep.Name);
}
