namespace Bench.Figures.Report;

/// <summary>The commands that give every number of the report again.</summary>
internal static class ReproduceSection
{
    public static Html Of(ReportContent content)
    {
        // Not every command takes every option.
        var cells = content.SweepOption + content.WhereOptions;
        var options = cells + content.MixedOption;
        (string What, string Command)[] ways =
        [
            ("This report", $"bench report{options} --out DIR"),
            ("The figures", $"bench plot{options}"),
            ("The tables of results", $"bench table{options}\nbench table{options} --metric drop\nbench table{options} --format latex --out results.tex"),
            ("The leaderboard and its tests", $"bench compare{options}"),
            ("The audit, with the query of each check", $"bench audit{cells} --sql"),
            ("The claims", $"bench claims{options}"),
            (content.WhereOptions == "" ? "All numbers as files" : "All numbers as files, also of cells that the conditions leave out", $"bench export{content.SweepOption} --out DIR"),
            ("An operating point, from the database", "bench query \"SELECT dataset, model, strategy, compression, top1_mean, top1_sd, n, planned FROM v_tradeoff\""),
            ("A difference to the control, seed by seed", "bench query \"SELECT dataset, model, strategy, compression, seed, top1, control_top1, top1_difference FROM v_paired\""),
            ("A cell, from the database", "bench query \"SELECT * FROM v_results WHERE identity = '...'\""),
            ("A cell, computed anew and compared with what is stored", "bench reproduce IDENTITY"),
        ];
        return Html.Of($"""
            <section id="reproduce" aria-labelledby="reproduce-title"><h2 id="reproduce-title">How to get these numbers again</h2>
            <p>Each command reads <code>results/bench.db</code> unless <code>--db FILE</code> names another database. The panel of a cell has its own commands.</p>
            {ways.Select(w => Html.Of($"<h3>{w.What}</h3>\n<pre>{w.Command}</pre>\n"))}
            </section>

            """);
    }
}
