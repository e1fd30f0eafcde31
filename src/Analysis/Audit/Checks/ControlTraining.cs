namespace Bench.Analysis.Audit;

internal static class ControlTraining
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "15",
        Title = "The control has had the same extra training as the pruned networks",
        Rule = "Fails where a pruned network has seen more training samples since the start than its control; warns where it has seen fewer. Tolerance 1 %: renewed norm statistics are a fraction of an epoch.",
        Query = """
            WITH pairs AS (
              SELECT c.identity, c.dataset || ' × ' || c.model || ', ' || c.strategy AS name, c.budget_total_samples AS samples, k.budget_total_samples AS control_samples
              FROM ({cells}) c JOIN result k ON k.cell = c.control
              WHERE NOT c.is_control AND c.criterion IS NOT 'width'
            ), found AS (
              SELECT *, CASE WHEN samples > control_samples * 1.01 THEN 'fail' WHEN samples < control_samples * 0.99 THEN 'warn' ELSE 'pass' END AS verdict FROM pairs
            )
            SELECT verdict, name || CASE verdict WHEN 'fail' THEN ': trained longer than its control' ELSE ': trained shorter than its control' END AS finding, identity FROM found WHERE verdict <> 'pass'
            UNION ALL SELECT 'pass', count(*) || ' pruned networks have been trained as long as their control', NULL FROM found WHERE verdict = 'pass' HAVING count(*) > 0
            """,
    };
}
