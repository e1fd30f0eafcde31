namespace Bench.Results;

/// <summary>
/// Sweeps of another database: what is asked for under a name is a list of cells, so a sweep that has the same list here is there already, and one of the
/// same name with another list is kept beside it under a name of its own, the same whenever it is merged. Of a sweep of which the databases were asked for
/// parts, the merged one was asked for both.
/// </summary>
internal static class MergedSweeps
{
    private const int LeastDigits = 6, LongestName = 90;

    public static IReadOnlyList<MergedSweep> Add(Database database)
    {
        var added = new List<MergedSweep>();
        foreach (var (name, membership) in database.Read("SELECT name, membership FROM other.sweep ORDER BY name", row => (row.GetString(0), row.GetString(1))))
        {
            var (here, isNew) = NameHere(database, name, membership);
            if (!isNew)
            {
                JoinShards(database, name, here);
                continue;
            }
            database.Execute("INSERT INTO main.sweep (name, text, sha256, membership, registered, shards) SELECT ?2, text, sha256, membership, registered, shards FROM other.sweep WHERE name = ?1", name, here);
            var columns = Merge.Columns(database, "sweep_cell").Where(c => c is not ("sweep" or "cell")).ToList();
            database.Execute(
                $"""
                INSERT INTO main.sweep_cell (sweep, cell, {string.Join(", ", columns)})
                SELECT ?2, p.mine, {string.Join(", ", columns.Select(c => $"o.{c}"))} FROM other.sweep_cell o JOIN temp.pair p ON p.theirs = o.cell WHERE o.sweep = ?1
                """, name, here);
            added.Add(new(name, here));
        }
        return added;
    }

    private static void JoinShards(Database database, string there, string here)
    {
        if (database.Scalar("SELECT shards FROM main.sweep WHERE name = ?1", here) is not string mine) return;
        database.Execute(
            """
            UPDATE main.sweep_cell SET elsewhere = 0 WHERE sweep = ?2 AND elsewhere
              AND cell IN (SELECT p.mine FROM other.sweep_cell o JOIN temp.pair p ON p.theirs = o.cell WHERE o.sweep = ?1 AND NOT o.elsewhere)
            """, there, here);
        var left = database.Scalar("SELECT 1 FROM main.sweep_cell WHERE sweep = ?1 AND elsewhere", here) is not null;
        var joined = left ? AskedShards.Joined(mine, (string)database.Scalar("SELECT shards FROM other.sweep WHERE name = ?1", there)!) : null;
        if (joined != mine) database.Execute("UPDATE main.sweep SET shards = ?2 WHERE name = ?1", here, joined);
    }

    // Its own name, or that of an earlier merge, where it is here; else one that is free.
    private static (string Name, bool IsNew) NameHere(Database database, string name, string membership)
    {
        var names = Enumerable.Range(LeastDigits, membership.Length - LeastDigits + 1).Select(digits => $"{(name.Length > LongestName ? name[..LongestName] : name)}-{membership[..digits]}").Prepend(name);
        foreach (var candidate in names)
        {
            var (known, here) = database.Read("SELECT name, membership FROM main.sweep WHERE name = ?1 COLLATE NOCASE", row => (row.GetString(0), row.GetString(1)), candidate) is [var row] ? row : (candidate, null);
            if (here is null || here == membership) return (known, here is null);
        }
        throw new InvalidOperationException($"sweep {name} has no name here");
    }
}
