namespace Bench.Results;

/// <summary>Which cells are done, or given up: what a run skips.</summary>
internal static class FinishedCells
{
    public static IReadOnlySet<string> Identities(Database database) => database.ReadTexts(
        "SELECT identity AS text FROM cell WHERE id IN (SELECT cell FROM result)");

    /// <inheritdoc cref="ResultStore.FailedIdentities"/>
    public static IReadOnlySet<string> GivenUp(Database database, int attempts) => database.Read(
        """
        WITH exhausted AS (SELECT identity FROM attempt WHERE outcome <> 'finished' GROUP BY identity
          HAVING count(*) >= ?1 OR max(reason LIKE 'NaN %' OR reason LIKE 'infinite %'))
        SELECT identity FROM cell WHERE id NOT IN (SELECT cell FROM result)
          AND (identity IN exhausted OR start IN (SELECT identity FROM exhausted EXCEPT SELECT identity FROM pretraining))
        """,
        row => row.GetString(0), attempts).ToHashSet(StringComparer.Ordinal);
}
