namespace Bench.Analysis.Audit;

internal static class Metrics
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "3",
        Title = "Top-1, and Top-5 where there are enough classes for it to mean something",
        Rule = "Fails for a result without either, or with fewer hits among five than at the top. Top-5 means something with more than 10 classes; with fewer it is stored and need not be shown.",
        Query = """
            WITH cells AS (
              SELECT identity, dataset, top1, top5, (SELECT count(*) FROM class_accuracy a WHERE a.cell = c.cell) AS classes FROM ({cells}) c
            )
            SELECT 'fail' AS verdict, CASE WHEN top1 IS NULL THEN 'no Top-1 accuracy' WHEN top5 IS NULL THEN 'no Top-5 accuracy' ELSE 'Top-5 is below Top-1' END AS finding, identity
            FROM cells WHERE top1 IS NULL OR top5 IS NULL OR top5 < top1
            UNION ALL
            SELECT 'pass', dataset || ': Top-1 and Top-5 of ' || count(*) || ' results; ' || CASE max(classes)
              WHEN 0 THEN 'how many classes there are was not recorded' ELSE max(classes) || ' classes' || CASE WHEN max(classes) > 10 THEN ', show both' ELSE ', Top-1 is enough' END END, NULL
            FROM cells WHERE top5 >= top1 GROUP BY dataset
            """,
    };
}
