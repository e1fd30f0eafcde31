namespace Bench.Analysis.Audit;

internal static class ExactNames
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "10",
        Title = "Architecture, data, library and hardware named exactly, and all options stored",
        Rule = "Fails for a result whose full configuration is not stored or says another thing than its columns, or whose model, data set, processor, operating system or libraries have no name. Warns where the commit of bench is not known, and where own data are not told by their SHA-256.",
        Query = """
            WITH found AS (
              SELECT c.identity, CASE
                WHEN j.cell IS NULL OR j.json ->> '$.strategy' IS NULL THEN 'the full configuration is not stored'
                WHEN c.dataset <> j.json ->> '$.dataset.name' OR c.model <> j.json ->> '$.model' OR c.seed <> j.json ->> '$.seed' OR c.compression <> j.json ->> '$.compression' OR c.protocol <> j.json ->> '$.protocol'
                  OR c.imported <> (j.json ->> '$.start' IS NOT NULL) OR c.is_control <> (c.criterion IS NULL) THEN 'the stored configuration says another thing than the columns'
                WHEN c.model = '' OR c.dataset = '' THEN 'the model or the data set has no name'
                WHEN min(trim(c.cpu), trim(c.device), trim(c.operating_system)) = '' THEN 'the hardware has no name'
                WHEN min(trim(c.dotnet), trim(c.torchsharp), trim(c.libtorch), trim(c.product)) = '' THEN 'a library has no version'
                END AS fault,
                instr(c.product, '+') = 0 AS no_commit, c.dataset_options IS NOT NULL AND c.dataset_options ->> '$.sha256' IS NULL AS no_hash
              FROM ({cells}) c LEFT JOIN configuration j ON j.cell = c.cell
            )
            SELECT 'fail' AS verdict, fault AS finding, identity FROM found WHERE fault IS NOT NULL
            UNION ALL SELECT 'warn', 'the commit of bench is not known', identity FROM found WHERE fault IS NULL AND no_commit
            UNION ALL SELECT 'warn', 'own data are not told by their SHA-256', identity FROM found WHERE fault IS NULL AND no_hash
            UNION ALL SELECT 'pass', count(*) || ' results can be computed again from what is stored', NULL FROM found WHERE fault IS NULL HAVING count(*) > 0
            """,
    };
}
