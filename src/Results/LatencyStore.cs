namespace Bench.Results;

/// <summary>Measured latencies to rows and back.</summary>
internal static class LatencyStore
{
    /// <summary>Stores what was measured of a finished cell, in place of what was measured before.</summary>
    public static void Save(Database database, long cell, CellLatencies latencies, DateTimeOffset measured)
    {
        database.Execute("DELETE FROM latency WHERE cell = ?1", cell);
        var environment = ResultWriter.EnvironmentId(database, latencies.Environment);
        foreach (var latency in latencies.Networks)
            database.Insert("latency", ignore: false,
                ("cell", cell), ("network", latency.Network), ("batch", latency.Batch), ("handed_on", latency.HandedOn), ("median", latency.Median),
                ("lower_quartile", latency.LowerQuartile), ("upper_quartile", latency.UpperQuartile), ("repetitions", latency.Repetitions), ("load", latency.Load),
                ("noisy", latency.Noisy), ("measured", measured), ("environment", environment));
    }

    /// <summary>Identities of the cells that were measured; where asked, only of those of which nothing is noisy.</summary>
    public static IReadOnlySet<string> Identities(Database database, bool quiet) => database.ReadTexts(
        $"SELECT identity AS text FROM cell WHERE id IN (SELECT cell FROM latency {(quiet ? "GROUP BY cell HAVING NOT max(noisy)" : "")})");

    public static NetworkShape ShapeOf(Database database, string identity) => new()
    {
        KeptUnits = database.Scalar("SELECT kept_units FROM result r JOIN cell c ON c.id = r.cell WHERE c.identity = ?1", identity) as string,
        Densities = database.Read(
            "SELECT l.name, CAST(l.kept AS REAL) / l.weights FROM layer l JOIN cell c ON c.id = l.cell WHERE c.identity = ?1",
            row => (Name: row.GetString(0), Density: row.GetDouble(1)), identity).DistinctBy(l => l.Name).ToDictionary(l => l.Name, l => l.Density, StringComparer.Ordinal),
    };
}
