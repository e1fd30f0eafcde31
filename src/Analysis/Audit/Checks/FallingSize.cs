namespace Bench.Analysis.Audit;

internal static class FallingSize
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "falling-size",
        Title = "The achieved size falls as the ratio rises",
        Rule = "Along every curve and seed, by what its ratios are of (weights; of channels their target). Fails where a higher ratio leaves more, and where single weights leave as many; warns where two targets give the same channels.",
        Query = """
            WITH sizes AS (
              SELECT identity, dataset || ' × ' || model || ', ' || strategy AS name, curve, seed, compression, structure, CASE structure WHEN 'channel' THEN target_achieved ELSE kept_prunable END AS size
              FROM ({cells}) WHERE NOT is_control AND structure <> 'n-m'
            ), steps AS (
              SELECT *, lag(size) OVER (PARTITION BY curve, seed ORDER BY compression) AS before, lag(compression) OVER (PARTITION BY curve, seed ORDER BY compression) AS lower FROM sizes
            )
            SELECT CASE WHEN size > before OR structure <> 'channel' THEN 'fail' ELSE 'warn' END AS verdict,
              name || ': ' || printf('%g×', compression) || CASE WHEN size > before THEN ' leaves more than ' ELSE ' leaves as much as ' END || printf('%g×', lower) AS finding, identity
            FROM steps WHERE size >= before AND compression > lower
            UNION ALL SELECT 'pass', count(*) || ' steps to a higher ratio leave a smaller network', NULL FROM steps WHERE size < before HAVING count(*) > 0
            """,
    };
}
