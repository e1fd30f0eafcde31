namespace Bench.Analysis.Audit;

internal static class RawAccuracies
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "7",
        Title = "Raw accuracies, not only differences",
        Rule = "Fails for a result without its hits and samples on the test set, before retraining and at the headline, or with more hits than samples. Warns where the accuracy "
            + "of the dense weights that it started from is not known.",
        Query = """
            WITH found AS (
              SELECT c.identity, c.start_top1, CASE
                WHEN h.correct IS NULL THEN 'no raw accuracy at the headline'
                WHEN h.correct > h.total OR h.correct < 0 THEN 'more hits than samples'
                WHEN b.correct IS NULL THEN 'no raw accuracy before retraining'
                END AS fault
              FROM ({cells}) c
              LEFT JOIN evaluation h ON h.cell = c.cell AND h.split = 'test' AND h.point = c.headline
              LEFT JOIN evaluation b ON b.cell = c.cell AND b.split = 'test' AND b.point = 'before'
            )
            SELECT 'fail' AS verdict, fault AS finding, identity FROM found WHERE fault IS NOT NULL
            UNION ALL SELECT 'warn', 'the accuracy of the dense weights at the start is not known', identity FROM found WHERE fault IS NULL AND start_top1 IS NULL
            UNION ALL SELECT 'pass', count(*) || ' results have hits and samples', NULL FROM found WHERE fault IS NULL HAVING count(*) > 0
            """,
    };
}
