using Bench.Core;

namespace Bench.Results;

/// <summary>
/// Adds to a database what another has and it has not, by identity: recipes, machines, pretrainings, cells, results, latencies, attempts, scans, sweeps. What both
/// have is compared, and stays as it is here.
/// </summary>
internal static class Merge
{
    // Of a result, by its own key; columns of `result` and `latency` need more.
    private static readonly string[] Parts = ["evaluation", "layer", "epoch", "cut", "class_accuracy"];

    /// <summary>Does it, in one transaction; only counts where asked.</summary>
    public static MergeReport Do(Database database, string path, bool dryRun)
    {
        if (StoreLock.HolderOf(path) is { } writer)
            throw new UserError(System.IO.Path.GetFullPath(path) == System.IO.Path.GetFullPath(database.Path)
                ? $"{path} is the database to merge into: name another one" : $"database {path} is being written by {writer}: merge it when that has ended");
        using var source = DatabaseCopy.Of(path);
        using (var copy = Database.OpenForWriting(source.Path))
        {
            Orphans.RemoveOfCells(copy);
            copy.Rest();
        }
        database.Run($"ATTACH {SqlLiteral.Of(source.Path)} AS other");
        try
        {
            return database.InTransaction(() =>
            {
                database.Run("SAVEPOINT merge");
                var report = Add(database);
                if (dryRun) database.Run("ROLLBACK TO merge");
                database.Run("RELEASE merge; DROP TABLE IF EXISTS temp.machine; DROP TABLE IF EXISTS temp.pair; DROP TABLE IF EXISTS temp.fresh");
                return report;
            });
        }
        finally
        {
            database.Run("DETACH other");
        }
    }

    private static MergeReport Add(Database database)
    {
        Orphans.RemoveOfCells(database);
        foreach (var table in new[] { "recipe", "fingerprint" }) database.Execute($"INSERT INTO main.{table} SELECT * FROM other.{table} WHERE true ON CONFLICT DO NOTHING");
        AddMachines(database);
        var disagreements = Disagreements.OfPretrainings(database);
        var pretrainings = AddPretrainings(database);
        var cells = AddCells(database);
        disagreements.AddRange(Disagreements.OfResults(database));
        var equal = Count(database, "SELECT count(*) FROM temp.pair p WHERE result_here AND result_there") - disagreements.Count(d => !d.IsPretraining);
        var results = AddResults(database);
        var starts = disagreements.Where(d => d.IsPretraining).Select(d => d.Disagreement.Identity).ToList();
        var cuts = Disagreements.OfCuts(database, starts);
        var (sensitivities, leftOut) = SensitivityStore.Merge(database, starts);
        return new MergeReport
        {
            Cells = cells,
            Results = results,
            Pretrainings = pretrainings,
            Latencies = AddLatencies(database, [.. disagreements.Where(d => !d.IsPretraining).Select(d => d.Disagreement.Identity)]),
            Attempts = AddAttempts(database),
            Sensitivities = sensitivities,
            CutsLeftOut = leftOut,
            Sweeps = MergedSweeps.Add(database),
            Equal = equal,
            Disagreements = [.. disagreements.Select(d => d.Disagreement), .. cuts],
        };
    }

    private static void AddMachines(Database database)
    {
        var columns = Columns(database, "environment").Where(c => c != "id").ToList();
        var list = string.Join(", ", columns);
        database.Execute($"INSERT INTO main.environment ({list}) SELECT {list} FROM other.environment WHERE true ORDER BY id ON CONFLICT DO NOTHING");
        database.Execute($"CREATE TEMP TABLE machine AS SELECT o.id AS theirs, m.id AS mine FROM other.environment o JOIN main.environment m ON {string.Join(" AND ", columns.Select(c => $"m.{c} = o.{c}"))}");
    }

    private static int AddPretrainings(Database database)
    {
        database.Execute("CREATE TEMP TABLE fresh AS SELECT identity FROM other.pretraining EXCEPT SELECT identity FROM main.pretraining");
        foreach (var table in new[] { "pretraining_evaluation", "pretraining_epoch" }) // what somebody who deletes by hand has left
            database.Execute($"DELETE FROM main.{table} WHERE pretraining IN (SELECT identity FROM temp.fresh)");
        var added = Copy(database, "pretraining", "identity IN (SELECT identity FROM temp.fresh)", "identity");
        foreach (var table in new[] { "pretraining_evaluation", "pretraining_epoch" }) Copy(database, table, "pretraining IN (SELECT identity FROM temp.fresh)", "pretraining");
        return added;
    }

