namespace Bench.Results;

/// <summary>The part of the step from schema 6 to 7 that SQL cannot say: the flag <c>cut-off</c>, which results did not carry before, where their numbers say it.</summary>
internal static class From6
{
    private static readonly string[] After = ["at-chance", "loss-exploded", "validation-seen"]; // flags that are written after it

    public static void Fill(Database database)
    {
        foreach (var (cell, flags) in database.Read(
            "SELECT cell, flags FROM result WHERE cut_off_outputs > 0 OR (effective_kept = 0 AND kept_prunable > 0)", row => (row.GetInt64(0), row.GetString(1))))
        {
            var words = flags.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
            if (words.Contains("cut-off")) continue;
            var place = words.FindIndex(After.Contains);
            words.Insert(place < 0 ? words.Count : place, "cut-off");
            database.Execute("UPDATE result SET flags = ?2 WHERE cell = ?1", cell, string.Join(' ', words));
        }
    }
}
