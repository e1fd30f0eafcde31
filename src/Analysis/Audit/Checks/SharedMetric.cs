namespace Bench.Analysis.Audit;

internal static class SharedMetric
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "shared-metric",
        Title = "All compared rows share metric and split",
        Rule = "For each data set × model. Fails where accuracies are over different numbers of test samples or different splits, and where some headlines are the selected epoch and others the last one. "
            + "Results without an epoch of retraining have nothing to select, and compare with both.",
        Query = """
            WITH cells AS (
              SELECT c.identity, c.dataset || ' × ' || c.model AS name, c.dataset, c.model, c.split_fingerprint, CASE WHEN c.budget_epochs > 0 THEN c.headline ELSE 'before' END AS headline, h.total
              FROM ({cells}) c LEFT JOIN evaluation h ON h.cell = c.cell AND h.split = 'test' AND h.point = c.headline
            ), pairs AS (
              SELECT name, dataset, model, count(DISTINCT total) AS totals, group_concat(DISTINCT total) AS total, count(DISTINCT split_fingerprint) AS splits, count(DISTINCT nullif(headline, 'before')) AS headlines, max(total) AS most,
                count(*) FILTER (WHERE headline = 'last') AS last
              FROM cells GROUP BY dataset, model
            )
            SELECT 'fail' AS verdict, p.name || ': accuracies over different numbers of test samples (' || p.total || ')' AS finding, c.identity
            FROM pairs p JOIN cells c ON c.dataset = p.dataset AND c.model = p.model AND c.total < p.most WHERE p.totals > 1
            UNION ALL SELECT 'fail', name || ': ' || splits || ' different splits', NULL FROM pairs WHERE splits > 1
            UNION ALL SELECT 'fail', p.name || ': ' || 'the last epoch is the headline of ' || p.last || ', the selected one of others', c.identity
            FROM pairs p JOIN cells c ON c.dataset = p.dataset AND c.model = p.model AND c.headline = 'last' WHERE p.headlines > 1
            UNION ALL SELECT 'pass', count(*) || ' of ' || (SELECT count(*) FROM pairs) || ' data set × model pairs share metric and split', NULL FROM pairs WHERE totals <= 1 AND splits = 1 AND headlines <= 1 HAVING count(*) > 0
            """,
    };
}
