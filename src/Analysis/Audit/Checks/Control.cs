namespace Bench.Analysis.Audit;

internal static class Control
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "4",
        Title = "The same metrics for the unpruned control, from the same code and weights",
        Rule = "Fails for a pruned network whose control (same start, seed, training and measurement) is missing, lacks a metric, began with other weights or was "
            + "measured on another number of samples. Warns where another build of the program computed it.",
        Query = """
            WITH cells AS (SELECT cell, identity, control, top1, top5, loss, start_fingerprint, product FROM ({cells}) WHERE NOT is_control),
            pairs AS (
              SELECT c.identity, c.control, k.cell AS control_cell, c.product, e.product AS control_product,
                c.start_fingerprint = k.start_fingerprint AS same_weights, h.total, kh.total AS control_total,
                c.loss IS NOT NULL AND kh.loss IS NULL AS loss_lacks
              FROM cells c
              LEFT JOIN result k ON k.cell = c.control
              LEFT JOIN environment e ON e.id = k.environment
              LEFT JOIN evaluation kh ON kh.cell = k.cell AND kh.split = 'test' AND kh.point = k.headline
              LEFT JOIN result r ON r.cell = c.cell
              LEFT JOIN evaluation h ON h.cell = r.cell AND h.split = 'test' AND h.point = r.headline
            ), found AS (
              SELECT identity, CASE
                WHEN control IS NULL THEN 'no sweep asks for the control: add compression 1'
                WHEN control_cell IS NULL THEN 'the control is not finished'
                WHEN control_total IS NULL THEN 'the control has no accuracy'
                WHEN loss_lacks THEN 'the control has no loss'
                WHEN NOT same_weights THEN 'the control began with other weights'
                WHEN total <> control_total THEN 'the control was measured on another number of samples'
                END AS fault, product <> control_product AS other_build
              FROM pairs
            )
            SELECT 'fail' AS verdict, fault AS finding, identity FROM found WHERE fault IS NOT NULL
            UNION ALL SELECT 'warn', 'the control was computed by another build of bench', identity FROM found WHERE fault IS NULL AND other_build
            UNION ALL SELECT 'pass', count(*) || ' pruned networks have their control', NULL FROM found WHERE fault IS NULL HAVING count(*) > 0
            """,
    };
}
