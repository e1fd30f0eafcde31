namespace Bench.Analysis.Audit;

internal static class Seeds
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "6",
        Title = "Several seeds at every operating point",
        Rule = "Fails for a point of one seed, of which no deviation is known; warns for two. Seeds that start from the same imported weights warn too: their spread is "
            + "that of retraining and scoring alone, not of training.",
        Query = """
            WITH points AS (
              SELECT point, min(identity) AS identity, dataset || ' × ' || model AS pair, count(DISTINCT seed) AS seeds, max(imported) AS imported
              FROM ({cells}) GROUP BY point
            )
            SELECT CASE seeds WHEN 1 THEN 'fail' ELSE 'warn' END AS verdict, pair || ': ' || CASE seeds WHEN 1 THEN 'points of a single seed' ELSE 'points of two seeds' END AS finding, identity
            FROM points WHERE seeds < 3
            UNION ALL SELECT 'warn', pair || ': seeds share imported weights', identity FROM points WHERE seeds >= 3 AND imported
            UNION ALL SELECT 'pass', count(*) || ' of ' || (SELECT count(*) FROM points) || ' points have ' || min(seeds) || CASE WHEN max(seeds) > min(seeds) THEN ' to ' || max(seeds) ELSE '' END || ' seeds', NULL
            FROM points WHERE seeds >= 3 HAVING count(*) > 0
            """,
    };
}
