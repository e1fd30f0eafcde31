namespace Bench.Analysis.Audit;

internal static class DataAndModels
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "1",
        Title = "At least three data set × model pairs, among them large ones",
        Rule = "Fails with fewer than three pairs of real data, or where all of them are MNIST. Warns where none has a network of a million parameters on "
            + "other data than MNIST, Fashion-MNIST and digits. Synthetic data do not count.",
        Query = """
            WITH pairs AS (
              SELECT dataset, model, max(synthetic) AS synthetic, max(total_parameters) AS parameters
              FROM ({cells}) GROUP BY dataset, dataset_options, model
            ), counts AS (
              SELECT count(*) FILTER (WHERE NOT synthetic) AS real_pairs, count(*) FILTER (WHERE synthetic) AS synthetic_pairs,
                count(*) FILTER (WHERE NOT synthetic AND dataset <> 'mnist') AS beyond_mnist,
                count(*) FILTER (WHERE NOT synthetic AND dataset NOT IN ('mnist', 'fashion-mnist', 'digits') AND parameters >= 1000000) AS large
              FROM pairs
            )
            SELECT CASE WHEN real_pairs < 3 THEN 'fail' ELSE 'pass' END AS verdict,
              'data set × model pairs of real data: ' || real_pairs || ', at least 3 are needed'
                || CASE WHEN synthetic_pairs > 0 THEN '; ' || synthetic_pairs || ' of synthetic data do not count' ELSE '' END AS finding,
              NULL AS identity
            FROM counts
            UNION ALL SELECT 'fail', 'all real data are MNIST, which alone does not count', NULL FROM counts WHERE real_pairs > 0 AND beyond_mnist = 0
            UNION ALL SELECT 'warn', 'no pair is large: none has a network of a million parameters on data beyond MNIST, Fashion-MNIST and digits', NULL
            FROM counts WHERE real_pairs > 0 AND large = 0
            """,
    };
}
