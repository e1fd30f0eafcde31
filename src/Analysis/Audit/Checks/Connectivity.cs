namespace Bench.Analysis.Audit;

internal static class Connectivity
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "14",
        Title = "No dead layer and no disconnected network behind a reported point, or it is flagged",
        Rule = "Fails for a layer without a weight that no flag tells of, for a result that is not a number. Warns for flagged dead, nearly dead and cut-off networks, for those at chance, and where connectivity was not recorded. "
            + "Classes that no path reaches count as cut off.",
        Query = """
            WITH found AS (
              SELECT c.identity, c.flags, c.cut_off_outputs, c.effective_kept, c.kept_prunable, c.is_control, c.top1, c.loss,
                EXISTS (SELECT 1 FROM layer l WHERE l.cell = c.cell AND l.prunable AND (l.dead OR l.kept = 0)) AS dead
              FROM ({cells}) c
            ), told AS (
              SELECT identity, CASE
                WHEN dead AND instr(flags, 'dead-layer') = 0 THEN 'fail' WHEN instr(flags, 'not-a-number') > 0 OR top1 IS NULL THEN 'fail'
                WHEN dead OR cut_off_outputs > 0 OR (effective_kept = 0 AND kept_prunable > 0) OR effective_kept IS NULL OR flags LIKE '%dead-layer%' OR flags LIKE '%at-chance%' OR flags LIKE '%loss-exploded%' THEN 'warn'
                ELSE 'pass' END AS verdict, CASE
                WHEN dead AND instr(flags, 'dead-layer') = 0 THEN 'a dead layer that no flag tells of'
                WHEN instr(flags, 'not-a-number') > 0 OR top1 IS NULL THEN 'a headline that is not a number'
                WHEN dead THEN 'a dead layer, flagged'
                WHEN cut_off_outputs > 0 OR (effective_kept = 0 AND kept_prunable > 0) THEN 'classes that no path of kept weights reaches'
                WHEN flags LIKE '%at-chance%' THEN 'at chance, flagged'
                WHEN flags LIKE '%loss-exploded%' THEN 'a loss that exploded, flagged'
                WHEN flags LIKE '%dead-layer%' THEN 'a nearly dead layer, flagged'
                WHEN effective_kept IS NULL THEN 'connectivity was not recorded (results of schema 3 and before)'
                END AS finding
              FROM found
            )
            SELECT verdict, finding, identity FROM told WHERE verdict <> 'pass'
            UNION ALL SELECT 'pass', count(*) || ' networks are connected and without a dead layer', NULL FROM told WHERE verdict = 'pass' HAVING count(*) > 0
            """,
    };
}
