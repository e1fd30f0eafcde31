namespace Bench.Results;

/// <summary>
/// Sweeps of another database: what is asked for under a name is a list of cells, so a sweep that has the same list here is there already, and one of the
/// same name with another list is kept beside it under a name of its own, the same whenever it is merged.
/// </summary>
internal static class MergedSweeps
{
    private const int LeastDigits = 6, LongestName = 90;

    public static IReadOnlyList<MergedSweep> Add(Database database)
    {
        var added = new List<MergedSweep>();
        foreach (var (name, membership) in database.Read("SELECT name, membership FROM other.sweep ORDER BY name", row => (row.GetString(0), row.GetString(1))))
        {
            if (NameHere(database, name, membership) is not { } here) continue;
            database.Execute("INSERT INTO main.sweep (name, text, sha256, membership, registered) SELECT ?2, text, sha256, membership, registered FROM other.sweep WHERE name = ?1", name, here);
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

    // Null where it is here, under its own name or under that of an earlier merge.
    private static string? NameHere(Database database, string name, string membership)
    {
        var names = Enumerable.Range(LeastDigits, membership.Length - LeastDigits + 1).Select(digits => $"{(name.Length > LongestName ? name[..LongestName] : name)}-{membership[..digits]}").Prepend(name);
        foreach (var candidate in names)
        {
            var here = database.Scalar("SELECT membership FROM main.sweep WHERE name = ?1 COLLATE NOCASE", candidate) as string;
            if (here == membership) return null;
            if (here is null) return candidate;
        }
        return null;
    }
}
