namespace Bench.Results;

/// <summary>Measured latencies to rows and back.</summary>
internal static class LatencyStore
{
    /// <summary>Stores what was measured of a finished cell, in place of what was measured before in the same runtime and arithmetic.</summary>
    public static void Save(Database database, long cell, CellLatencies latencies, DateTimeOffset measured)
    {
        foreach (var (runtime, precision) in latencies.Networks.Select(n => (n.Runtime, n.Precision)).Distinct())
            database.Execute("DELETE FROM latency WHERE cell = ?1 AND runtime = ?2 AND precision = ?3", cell, runtime, precision);
        foreach (var precision in latencies.Deployed.Select(d => d.Precision).Distinct()) database.Execute("DELETE FROM deployed WHERE cell = ?1 AND precision = ?2", cell, precision);
        var environment = ResultWriter.EnvironmentId(database, latencies.Environment);
        foreach (var latency in latencies.Networks)
            database.Insert("latency", ignore: false,
                ("cell", cell), ("network", latency.Network), ("batch", latency.Batch), ("handed_on", latency.HandedOn), ("median", latency.Median),
                ("lower_quartile", latency.LowerQuartile), ("upper_quartile", latency.UpperQuartile), ("repetitions", latency.Repetitions), ("load", latency.Load),
                ("noisy", latency.Noisy), ("measured", measured), ("environment", environment),
                ("runtime", latency.Runtime), ("precision", latency.Precision), ("runtime_version", latency.RuntimeVersion));
        foreach (var deployed in latencies.Deployed)
            database.Insert("deployed", ignore: false,
                ("cell", cell), ("precision", deployed.Precision), ("correct", deployed.Correct), ("total", deployed.Total), ("file_bytes", deployed.FileBytes),
                ("compressed_bytes", deployed.CompressedBytes), ("calibration_samples", deployed.CalibrationSamples), ("measured", measured), ("environment", environment),
                ("runtime_version", deployed.RuntimeVersion));
    }

    /// <summary>Of what was measured of a finished cell, that which was measured later than what is here of the same runtime, which is compared; null: nothing.</summary>
    public static CellLatencies? Later(Database database, long cell, CellLatencies found, DateTimeOffset measured)
    {
        var time = Times.Text(measured);
        bool IsLater(object? before) => before is not string text || string.CompareOrdinal(text, time) < 0;
        var networks = found.Networks.GroupBy(n => n.Runtime).Where(g => IsLater(database.Scalar(
            "SELECT max(measured) FROM latency WHERE cell = ?1 AND runtime = ?2", cell, g.Key))).SelectMany(g => g).ToList();
        var deployed = found.Deployed.Where(d => IsLater(database.Scalar("SELECT max(measured) FROM deployed WHERE cell = ?1 AND precision = ?2", cell, d.Precision))).ToList();
        return networks.Count + deployed.Count == 0 ? null : found with { Networks = networks, Deployed = deployed };
    }

    /// <summary>Identities of the cells that were measured in a runtime and an arithmetic; where asked, only of those of which nothing of that is noisy.</summary>
    public static IReadOnlySet<string> Timed(Database database, bool quiet, string runtime, string precision) => database.ReadTexts(
        $"SELECT identity AS text FROM cell WHERE id IN (SELECT cell FROM latency WHERE runtime = ?1 AND precision = ?2 GROUP BY cell {(quiet ? "HAVING NOT max(noisy)" : "")})", runtime, precision);

    /// <summary>What was measured of which cells.</summary>
    public static MeasuredCells Measured(Database database, bool quiet) => new(
        Timed(database, quiet, LatencyRecord.Ours, LatencyRecord.Fp32), Timed(database, quiet, LatencyRecord.OnnxRuntime, LatencyRecord.Fp32),
        Timed(database, quiet, LatencyRecord.OnnxRuntime, LatencyRecord.Int8));

    public static NetworkShape ShapeOf(Database database, string identity) => new()
    {
        KeptUnits = database.Scalar("SELECT kept_units FROM result r JOIN cell c ON c.id = r.cell WHERE c.identity = ?1", identity) as string,
        Correct = database.Scalar(
            "SELECT e.correct FROM evaluation e JOIN result r ON r.cell = e.cell AND r.headline = e.point JOIN cell c ON c.id = e.cell WHERE c.identity = ?1 AND e.split = 'test'", identity) as long?,
        Densities = database.Read(
            "SELECT l.name, CAST(l.kept AS REAL) / l.weights FROM layer l JOIN cell c ON c.id = l.cell WHERE c.identity = ?1",
            row => (Name: row.GetString(0), Density: row.GetDouble(1)), identity).DistinctBy(l => l.Name).ToDictionary(l => l.Name, l => l.Density, StringComparer.Ordinal),
    };
}
