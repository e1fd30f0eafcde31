using Bench.Core;

namespace Bench.Results;

/// <summary>A finished cell as it is stored: what is needed in order to compute it again.</summary>
public sealed record StoredCell
{
    public required string Identity { get; init; }

    /// <summary>Such as <c>mnist × lenet5, global-magnitude at 4×, seed 1</c>.</summary>
    public required string Description { get; init; }

    /// <summary>The whole configuration as JSON.</summary>
    public required string Configuration { get; init; }

    /// <summary>Identity of the pretraining, or of the imported weights, that it starts from.</summary>
    public required string Start { get; init; }

    /// <summary>When its result was computed.</summary>
    public required string Finished { get; init; }

    /// <summary>Where.</summary>
    public required EnvironmentRecord Environment { get; init; }

    /// <summary>How long it took; null where that is not known.</summary>
    public double? Seconds { get; init; }

    /// <summary>How long its pretraining took.</summary>
    public double? PretrainingSeconds { get; init; }

    /// <summary>The cell whose identity begins so.</summary>
    /// <exception cref="UserError">There is none, there are several, or it has no result.</exception>
    public static StoredCell Of(ResultReader reader, string beginning)
    {
        var database = reader.Database;
        var id = CellLookup.Find(database, beginning);
        var cell = CellLookup.Describe(database, id);
        if (cell.Finished is not { } finished) throw new UserError($"cell {CellLookup.Short(cell.Identity)} ({cell.Description}) has no result to compare with in {database.Path}");
        return database.Read(
            """
            SELECT k.json, c.start, r.seconds_total, p.seconds, e.host, e.cpu, e.threads, e.device, e.operating_system, e.dotnet, e.torchsharp, e.libtorch, e.product
            FROM cell c JOIN result r ON r.cell = c.id JOIN configuration k ON k.cell = c.id JOIN environment e ON e.id = r.environment LEFT JOIN pretraining p ON p.identity = c.start
            WHERE c.id = ?1
            """,
            row => new StoredCell
            {
                Identity = cell.Identity, Description = cell.Description, Finished = finished, Configuration = row.GetString(0), Start = row.GetString(1),
                Seconds = row.IsDBNull(2) ? null : row.GetDouble(2), PretrainingSeconds = row.IsDBNull(3) ? null : row.GetDouble(3),
                Environment = new()
                {
                    Host = row.GetString(4), Cpu = row.GetString(5), Threads = row.GetInt32(6), Device = row.GetString(7), OperatingSystem = row.GetString(8),
                    Dotnet = row.GetString(9), TorchSharp = row.GetString(10), LibTorch = row.GetString(11), Product = row.GetString(12),
                },
            }, id) is [var stored] ? stored : throw new UserError($"cell {CellLookup.Short(cell.Identity)} has lost its configuration in {database.Path}");
    }

    /// <summary>
    /// All numbers of the result beside those of the same cell in another database, but for times: accuracies, counts, fingerprints, budgets, layers, cuts, epochs,
    /// classes. What one of them did not record, as results of an older schema, is left out.
    /// </summary>
    public static IReadOnlyList<ComparedFact> NumbersBeside(ResultReader stored, ResultReader again, string identity) =>
        [.. CellDifference.Beside(Numbers(stored.Database, identity), Numbers(again.Database, identity)).Where(f => f.IsEqual || MayBeNone(f.Key) || (f.One is not null && f.Other is not null))];

    private static IEnumerable<CellFact> Numbers(Database database, string identity)
    {
        var id = CellLookup.Find(database, identity);
        return CellFacts.Result(database, "main.", id).Concat(CellFacts.Curves(database, "main.", id)).Where(f => CellFacts.Numbers.Contains(f.Section));
    }

    // A loss that was not a number is NULL.
    private static bool MayBeNone(string key) => key.EndsWith("loss", StringComparison.Ordinal);
}
