namespace Bench.Analysis.Audit;

internal static class PublishedRange
{
    public static AuditCheck Check { get; } = new()
    {
        Id = "published-range",
        Title = "Results lie where others have found them",
        Rule = "Where a method of the same name is published on the same data set and model with a ratio that counts alike and lies within half an octave (of each curve the nearest): warns where the mean over seeds is more than 5 points outside of what is published, "
            + "its standard deviations included. Other training explains a few points; more asks for a reason.",
        Query = """
            WITH published(file, curve, method, dataset, model, ratio, convention, protocols, top1, deviation, retrained) AS (
            {published}
            ), points AS (
              SELECT point, min(identity) AS identity, dataset, model, protocol, substr(composition, 1, instr(composition || ' ', ' ') - 1) AS method, compression,
                substr(composition, instr(composition || ' ', ' ')) AS options, avg(top1) AS top1, avg(achieved_compression) AS ratio, retraining <> 'none' AS retrained
              FROM ({cells}) WHERE dataset_options IS NULL GROUP BY point
            ), near AS (
              SELECT c.point, p.top1 - coalesce(p.deviation, 0) AS lowest, p.top1 + coalesce(p.deviation, 0) AS highest,
                row_number() OVER (PARTITION BY c.point, p.file, p.curve ORDER BY max(p.ratio / c.ratio, c.ratio / p.ratio)) AS place
              FROM points c JOIN published p ON p.dataset = c.dataset AND p.model = c.model AND p.method = c.method AND (p.retrained = c.retrained OR c.method = 'dense')
                AND instr(p.protocols, ' ' || c.protocol || ' ') > 0 AND p.ratio BETWEEN c.ratio / 1.4143 AND c.ratio * 1.4143
              -- Options beyond how much is scored on, and no retraining, make it another method.
              WHERE c.method = 'dense' OR (replace(c.options || ' ', ' retraining=none ', ' ') NOT GLOB '* [^s ]*' AND c.options NOT GLOB '* s[^c]*' AND c.options NOT GLOB '* sc[^o]*' AND c.options NOT GLOB '* sco[^r]*')
            ), bands AS (SELECT point, min(lowest) AS lowest, max(highest) AS highest FROM near WHERE place = 1 GROUP BY point)
            SELECT 'warn' AS verdict, printf('%s × %s, %s at %g×: %.1f %%, published %.1f to %.1f %%', dataset, model, method, compression, 100 * c.top1, 100 * b.lowest, 100 * b.highest) AS finding, identity
            FROM points c JOIN bands b ON b.point = c.point WHERE c.top1 < b.lowest - 0.05 OR c.top1 > b.highest + 0.05
            UNION ALL SELECT 'pass', count(*) || ' operating points lie within 5 points of what is published', NULL
            FROM points c JOIN bands b ON b.point = c.point WHERE c.top1 BETWEEN b.lowest - 0.05 AND b.highest + 0.05 HAVING count(*) > 0
            """,
    };
}
