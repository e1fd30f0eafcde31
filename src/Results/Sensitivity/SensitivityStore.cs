namespace Bench.Results;

/// <summary>Scans of sensitivity to rows, and from one database to another.</summary>
internal static class SensitivityStore
{
    /// <summary>Stores a cut, and its scan where that is not there; false, and nothing, where the cut is there.</summary>
    public static bool Insert(Database database, ScanRecord scan, SensitivityRecord found, DateTimeOffset measured)
    {
        if (database.Scalar("SELECT 1 FROM sensitivity WHERE identity = ?1", found.Identity) is not null) return false;
        database.Insert("scan", ignore: true,
            ("identity", scan.Identity), ("point", ScanPoint.Of(database, scan.Start, scan.Configuration)), ("start", scan.Start), ("protocol", scan.Protocol), ("dataset", scan.Dataset), ("model", scan.Model), ("seed", scan.Seed),
            ("precision", scan.Precision), ("structure", scan.Structure), ("criterion", scan.Criterion), ("criterion_options", scan.CriterionOptions),
            ("scoring_samples", scan.ScoringSamples), ("renewed_samples", scan.RenewedSamples), ("split", scan.Split), ("samples", scan.Samples),
            ("configuration", scan.Configuration));
        return database.Insert("sensitivity", ignore: true,
            ("identity", found.Identity), ("scan", database.Scalar("SELECT id FROM scan WHERE identity = ?1", scan.Identity)), ("position", found.Position),
            ("layer", found.Layer), ("density", found.Density), ("elements", found.Elements), ("kept", found.Kept), ("loss", found.Loss), ("correct", found.Correct),
            ("correct_top5", found.CorrectTop5), ("total", found.Total), ("seconds", found.Seconds), ("measured", measured),
            ("environment", ResultWriter.EnvironmentId(database, found.Environment)));
    }

    /// <summary>Removes the scans of a pretraining, and the attempts at them.</summary>
    public static void RemoveOf(Database database, string pretraining)
    {
        database.Execute("DELETE FROM attempt WHERE identity IN (SELECT s.identity FROM sensitivity s JOIN scan c ON c.id = s.scan WHERE c.start = ?1)", pretraining);
        database.Execute("DELETE FROM sensitivity WHERE scan IN (SELECT id FROM scan WHERE start = ?1)", pretraining);
        database.Execute("DELETE FROM scan WHERE start = ?1", pretraining);
    }

    /// <summary>
    /// Adds the cuts that an attached database, <c>other</c>, has and this one has not; its machines and pretrainings are here by then. Those of a pretraining that
    /// has other weights there are cuts of another network: they are left out, and counted.
    /// </summary>
    public static (int Added, int LeftOut) Merge(Database database, IEnumerable<string> disagreeing)
    {
        var others = System.Text.Json.JsonSerializer.Serialize(disagreeing);
        var scan = string.Join(", ", Results.Merge.Columns(database, "scan").Where(c => c != "id"));
        database.Execute($"INSERT INTO main.scan ({scan}) SELECT {scan} FROM other.scan WHERE start IN (SELECT identity FROM main.pretraining) AND start NOT IN (SELECT value FROM json_each(?1)) ORDER BY id ON CONFLICT (identity) DO NOTHING", others);
        var columns = Results.Merge.Columns(database, "sensitivity").Where(c => c is not ("scan" or "environment")).ToList();
        var added = database.Execute(
            $"""
            INSERT INTO main.sensitivity (scan, environment, {string.Join(", ", columns)})
            SELECT m.id, e.mine, {string.Join(", ", columns.Select(c => $"o.{c}"))}
            FROM other.sensitivity o JOIN other.scan t ON t.id = o.scan JOIN main.scan m ON m.identity = t.identity JOIN temp.machine e ON e.theirs = o.environment
            WHERE t.start NOT IN (SELECT value FROM json_each(?1)) ON CONFLICT (identity) DO NOTHING
            """, others);
        return (added, Convert.ToInt32(database.Scalar(
            """
            SELECT count(*) FROM other.sensitivity o JOIN other.scan t ON t.id = o.scan
            WHERE t.start IN (SELECT value FROM json_each(?1)) AND o.identity NOT IN (SELECT identity FROM main.sensitivity)
            """, others)));
    }
}
