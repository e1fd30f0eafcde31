namespace Bench.Analysis.Audit;

internal static class Baselines
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "8",
        Title = "Baselines: random and magnitude pruning, also with the method's own proportions, and competing methods",
        Rule = "For each data set × model (and structure: weights, channels). Fails without random pruning, without magnitude pruning (of channels: a norm of filters), or with one method only. "
            + "Warns without magnitude both globally and uniformly, and for each method with layerwise proportions of its own (criterion other than random, scope other than layer or row) of which neither random nor "
            + "magnitude pruning has the same ones (a scope that allocates alike, 'like', or 'shuffle').",
        Query = """
            WITH cells AS MATERIALIZED (
              SELECT identity, dataset || ' × ' || model || CASE WHEN structure = 'channel' THEN ' (channels)' WHEN max(structure = 'channel') OVER (PARTITION BY dataset, model) THEN ' (weights)' ELSE '' END AS name, dataset_options, model, structure,
                strategy, criterion, scope, scope_options, start_point, shuffled, synthetic,
                criterion = 'random' OR shuffled AS is_random,
                criterion = 'magnitude' OR (structure = 'channel' AND criterion IN ('l1-norm', 'l2-norm', 'group-norm')) AS is_magnitude
              FROM ({cells}) WHERE NOT is_control AND criterion IS NOT 'width' AND structure <> 'n-m'
            ), pairs AS (
              SELECT name, min(identity) AS identity, count(DISTINCT strategy) AS methods, max(is_random) AS random, max(is_magnitude) AS magnitude, max(structure) AS structure,
                max(is_magnitude AND scope = 'global') AS global_magnitude, max(is_magnitude AND scope = 'layer') AS layer_magnitude,
                count(DISTINCT CASE WHEN NOT is_random AND NOT is_magnitude THEN criterion END) AS competing
              FROM cells GROUP BY name, dataset_options
            ), kinds AS MATERIALIZED ( -- few, where cells are many
              SELECT DISTINCT name, dataset_options, criterion, scope, scope_options, shuffled, is_random, is_magnitude FROM cells
            ), own AS (
              SELECT DISTINCT c.name, c.dataset_options, c.strategy, c.identity,
                EXISTS (SELECT 1 FROM kinds o WHERE o.name = c.name AND o.dataset_options IS c.dataset_options AND o.is_random AND (
                  (c.scope <> 'global' AND o.scope = c.scope AND o.scope_options IS c.scope_options) OR (o.scope = 'like' AND instr(o.scope_options, '"criterion":"' || c.criterion || '"') > 0 AND instr(o.scope_options, '"scope":"' || c.scope || '"') > 0)
                  OR (o.shuffled AND o.criterion = c.criterion AND o.scope = c.scope))) AS random,
                c.is_magnitude OR EXISTS (SELECT 1 FROM kinds o WHERE o.name = c.name AND o.dataset_options IS c.dataset_options AND o.is_magnitude AND (
                  (c.scope <> 'global' AND o.scope = c.scope AND o.scope_options IS c.scope_options) OR (o.scope = 'like' AND instr(o.scope_options, '"criterion":"' || c.criterion || '"') > 0 AND instr(o.scope_options, '"scope":"' || c.scope || '"') > 0))) AS magnitude
              FROM (SELECT min(identity) AS identity, name, dataset_options, strategy, criterion, scope, scope_options, is_magnitude
                FROM cells WHERE NOT is_random AND scope NOT IN ('layer', 'row', 'like') GROUP BY name, dataset_options, strategy) c
            )
            SELECT 'fail' AS verdict, name || ': no random pruning' AS finding, identity FROM pairs WHERE NOT random
            UNION ALL SELECT 'fail', name || ': no magnitude pruning', identity FROM pairs WHERE NOT magnitude
            UNION ALL SELECT 'fail', name || ': a single method', identity FROM pairs WHERE methods < 2
            UNION ALL SELECT 'warn', name || ': magnitude pruning not both globally and uniformly', identity FROM pairs WHERE magnitude AND NOT (global_magnitude AND layer_magnitude)
            UNION ALL SELECT 'warn', name || ': no competing method beside random and magnitude', identity FROM pairs WHERE competing = 0
            UNION ALL SELECT 'warn', name || ': no random pruning has the layerwise proportions of ' || count(*) OVER (PARTITION BY name) || ' of the methods', identity FROM own WHERE NOT random
            UNION ALL SELECT 'warn', name || ': no magnitude pruning has the layerwise proportions of ' || count(*) OVER (PARTITION BY name) || ' of the methods', identity FROM own WHERE NOT magnitude
            UNION ALL SELECT 'pass', name || ': ' || methods || ' methods, random and magnitude pruning among them', NULL FROM pairs WHERE random AND magnitude AND methods > 1
            """,
    };
}
