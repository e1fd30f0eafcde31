namespace Bench.Analysis.Audit;

internal static class SameConditions
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "9",
        Title = "The same code, data, augmentation, optimizer, budget and initial weights for all compared methods",
        Rule = "For each data set × model. Fails where cells differ in their data, split, protocol, precision, pretraining recipe, augmentation or the versions of measuring code (their fingerprint), where one start has several "
            + "weights, or where one cell is there in several versions of its strategy's parts. Warns where retrainings from trained weights (fine-tuning) have different recipes, where methods of the same ratio have different total budgets since the pretrained weights, and where several builds or kinds of device computed them.",
        Query = """
            WITH cells AS (
              SELECT identity, dataset || ' × ' || model AS name, dataset, model, dataset_options, protocol, precision, pretraining_text, split_fingerprint, versions, start, imported, start_fingerprint,
                retraining, retraining_text, start_point, fingerprint, compression, budget_overall_epochs AS budget, product, device, strategy, is_control,
                composition, seed, retraining_id, pretraining_id, measure_after, measure_after_options
              FROM ({cells})
            ), pairs AS (
              SELECT name, count(DISTINCT coalesce(dataset_options, '')) AS data, count(DISTINCT split_fingerprint) AS splits, count(DISTINCT protocol) AS protocols, group_concat(DISTINCT protocol) AS protocol,
                count(DISTINCT precision) AS precisions, group_concat(DISTINCT precision) AS precision,
                count(DISTINCT CASE WHEN imported THEN 'imported ' || start ELSE pretraining_text END) AS pretrainings,
                group_concat(DISTINCT CASE WHEN imported THEN 'imported weights' ELSE pretraining_text END) AS pretraining,
                count(DISTINCT CASE WHEN retraining = 'fine-tune' AND start_point = 'pretrained' THEN retraining_text END) AS recipes,
                group_concat(DISTINCT CASE WHEN retraining = 'fine-tune' AND start_point = 'pretrained' THEN retraining_text END) AS recipe,
                count(DISTINCT product) AS builds, count(DISTINCT device) AS devices, group_concat(DISTINCT device) AS device
              FROM cells GROUP BY dataset, model
            ), starts AS (SELECT name, start, min(identity) AS identity FROM cells GROUP BY start HAVING count(DISTINCT start_fingerprint) > 1),
            said AS (
              SELECT name, part, group_concat(DISTINCT value) AS found FROM (
                SELECT f.name, f.fingerprint, j.key AS part, j.value FROM (SELECT DISTINCT name, fingerprint FROM cells) f JOIN fingerprint t ON t.id = f.fingerprint, json_each(t.text, '$.within') j
                UNION ALL SELECT f.name, f.fingerprint, j.key, j.value FROM (SELECT DISTINCT name, fingerprint FROM cells) f JOIN fingerprint t ON t.id = f.fingerprint, json_each(t.text, '$.everywhere') j
                ORDER BY 4
              ) v
              GROUP BY name, part
              HAVING count(DISTINCT value) > 1 OR (part LIKE '%-version' AND part <> 'warm-up-version' AND count(DISTINCT fingerprint) < (SELECT count(DISTINCT fingerprint) FROM cells c WHERE c.name = v.name))
            ), versions AS (
              SELECT name, min(identity) AS identity, part FROM (SELECT name, identity, value AS part, versions FROM cells, json_each('["training","warm-up"]'))
              GROUP BY name, part HAVING count(DISTINCT instr(' ' || versions, ' ' || part || ' ') > 0) > 1
            ), again AS (
              SELECT name, identity, min(versions) OVER one AS least, max(versions) OVER one AS most FROM cells
              WINDOW one AS (PARTITION BY dataset, dataset_options, model, protocol, precision, composition, retraining_id, pretraining_id, CASE WHEN imported THEN start END, measure_after, measure_after_options, compression, seed)
            ), points AS (
              SELECT name, dataset, model, compression, min(budget) AS least, max(budget) AS most FROM cells WHERE NOT is_control AND budget IS NOT NULL GROUP BY dataset, model, compression
              HAVING max(budget) > min(budget) * 1.01 + 0.2
            ), budgets AS (SELECT *, printf('%g to %g', min(least) OVER pair, max(most) OVER pair) AS range FROM points WINDOW pair AS (PARTITION BY dataset, model))
            SELECT 'fail' AS verdict, name || ': different data under one name' AS finding, NULL AS identity FROM pairs WHERE data > 1
            UNION ALL SELECT 'fail', name || ': ' || splits || ' different splits of training and validation images', NULL FROM pairs WHERE splits > 1
            UNION ALL SELECT 'fail', name || ': several protocols (' || protocol || '), whose sizes do not compare', NULL FROM pairs WHERE protocols > 1
            UNION ALL SELECT 'fail', name || ': several precisions (' || precision || ')', NULL FROM pairs WHERE precisions > 1
            UNION ALL SELECT 'fail', name || ': several pretrainings (' || pretraining || ')', NULL FROM pairs WHERE pretrainings > 1
            UNION ALL SELECT 'fail', name || ': ' || part || ' differs (' || found || ')', NULL FROM said JOIN pairs USING (name)
            WHERE NOT (part = 'precision' AND precisions > 1 OR part = 'protocol' AND protocols > 1 OR part = 'split' AND splits > 1 OR part = 'data' AND data > 1 OR part IN ('pretraining', 'weights') AND pretrainings > 1)
            UNION ALL SELECT 'fail', name || ': cells of one start began with different weights', identity FROM starts
            UNION ALL SELECT 'fail', name || ': versions of ''' || part || ''' differ', identity FROM versions
            UNION ALL SELECT 'fail', name || ': the same cells in several versions (' || coalesce(nullif(least, ''), 'the first') || '; ' || most || ')', identity FROM again WHERE least < most
            UNION ALL SELECT 'warn', name || ': fine-tuned by ' || recipes || ' recipes (' || recipe || ')', NULL FROM pairs WHERE recipes > 1
            UNION ALL SELECT 'warn', b.name || ': methods of one ratio with total budgets of ' || b.range || ' epochs', c.identity
            FROM budgets b JOIN cells c ON c.dataset = b.dataset AND c.model = b.model AND c.compression = b.compression AND NOT c.is_control AND c.budget > b.least * 1.01 + 0.2
            UNION ALL SELECT 'warn', name || ': computed by ' || builds || ' builds of bench', NULL FROM pairs WHERE builds > 1
            UNION ALL SELECT 'warn', name || ': computed on ' || device || ', whose last bits differ', NULL FROM pairs WHERE devices > 1
            UNION ALL SELECT 'pass', count(*) || ' of ' || (SELECT count(*) FROM pairs) || ' data set × model pairs share data, split, protocol, precision and pretraining', NULL FROM pairs
            WHERE data = 1 AND splits = 1 AND protocols = 1 AND precisions = 1 AND pretrainings <= 1 AND NOT EXISTS (SELECT 1 FROM said WHERE said.name = pairs.name)
              AND name NOT IN (SELECT name FROM again WHERE least < most) HAVING count(*) > 0
            """,
    };
}
