namespace Bench.Analysis.Audit;

internal static class OperatingPoints
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "5",
        Title = "At least five operating points on every curve, over a wide range",
        Rule = "Fails for a curve with fewer than five ratios above 1; warns instead where a sweep asks for five and the others are out of reach or not finished. Warns where the "
            + "largest ratio is less than 8 times the smallest (2, 4, 8, 16, 32 spans 16). N:M structures have one ratio and are points, not curves.",
        Query = """
            WITH curves AS (
              SELECT curve, min(identity) AS identity, dataset || ' × ' || model || ', ' || min(strategy) AS name, count(DISTINCT compression) AS points,
                max(compression) / min(compression) AS span, group_concat(DISTINCT printf('%g', compression)) AS ratios
              FROM (SELECT * FROM ({cells}) WHERE NOT is_control AND compression > 1 AND structure <> 'n-m' ORDER BY compression)
              GROUP BY curve
            ), asked AS (
              SELECT curve, count(DISTINCT compression) AS points FROM (
                SELECT curve, compression FROM ({cells}) UNION SELECT curve, compression FROM ({missing})) WHERE compression > 1 GROUP BY curve
            )
            SELECT CASE WHEN a.points >= 5 THEN 'warn' ELSE 'fail' END AS verdict, c.name || ': ' || c.points || ' operating point' || CASE c.points WHEN 1 THEN '' ELSE 's' END || ' ('
              || replace(c.ratios, ',', ', ') || ')' || CASE WHEN a.points > c.points THEN ' of ' || a.points || ' asked for' ELSE '' END AS finding, c.identity
            FROM curves c JOIN asked a ON a.curve = c.curve WHERE c.points < 5
            UNION ALL SELECT 'warn', name || ': a narrow range of ratios (' || replace(ratios, ',', ', ') || ')', identity FROM curves WHERE points >= 5 AND span < 8
            UNION ALL SELECT 'pass', count(*) || ' of ' || (SELECT count(*) FROM curves) || ' curves have five operating points or more over a wide range', NULL FROM curves WHERE points >= 5 AND span >= 8 HAVING count(*) > 0
            """,
    };
}
