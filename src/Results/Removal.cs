using Bench.Core;

namespace Bench.Results;

/// <summary>What is to be removed from a database.</summary>
public sealed record RemovalRequest
{
    /// <summary>A sweep, with the cells that only it asks for; with one of the next two: only those of this sweep.</summary>
    public string? Sweep { get; init; }

    /// <summary>The results of cells for which this SQL condition holds, in terms of <c>v_results</c>; of <c>v_sweep_results</c> with a sweep.</summary>
    public string? Condition { get; init; }

    /// <summary>Attempts that failed or died.</summary>
    public bool FailedAttempts { get; init; }
}

/// <summary>What a request comes to.</summary>
public sealed record Removal
{
    /// <summary>The sweep that is forgotten; null where none is.</summary>
    public string? Sweep { get; private init; }

    /// <summary>Cells of that sweep, and those of them that other sweeps ask for too, which stay.</summary>
    public int Asked { get; private init; }
    public int Shared { get; private init; }

    /// <summary>Cells that go, with everything about them: no sweep asks for them any more.</summary>
    public required IReadOnlyList<long> Cells { get; init; }

    /// <summary>Cells whose result goes, while the cell stays because a sweep asks for it.</summary>
    public required IReadOnlyList<long> Emptied { get; init; }

    /// <summary>Identities of both.</summary>
    public IReadOnlyList<string> Identities { get; private init; } = [];

    /// <summary>How many of these belong to other sweeps than the one that was named.</summary>
    public int EmptiedElsewhere { get; private init; }

    /// <summary>How many cells of both kinds have a result.</summary>
    public int Results { get; private init; }

    /// <summary>Pretrainings that no cell starts from any more.</summary>
    public required IReadOnlyList<string> Pretrainings { get; init; }

    /// <summary>Attempts: those that failed, where only they are asked for, else all at what goes.</summary>
    public required IReadOnlyList<long> Attempts { get; init; }

    public bool IsEmpty => Sweep is null && Cells.Count + Emptied.Count + Pretrainings.Count + Attempts.Count == 0;

    /// <summary>Finds out what a request comes to; nothing is changed.</summary>
    /// <exception cref="UserError">There is no such sweep, or the condition has a mistake.</exception>
    public static Removal Of(ResultReader reader, RemovalRequest request)
    {
        if (request.Sweep is { } sweep) reader.RequireSweep(sweep);
        var database = reader.Database;
        database.Run("CREATE TEMP TABLE IF NOT EXISTS chosen (cell INTEGER PRIMARY KEY); DELETE FROM temp.chosen");
        if (request.FailedAttempts) return FailedAttemptsOf(database, request.Sweep);
        if (request.Condition is { } condition)
        {
            var of = request.Sweep is null ? "v_results WHERE" : $"v_sweep_results WHERE sweep = {Literal(request.Sweep)} AND";
            foreach (var row in reader.Query($"SELECT cell FROM {of} ({condition}\n)").Rows) database.Execute("INSERT INTO temp.chosen VALUES (?1)", row[0]);
            var chosen = Chosen(database, "SELECT 1 FROM sweep_cell sc WHERE sc.cell = chosen.cell");
            return request.Sweep is null ? chosen : chosen with
            {
                EmptiedElsewhere = Convert.ToInt32(database.Scalar(
                    "SELECT count(DISTINCT cell) FROM sweep_cell WHERE cell IN (SELECT cell FROM temp.chosen) AND sweep <> ?1", request.Sweep)),
            };
        }
        database.Execute("INSERT INTO temp.chosen SELECT DISTINCT cell FROM sweep_cell WHERE sweep = ?1", request.Sweep);
        var asked = Count(database, "SELECT count(*) FROM temp.chosen");
        database.Execute("DELETE FROM temp.chosen WHERE cell IN (SELECT cell FROM sweep_cell WHERE sweep <> ?1)", request.Sweep);
        var removal = Chosen(database, "SELECT 1 WHERE 0");
        return removal with { Sweep = request.Sweep, Asked = asked, Shared = asked - removal.Cells.Count };
    }

    // Chosen cells go wholly unless somebody wants them.
    private static Removal Chosen(Database database, string wanted)
    {
        var cells = Keys(database, $"SELECT cell FROM temp.chosen AS chosen WHERE NOT EXISTS ({wanted})");
        var emptied = Keys(database, $"SELECT cell FROM temp.chosen AS chosen WHERE EXISTS ({wanted})");
        var starts = database.Read(
            $"""
            WITH going AS (SELECT cell FROM temp.chosen AS chosen WHERE NOT EXISTS ({wanted}))
            SELECT DISTINCT g.start, p.identity IS NOT NULL FROM cell g LEFT JOIN pretraining p ON p.identity = g.start
            WHERE g.id IN going AND NOT EXISTS (SELECT 1 FROM cell c WHERE c.start = g.start AND c.id NOT IN going)
            """, row => (Identity: row.GetString(0), IsFinished: row.GetBoolean(1)));
        return new Removal
        {
            Cells = cells,
            Emptied = emptied,
            Identities = database.Read("SELECT c.identity FROM temp.chosen ch JOIN cell c ON c.id = ch.cell", row => row.GetString(0)),
            Results = Count(database, "SELECT count(*) FROM result WHERE cell IN (SELECT cell FROM temp.chosen)"),
            Pretrainings = [.. starts.Where(start => start.IsFinished).Select(start => start.Identity)],
            Attempts =
            [
                .. Keys(database, "SELECT a.id FROM temp.chosen ch JOIN cell c ON c.id = ch.cell JOIN attempt a ON a.identity = c.identity"),
                .. starts.SelectMany(start => Keys(database, "SELECT id FROM attempt WHERE identity = ?1", start.Identity)), // of failed ones too: nothing would try them again
            ],
        };
    }

    private static Removal FailedAttemptsOf(Database database, string? sweep)
    {
        const string ofSweep = "SELECT c.{0} FROM sweep_cell sc JOIN cell c ON c.id = sc.cell WHERE sc.sweep = ?1";
        var where = sweep is null ? "" : $" AND identity IN ({string.Format(ofSweep, "identity")} UNION {string.Format(ofSweep, "start")})";
        var attempts = Keys(database, $"SELECT id FROM attempt WHERE outcome <> 'finished'{where}", sweep is null ? [] : [sweep]);
        return new Removal { Cells = [], Emptied = [], Pretrainings = [], Attempts = attempts };
    }

    private static IReadOnlyList<long> Keys(Database database, string sql, params object?[] values) => database.Read(sql, row => row.GetInt64(0), values);

    private static int Count(Database database, string sql) => Convert.ToInt32(database.Scalar(sql));

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
