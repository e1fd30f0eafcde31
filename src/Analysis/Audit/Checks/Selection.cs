namespace Bench.Analysis.Audit;

internal static class Selection
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "12",
        Title = "Validation, not test, selects epochs and hyperparameters",
        Rule = "Counts again. Fails where a result has no accuracy on validation images, where the selected epoch is none that was recorded, where a later epoch was better on them than the selected one, where an earlier was as good (of one-shot schedules after pretraining, whose "
            + "epochs all have the final density), where the headline is neither the selected epoch, nor the last one of imported weights, nor what was not retrained, or where weights are imported and no flag validation-seen tells of it. Warns for imported weights, whose headline is the last epoch, and for that flag on weights that were trained here.",
        Query = """
            WITH cells AS (
              SELECT cell, identity, headline, selected_epoch, imported, schedule, start_point, retraining, retraining_id, budget_epochs, validation_top1_before, validation_top1_selected, validation_top1_last,
                instr(' ' || flags || ' ', ' validation-seen ') > 0 AS is_seen
              FROM ({cells})
            ), found AS (
              SELECT c.identity, c.headline, c.imported, c.is_seen, CASE
                WHEN c.validation_top1_before IS NULL AND c.validation_top1_selected IS NULL AND c.validation_top1_last IS NULL THEN 'no accuracy on validation images'
                WHEN c.headline = 'last' AND NOT c.imported AND c.budget_epochs > 0 THEN 'the headline is the last epoch, not the selected one'
                WHEN c.headline = 'selected' AND NOT EXISTS (SELECT 1 FROM epoch s WHERE s.cell = c.cell AND s.epoch = c.selected_epoch) THEN 'the selected epoch is none that was recorded'
                WHEN c.headline = 'before' AND c.budget_epochs > 0 THEN 'the headline is what was measured before retraining'
                WHEN c.headline = 'selected' AND EXISTS (SELECT 1 FROM epoch s JOIN epoch e ON e.cell = s.cell AND e.epoch > s.epoch AND e.validation_top1 > s.validation_top1
                  WHERE s.cell = c.cell AND s.epoch = c.selected_epoch) THEN 'a later epoch was better on validation images than the selected one'
                WHEN c.headline = 'selected' AND c.schedule = 'one-shot' AND c.start_point = 'pretrained' AND EXISTS (SELECT 1 FROM epoch s JOIN epoch e ON e.cell = s.cell AND e.epoch < s.epoch AND e.validation_top1 >= s.validation_top1
                  WHERE s.cell = c.cell AND s.epoch = c.selected_epoch) THEN 'an earlier epoch was as good on validation images as the selected one'
                WHEN c.imported AND NOT c.is_seen THEN 'imported weights: no flag validation-seen tells of it'
                END AS fault
              FROM cells c
            )
            SELECT 'fail' AS verdict, fault AS finding, identity FROM found WHERE fault IS NOT NULL
            UNION ALL SELECT 'warn', 'validation-seen: the weights'' author may have trained on our validation images', identity FROM found WHERE fault IS NULL AND imported
            UNION ALL SELECT 'warn', 'flagged validation-seen, which its weights, trained here, are not', identity FROM found WHERE fault IS NULL AND is_seen AND NOT imported
            UNION ALL SELECT 'pass', count(*) || ' headlines are what validation selected' || CASE WHEN sum(headline <> 'selected') > 0 THEN ', or where there was nothing to select (' || sum(headline <> 'selected') || ')' ELSE '' END, NULL
            FROM found WHERE fault IS NULL HAVING count(*) > 0
            """,
    };
}
