namespace Bench.Analysis.Audit;

internal static class Connectivity
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "14",
        Title = "No dead layer and no disconnected network behind a reported point, or it is flagged",
        Rule = "Counts again what flags say, by the rules that set them: kept weights of layers, classes that no path of kept weights reaches, hits against the most frequent class, losses. Fails where the numbers say so and no flag does, and for a headline that is not a number. "
            + "Warns where both do, where a flag says what the numbers do not, and where connectivity was not recorded.",
        // The rules are those of docs/methods.md (Flags); a flag whose numbers were not recorded is believed.
        Query = """
            WITH cells AS MATERIALIZED (
              SELECT cell, identity, start, headline, top1, loss, ' ' || flags || ' ' AS words, effective_kept, structure = 'channel' OR criterion IS 'width' AS is_smaller,
                cut_off_outputs > 0 OR (effective_kept = 0 AND kept_prunable > 0) AS cut_off
              FROM ({cells})
            ), layers AS (
              SELECT cell, max(dead <> (kept = 0)) AS misread, max(kept = 0) AS dead,
                max(kept > 0 AND kept < weights AND (4 * kept < CAST(shape AS INTEGER) OR (100 * kept < weights AND kept < 2 * CAST(shape AS INTEGER)))) AS nearly_dead
              FROM layer WHERE cell IN (SELECT cell FROM cells) GROUP BY cell
            ), classes AS (
              SELECT cell, count(*) AS classes, 1.0 * max(total) AS most FROM class_accuracy WHERE cell IN (SELECT cell FROM cells) GROUP BY cell
            ), losses AS (
              SELECT cell, max(loss) AS loss FROM (
                SELECT cell, loss FROM evaluation UNION ALL SELECT cell, max(coalesce(train_loss, 0), coalesce(validation_loss, 0)) FROM epoch) WHERE cell IN (SELECT cell FROM cells) GROUP BY cell
            ), starts AS (
              SELECT pretraining, max(loss) AS loss FROM (
                SELECT pretraining, loss FROM pretraining_evaluation UNION ALL SELECT pretraining, max(coalesce(train_loss, 0), coalesce(validation_loss, 0)) FROM pretraining_epoch) GROUP BY pretraining
            ), found AS MATERIALIZED (
              SELECT c.*, l.misread, l.dead, NOT c.is_smaller AND l.nearly_dead AS nearly_dead,
                h.correct <= a.most + 2 * sqrt(h.total * (a.most / h.total) * (1 - a.most / h.total)) AS at_chance, max(coalesce(o.loss, 0), coalesce(s.loss, 0)) > 100 * ln(a.classes) AS exploded
              FROM cells c LEFT JOIN layers l ON l.cell = c.cell LEFT JOIN classes a ON a.cell = c.cell LEFT JOIN losses o ON o.cell = c.cell LEFT JOIN starts s ON s.pretraining = c.start
              LEFT JOIN evaluation h ON h.cell = c.cell AND h.split = 'test' AND h.point = c.headline
            ), told AS (
              SELECT identity, 'dead-layer' AS flag, 'a dead layer' AS what, dead AS is_so, words FROM found
              UNION ALL SELECT identity, 'nearly-dead-layer', 'a nearly dead layer', nearly_dead, words FROM found
              UNION ALL SELECT identity, 'cut-off', 'classes that no path of kept weights reaches', cut_off, words FROM found
              UNION ALL SELECT identity, 'at-chance', 'accuracy at chance', at_chance, words FROM found
              UNION ALL SELECT identity, 'loss-exploded', 'a loss that exploded', exploded, words FROM found
            ), held AS MATERIALIZED (
              SELECT identity, flag, what, is_so, instr(words, ' ' || flag || ' ') > 0 AS is_said, flag = 'cut-off' AND instr(words, ' dead-layer ') > 0 AS is_implied FROM told
            )
            SELECT 'fail' AS verdict, what || ': no flag tells of it' AS finding, identity FROM held WHERE is_so AND NOT is_said AND NOT is_implied
            UNION ALL SELECT 'fail', 'a headline that is not a number', identity FROM found WHERE top1 IS NULL OR loss IS NULL OR instr(words, ' not-a-number ') > 0
            UNION ALL SELECT 'fail', 'a layer whose column dead is not what it keeps', identity FROM found WHERE misread
            UNION ALL SELECT 'warn', what || ', flagged', identity FROM held WHERE is_said AND is_so IS NOT 0
            UNION ALL SELECT 'warn', 'flagged ' || flag || ', which its numbers do not say', identity FROM held WHERE is_said AND is_so = 0
            UNION ALL SELECT 'warn', 'connectivity was not recorded (results of schema 3 and before)', identity FROM found WHERE effective_kept IS NULL
            UNION ALL SELECT 'pass', count(*) || ' networks are connected and without a dead layer', NULL FROM found f
            WHERE top1 IS NOT NULL AND loss IS NOT NULL AND effective_kept IS NOT NULL AND instr(words, ' not-a-number ') = 0 AND NOT coalesce(misread, 0)
              AND f.identity NOT IN (SELECT identity FROM held WHERE is_so OR is_said) HAVING count(*) > 0
            """,
    };
}
