namespace Bench.Analysis.Audit;

internal static class Seeds
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "6",
        Title = "Several seeds at every operating point",
        Rule = "Fails for a point of one seed, of which no deviation is known, and for seeds of one point with the same accuracy, loss and mask although each was trained or drawn by itself; warns for two seeds. Seeds that start from the same imported weights warn too: their spread is "
            + "that of retraining and scoring alone, not of training; nor is there any where nothing is drawn and nothing trained, which makes all seeds one result.",
        Query = """
            WITH cells AS MATERIALIZED (
              SELECT point, identity, dataset || ' × ' || model AS pair, seed, imported, top1, loss, mask_fingerprint,
                NOT imported OR budget_total_samples > 0 OR criterion IS 'random' OR shuffled AS is_own, coalesce(scoring_samples_seen, 0) > 0 AS is_scored
              FROM ({cells})
            ), points AS (
              SELECT point, min(identity) AS identity, pair, count(DISTINCT seed) AS seeds, max(imported) AS imported FROM cells GROUP BY point
            ), alike AS MATERIALIZED (
              SELECT point, top1, loss, mask_fingerprint, max(is_own) AS is_own, max(is_scored) AS is_scored FROM cells WHERE loss IS NOT NULL
              GROUP BY point, top1, loss, mask_fingerprint HAVING count(DISTINCT seed) > 1
            )
            SELECT CASE seeds WHEN 1 THEN 'fail' ELSE 'warn' END AS verdict, pair || ': ' || CASE seeds WHEN 1 THEN 'points of a single seed' ELSE 'points of two seeds' END AS finding, identity
            FROM points WHERE seeds < 3
            UNION ALL SELECT CASE WHEN a.is_own THEN 'fail' ELSE 'warn' END, c.pair || ': ' || CASE
              WHEN a.is_own THEN 'seeds with the same accuracy, loss and mask, although each was trained or drawn by itself'
              WHEN a.is_scored THEN 'seeds with the same accuracy, loss and mask, although each scored by samples of its own'
              ELSE 'seeds are one result: the same imported weights, nothing drawn, nothing trained' END, c.identity
            FROM alike a JOIN cells c ON c.point = a.point AND c.top1 = a.top1 AND c.loss = a.loss AND c.mask_fingerprint = a.mask_fingerprint
            UNION ALL SELECT 'warn', pair || ': seeds share imported weights', identity FROM points WHERE seeds >= 3 AND imported AND point NOT IN (SELECT point FROM alike)
            UNION ALL SELECT 'pass', count(*) || ' of ' || (SELECT count(*) FROM points) || ' points have ' || min(seeds) || CASE WHEN max(seeds) > min(seeds) THEN ' to ' || max(seeds) ELSE '' END || ' seeds', NULL
            FROM points WHERE seeds >= 3 AND point NOT IN (SELECT point FROM alike WHERE is_own) HAVING count(*) > 0
            """,
    };
}
