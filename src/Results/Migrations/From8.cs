namespace Bench.Results;

/// <summary>The part of the step from schema 8 to 9 that SQL cannot say: hashes of cells whose network is a file, without where that lies, and of scans.</summary>
internal static class From8
{
    public static void Fill(Database database)
    {
        var reader = new CellOptionsReader();
        foreach (var (id, cell) in database.Read("SELECT c.*, k.json FROM cell c JOIN configuration k ON k.cell = c.id WHERE c.network_file IS NOT NULL", From2.Cell)) // as far as hashes go, a row says the same since then
        {
            var options = reader.Of(cell);
            database.Execute("UPDATE cell SET setting = ?2, curve = ?3, control_point = ?4, point = ?5 WHERE id = ?1",
                id, options.Setting, options.Curve, options.ControlPoint, reader.PointOf(cell));
            foreach (var split in database.ReadTexts("SELECT split_fingerprint AS text FROM result WHERE cell = ?1", id))
                database.Execute("UPDATE result SET fingerprint = ?2 WHERE cell = ?1", id, ResultFingerprint.Store(database, id, split));
        }
        ResultFingerprint.RemoveIdle(database);
        foreach (var (id, start, configuration) in database.Read("SELECT id, start, configuration FROM scan", row => (row.GetInt64(0), row.GetString(1), row.GetString(2))))
            database.Execute("UPDATE scan SET point = ?2 WHERE id = ?1", id, ScanPoint.Of(database, start, configuration));
    }
}
