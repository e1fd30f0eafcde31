namespace Bench.Analysis.Audit;

internal static class HiddenBudgets
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "hidden-budget",
        Title = "No unequal budget hides behind one name",
        Rule = "By the labels of each sweep. Fails where one label of a strategy (with the same labels of recipes) has different total budgets at the same ratio. Warns where one label of a recipe stands for several ways of training on one data set × model, and where a "
            + "strategy's budget changes along its own curve. Tolerance 1 %.",
        Query = """
            WITH cells AS (
              SELECT identity, sweep, sweep || ': ' || dataset || ' × ' || model AS name, dataset, dataset_options, model, protocol, precision, strategy, coalesce(recipe, '') AS recipe, coalesce(pretraining_recipe, '') AS pretraining_recipe,
                compression, budget_total_samples AS budget, retraining_id, retraining_text, pretraining_id, pretraining_text, is_control
              FROM ({labelled})
            ), points AS (
              SELECT name, strategy, recipe, pretraining_recipe, sweep, dataset, model, protocol, precision, compression, min(budget) AS least, max(budget) AS most, min(identity) AS identity
              FROM cells WHERE NOT is_control GROUP BY sweep, dataset, dataset_options, model, protocol, precision, strategy, recipe, pretraining_recipe, compression
            ), recipes AS (
              SELECT name, recipe AS label, min(retraining_text) || ' and ' || max(retraining_text) AS ways, min(identity) AS identity FROM cells WHERE recipe <> '' GROUP BY name, recipe HAVING count(DISTINCT retraining_id) > 1
              UNION ALL
              SELECT name, pretraining_recipe, min(pretraining_text) || ' and ' || max(pretraining_text), min(identity) FROM cells WHERE pretraining_recipe <> '' GROUP BY name, pretraining_recipe HAVING count(DISTINCT pretraining_id) > 1
            )
            SELECT 'fail' AS verdict, name || ', ' || strategy || ' at ' || printf('%g×', compression) || ': from ' || least || ' to ' || most || ' training samples' AS finding, identity
            FROM points WHERE most > least * 1.01
            UNION ALL SELECT 'warn', name || ': the recipe ' || label || ' stands for ' || ways, identity FROM recipes
            UNION ALL SELECT 'warn', name || ', ' || strategy || ': from ' || min(least) || ' to ' || max(most) || ' training samples along its curve', min(identity)
            FROM points WHERE most <= least * 1.01 GROUP BY sweep, dataset, model, protocol, precision, strategy, recipe, pretraining_recipe HAVING max(most) > min(least) * 1.01
            UNION ALL SELECT 'pass', count(*) || ' operating points have one budget each', NULL FROM points WHERE most <= least * 1.01 HAVING count(*) > 0
            """,
    };
}