    // Keys of cells are of one database only: pairs say which is which.
    private static int AddCells(Database database)
    {
        var columns = string.Join(", ", Columns(database, "cell").Where(c => c != "id"));
        var added = database.Execute($"INSERT INTO main.cell ({columns}) SELECT {columns} FROM other.cell WHERE true ORDER BY id ON CONFLICT (identity) DO NOTHING");
        database.Execute(
            """
            CREATE TEMP TABLE pair AS SELECT o.id AS theirs, m.id AS mine, EXISTS (SELECT 1 FROM main.result WHERE cell = m.id) AS result_here,
              EXISTS (SELECT 1 FROM other.result WHERE cell = o.id) AS result_there
            FROM other.cell o JOIN main.cell m ON m.identity = o.identity
            """);
        database.Execute("CREATE UNIQUE INDEX temp.pair_by_theirs ON pair (theirs)");
        database.Execute("INSERT INTO main.configuration SELECT p.mine, o.json FROM other.configuration o JOIN temp.pair p ON p.theirs = o.cell WHERE true ON CONFLICT DO NOTHING");
        return added;
    }

    private static int AddResults(Database database)
    {
        const string isNew = "cell IN (SELECT theirs FROM temp.pair WHERE result_there AND NOT result_here)";
        var added = Copy(database, "result", isNew, "cell");
        foreach (var table in Parts) Copy(database, table, isNew, "cell");
        return added;
    }

    // What is not here of a runtime and arithmetic; of other numbers' networks nothing is taken.
    private static int AddLatencies(Database database, IReadOnlyList<string> disagreeing)
    {
        database.Execute("DROP TABLE temp.fresh");
        database.Execute(
            """
            CREATE TEMP TABLE fresh AS SELECT p.theirs, p.mine, m.identity, o.part, o.runtime, o.precision FROM temp.pair p JOIN main.cell m ON m.id = p.mine
            JOIN (SELECT DISTINCT 'latency' AS part, cell, runtime, precision FROM other.latency UNION ALL SELECT 'deployed', cell, '', precision FROM other.deployed) o ON o.cell = p.theirs
            WHERE NOT EXISTS (SELECT 1 FROM main.latency h WHERE o.part = 'latency' AND h.cell = p.mine AND h.runtime = o.runtime AND h.precision = o.precision)
              AND NOT EXISTS (SELECT 1 FROM main.deployed h WHERE o.part = 'deployed' AND h.cell = p.mine AND h.precision = o.precision)
            """);
        database.Execute("CREATE INDEX temp.fresh_by_identity ON fresh (identity)");
        foreach (var identity in disagreeing) database.Execute("DELETE FROM temp.fresh WHERE identity = ?1", identity);
        // What was measured in turns is compared, so it is taken as a whole, in place of what lacks a part of it.
        database.Execute("DELETE FROM main.latency WHERE (cell, runtime) IN (SELECT mine, runtime FROM temp.fresh WHERE part = 'latency')");
        Copy(database, "latency", "(cell, runtime) IN (SELECT theirs, runtime FROM temp.fresh WHERE part = 'latency')", "cell");
        Copy(database, "deployed", "(cell, precision) IN (SELECT theirs, precision FROM temp.fresh WHERE part = 'deployed')", "cell");
        return Count(database, "SELECT count(DISTINCT theirs) FROM temp.fresh");
    }

    private static int AddAttempts(Database database)
    {
        var columns = Columns(database, "attempt").Where(c => c != "id").ToList();
        return database.Execute(
            $"""
            INSERT INTO main.attempt ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select(c => $"o.{c}"))} FROM other.attempt o
            WHERE NOT EXISTS (SELECT 1 FROM main.attempt m WHERE {string.Join(" AND ", columns.Select(c => $"m.{c} IS o.{c}"))}) ORDER BY o.id
            """);
    }

    // Rows of the other database, with the keys that they have here.
    private static int Copy(Database database, string table, string which, string order)
    {
        var columns = Columns(database, table);
        string Here(string column) => column switch
        {
            "cell" => "(SELECT mine FROM temp.pair WHERE theirs = o.cell)",
            "environment" => "(SELECT mine FROM temp.machine WHERE theirs = o.environment)",
            _ => $"o.{column}",
        };
        return database.Execute($"INSERT INTO main.{table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select(Here))} FROM other.{table} o WHERE {which} ORDER BY {order}");
    }

    // Without generated ones.
    internal static IReadOnlyList<string> Columns(Database database, string table) =>
        database.Read("SELECT name FROM pragma_table_info(?1) ORDER BY cid", row => row.GetString(0), table);

    private static int Count(Database database, string sql) => Convert.ToInt32(database.Scalar(sql));
}
