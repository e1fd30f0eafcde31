namespace Bench.Analysis.Audit;

internal static class AchievedSize
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "13",
        Title = "Achieved compression within tolerance of the asked one, for every cell",
        Rule = "Counts are exact, so fails for any weight kept more or less than asked, for a flag count-missed, true or not, and for a ratio of single weights that differs from the asked one by more than one weight (N:M has one ratio "
            + "of its own). Removed channels meet their target from below: fails above it, warns more than 10 % below (coarse channels).",
        Query = """
            WITH found AS (
              SELECT identity, CASE
                WHEN instr(flags, 'count-missed') > 0 THEN 'flagged count-missed' || CASE WHEN kept_prunable = asked_kept THEN ', though as many are kept as asked' ELSE '' END
                WHEN structure = 'channel' THEN CASE WHEN target_achieved > target_asked THEN 'larger than the target allows' END
                WHEN kept_prunable <> asked_kept THEN 'keeps another number of weights than asked'
                WHEN structure = 'n-m' THEN NULL
                WHEN achieved_compression < compression * (1 - 1e-9) OR compression < achieved_compression * (1 - 1.0 / max(1, min(kept_parameters, kept_prunable))) * (1 - 1e-9)
                  THEN 'a ratio that is more than a weight beside the asked one'
                END AS fault,
                structure = 'channel' AND target_achieved < 0.9 * target_asked AS far_below, compression
              FROM ({cells}) WHERE NOT is_control
            )
            SELECT 'fail' AS verdict, fault AS finding, identity FROM found WHERE fault IS NOT NULL
            UNION ALL SELECT 'warn', 'more than 10 % below its target, as channels are coarse', identity FROM found WHERE fault IS NULL AND far_below
            UNION ALL SELECT 'pass', count(*) || ' pruned networks have the size that was asked for', NULL FROM found WHERE fault IS NULL HAVING count(*) > 0
            """,
    };
}
