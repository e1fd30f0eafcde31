namespace Bench.Analysis.Audit;

internal static class Extent
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "11",
        Title = "Claims no wider than the experiments",
        Rule = "Says what the experiments cover: no program can read the text. Fails where generated data (shapes) are not flagged synthetic. Warns where synthetic data are among them, on which no claim may rest, where there is a single real data set or model, and where weights are imported, whose author may have seen our validation images.",
        Query = """
            WITH cells AS (SELECT identity, dataset, dataset_options, model, synthetic, imported, compression, seed, strategy, is_control FROM ({cells})),
            extent AS (
              SELECT count(DISTINCT CASE WHEN NOT synthetic THEN dataset END) AS datasets, count(DISTINCT CASE WHEN NOT synthetic THEN model END) AS models,
                group_concat(DISTINCT CASE WHEN NOT synthetic THEN dataset END) AS dataset, group_concat(DISTINCT CASE WHEN NOT synthetic THEN model END) AS model,
                count(DISTINCT CASE WHEN NOT is_control THEN strategy END) AS methods, min(CASE WHEN NOT is_control THEN compression END) AS least, max(compression) AS most
              FROM cells
            )
            SELECT 'n/a' AS verdict, 'write of nothing wider than ' || coalesce(replace(dataset, ',', ', '), 'no real data') || ' with ' || coalesce(replace(model, ',', ', '), 'no model') || ', ' || methods || ' methods, ratios from '
              || printf('%g to %g', least, most) AS finding, NULL AS identity FROM extent WHERE methods > 0
            UNION ALL SELECT 'fail', dataset || ': generated data that no flag synthetic tells of', identity FROM cells WHERE dataset = 'shapes' AND dataset_options IS NULL AND NOT synthetic
            UNION ALL SELECT 'warn', 'a single real data set: results say nothing of others', NULL FROM extent WHERE datasets = 1
            UNION ALL SELECT 'warn', 'a single model on real data: results say nothing of others', NULL FROM extent WHERE models = 1
            UNION ALL SELECT 'warn', dataset || ': synthetic data, on which no claim may rest', identity FROM cells WHERE synthetic
            UNION ALL SELECT 'warn', dataset || ' × ' || model || ': imported weights, whose author may have seen our validation images', identity FROM cells WHERE imported
            """,
    };
}
