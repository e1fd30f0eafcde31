namespace Bench.Analysis.Audit;

internal static class MissingCells
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "16",
        Title = "No cell of the matrix is missing or failed without the figure saying so",
        Rule = "Fails for cells that failed or are not tried yet, and for those that are said to be skipped without a reason, for lack of their data or although they were tried; warns for those that cannot be, such as a ratio out of reach. (Our figures and reports say all three.)",
        Query = """
            WITH gaps AS (
              SELECT identity, status, dataset || ' × ' || model || ', ' || strategy AS name, trim(coalesce(reason, '')) AS reason, attempts FROM ({missing})
            ), finished AS (SELECT count(*) AS n FROM ({cells}))
            SELECT CASE WHEN status = 'skipped' AND attempts = 0 AND reason <> '' AND reason NOT LIKE '%say with --data where it is' THEN 'warn' ELSE 'fail' END AS verdict,
              name || ': ' || status || CASE WHEN reason <> '' THEN ', ' || reason WHEN status = 'skipped' THEN ' without a reason' ELSE '' END
                || CASE WHEN status = 'skipped' AND attempts > 0 THEN ', although it was tried' ELSE '' END AS finding, identity
            FROM gaps
            UNION ALL SELECT 'pass', n || ' cells are finished, none is missing', NULL FROM finished WHERE n > 0 AND NOT EXISTS (SELECT 1 FROM gaps)
            """,
    };
}
