namespace Bench.Analysis.Audit;

internal static class SizeConvention
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "size-convention",
        Title = "Published ratios beside the results count the same parameters",
        Rule = "For each data set × model and each file of published points of it. Warns where a ratio there counts other parameters than the results' protocol does, or where the source does not say which: such points are not of equal size.",
        Query = """
            WITH published(file, curve, method, dataset, model, ratio, convention, protocols, top1, deviation, retrained) AS (
            {published}
            ), pairs AS (SELECT DISTINCT dataset, model, protocol FROM ({cells}) WHERE dataset_options IS NULL),
            counted AS (
              SELECT c.dataset || ' × ' || c.model || ': ' || p.file || ', ' || count(*) || ' points whose ratio counts ' || coalesce(nullif(p.convention, ''), 'what the source does not say') AS points, c.protocol,
                instr(p.protocols, ' ' || c.protocol || ' ') > 0 AS alike
              FROM pairs c JOIN published p ON p.dataset = c.dataset AND p.model = c.model WHERE p.ratio > 1
              GROUP BY c.dataset, c.model, c.protocol, p.file, p.convention, p.protocols
            )
            SELECT CASE WHEN alike THEN 'pass' ELSE 'warn' END AS verdict, points || CASE WHEN alike THEN ', as protocol ' ELSE ': not what protocol ' END || protocol || CASE WHEN alike THEN ' does' ELSE ' counts' END AS finding, NULL AS identity
            FROM counted
            """,
    };
}
