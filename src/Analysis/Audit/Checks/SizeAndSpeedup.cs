namespace Bench.Analysis.Audit;

internal static class SizeAndSpeedup
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "2",
        Title = "Compression ratio and theoretical speedup for every result",
        Rule = "Fails for a result without either, or whose speedup is infinite, or is not the quotient of its multiply-adds, or whose dense network has other parameters or multiply-adds than that of the same data set × model, or whose ratio is not the quotient "
            + "of its parameters (of single weights under the protocols bench and all-weights; relative tolerance 10⁻⁶).",
        Query = """
            WITH cells AS (
              SELECT identity, dense_macs <> min(dense_macs) OVER (PARTITION BY dataset, model, protocol) OR total_parameters <> min(total_parameters) OVER (PARTITION BY dataset, model, protocol) AS other,
                protocol, structure, achieved_compression AS ratio, theoretical_speedup AS speedup, dense_macs, effective_macs,
                total_parameters, kept_parameters,
                (SELECT sum(weights) FROM layer l WHERE l.cell = c.cell) AS weights, (SELECT sum(kept) FROM layer l WHERE l.cell = c.cell) AS kept
              FROM ({cells}) c
            ), found AS (
              SELECT identity, CASE
                WHEN ratio IS NULL OR NOT ratio > 0 THEN 'no compression ratio'
                WHEN speedup IS NULL OR NOT speedup > 0 THEN 'no theoretical speedup'
                WHEN speedup > 1e300 OR effective_macs = 0 THEN 'an infinite theoretical speedup: nothing is left to compute'
                WHEN abs(speedup * effective_macs / dense_macs - 1) > 1e-6 THEN 'a theoretical speedup that is not dense ÷ effective multiply-adds'
                WHEN other THEN 'a dense network of other parameters or multiply-adds than the rest of its data set × model'
                WHEN structure = 'channel' THEN NULL
                WHEN protocol = 'bench' AND abs(ratio * kept_parameters / total_parameters - 1) > 1e-6 THEN 'a ratio that is not total ÷ kept parameters'
                WHEN protocol = 'all-weights' AND abs(ratio * kept / weights - 1) > 1e-6 THEN 'a ratio that is not all ÷ kept weights'
                END AS fault
              FROM cells
            )
            SELECT 'fail' AS verdict, fault AS finding, identity FROM found WHERE fault IS NOT NULL
            UNION ALL SELECT 'pass', count(*) || ' results have both', NULL FROM found WHERE fault IS NULL HAVING count(*) > 0
            """,
    };
}
