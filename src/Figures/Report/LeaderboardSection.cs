using Bench.Analysis;
using Bench.Analysis.Comparing;
using Bench.Analysis.Statistics;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures.Report;

/// <summary>
/// Strategies by mean rank of the area under their curves: over all data sets and models, and over each of them, for ranges of compression ratios. All numbers are
/// those of <see cref="Comparison"/>.
/// </summary>
internal static class LeaderboardSection
{
    private sealed record Range(string Name, double From, double To)
    {
        public bool Has(double ratio) => ratio >= From && ratio <= To;
    }

    private static readonly Range[] Ranges = [new("all ratios", 1, double.PositiveInfinity), new("up to 4×", 1, 4), new("4× to 16×", 4, 16), new("16× and more", 16, double.PositiveInfinity)];

    // Places: 0 for all data sets and models, else from 1.
    private sealed record Board(int Dataset, int Model, int Ratios, Html Content);

    public static Html Of(ReportContent content)
    {
        var datasets = content.Panels.Select(p => p.Dataset).Distinct().ToList();
        var models = content.Panels.Select(p => p.Model).Distinct().ToList();
        var costs = Costs(content);
        var rows = content.Rows.ToLookup(r => (r.Dataset, r.Model, r.Synthetic));
        var boards = new List<Board>();
        foreach (var d in Choices(datasets))
            foreach (var m in Choices(models))
            {
                var panels = content.Panels.Where(p => (d == 0 || p.Dataset == datasets[d - 1]) && (m == 0 || p.Model == models[m - 1])).ToList();
                if (panels.Count == 0) continue;
                var (mixture, whyNot) = Mixed([.. Counted(panels).SelectMany(p => rows[p])], content.AllowMixed);
                var ranges = Ranges.Index().Select(r => (r.Index, r.Item, Panels: Within(panels, r.Item, r.Index == 0))).Where(r => r.Panels.Count > 0).ToList();
                foreach (var (r, range, some) in ranges)
                    boards.Add(new(d, m, r, whyNot is null ? Table(some, range, costs, Where(d, m), content.Ours, mixture, ranges.Count) : Html.Of($"<h3>{Where(d, m)}, {range.Name}</h3><p class=\"notice\">No ranking: {Sentence.Of(whyNot)}</p>")));
            }
        return Html.Of($"""
            <section id="leaderboard" aria-labelledby="leaderboard-title"><h2 id="leaderboard-title">Leaderboard</h2>
            <p>Ranked within each data set × model by the area under accuracy against log₂ compression (theoretical speedup where ratios are of multiply-adds), seeds averaged; 1 is the best. Intervals are at 95 %.</p>
            <div class="controls" data-choices="boards">
            {Select("Data set", "dataset", datasets)}{Select("Model", "model", models)}
            <label for="board-ratios">Compression<select id="board-ratios" data-part="ratios" autocomplete="off">{boards.Select(b => b.Ratios).Distinct().Order().Select(r => Html.Of($"<option value=\"{r}\">{Ranges[r].Name}</option>"))}</select></label>
            </div>
            {boards.Select((b, i) => Html.Of($"<div data-part-of=\"boards\" data-dataset=\"{b.Dataset}\" data-model=\"{b.Model}\" data-ratios=\"{b.Ratios}\"{(i == 0 ? "" : " hidden")}>{b.Content}</div>\n"))}
            <p id="boards-none" class="notice" hidden>There is no result for this choice.</p>
            </section>

            """);

        // One alone needs no board of its own.
        static IEnumerable<int> Choices(List<string> values) => Enumerable.Range(0, values.Count == 1 ? 1 : values.Count + 1);

        string Where(int d, int m) => string.Join(" · ", new[] { d == 0 ? "all data sets" : DisplayNames.Of(datasets[d - 1]), m == 0 ? "all models" : DisplayNames.Of(models[m - 1]) });

        static Html Select(string name, string part, List<string> values) => Html.Of($"""
            <label for="board-{part}">{name}<select id="board-{part}" data-part="{part}" autocomplete="off"><option value="0">all</option>{(values.Count == 1 ? [] : values.Select((v, i) => Html.Of($"<option value=\"{i + 1}\">{DisplayNames.Of(v)}</option>")))}</select></label>
            """);
    }

    // Generated data are ranked by themselves alone.
    private static IEnumerable<(string, string, bool)> Counted(List<Panel> panels) =>
        panels.Where(p => !p.Synthetic || panels.All(other => other.Synthetic)).Select(p => (p.Dataset, p.Model, p.Synthetic)).Distinct();

    // What is said beside the ranks, or why there are none.
    private static (string? Mixture, string? WhyNot) Mixed(IReadOnlyCollection<ResultRow> rows, bool allowMixed)
    {
        try
        {
            return (Comparability.Check(rows, allowMixed), null);
        }
        catch (UserError mistake)
        {
            return (null, mistake.Message);
        }
    }

    // The curves between two ratios; none where that is hardly any of them.
    private static List<Panel> Within(IReadOnlyList<Panel> panels, Range range, bool whole)
    {
        if (whole) return [.. panels];
        if (panels.SelectMany(p => p.Curves).SelectMany(c => c.Points).Select(p => p.Compression).Distinct().ToList() is var there && (there.All(range.Has) || there.Count(range.Has) < 2)) return [];
        return [.. panels.Select(p => p with
        {
            Curves = [.. p.Curves.Select(c => c with { Points = [.. c.Points.Where(point => range.Has(point.Compression))], Gaps = [.. c.Gaps.Where(range.Has)] }).Where(c => c.Points.Any(point => !point.IsControl))],
        }).Where(p => p.Curves.Count > 0)];
    }

    private static Html Table(IReadOnlyList<Panel> panels, Range range, IReadOnlyDictionary<(string, string, string), List<(double Ratio, double Seconds)>> costs, string where, string? ours, string? mixture, int ranges)
    {
        var comparison = Compared(panels, ours);
        var ranking = comparison.OverArea is { N: > 0 } area ? area : comparison.AtRatios.OrderByDescending(r => r.N).FirstOrDefault(r => r.N > 0);
        var caption = $"{where}, {range.Name}{(ranking is null ? "" : $": {ranking.Measure}, {(ranking.N == 1 ? "1 block" : $"{ranking.N} blocks")}")}";
        if (ranking is null) return Html.Of($"<h3>{caption}</h3><p>Nothing can be ranked here.</p>{Notes(comparison, null, mixture, ranges)}");
        var intervals = ranking.RankIntervals();
        var single = ranking.N == 1 ? ranking.Blocks[0].Block : null;
        var bySpeed = single is not null && CurveCost.Along(panels.Where(p => (p.Dataset, p.Model) == (single.Dataset, single.Model)).SelectMany(p => p.Curves)) == CurveCost.Speedup;
        var pairs = ranking.Pairs.Where(p => p.Reference == comparison.Reference).ToDictionary(p => p.Method);
        return Html.Of($"""
            {HtmlTable.Of(caption,
            [
                new("Strategy", true), new("Mean rank"), new("Interval over seeds"), new("Best in"), new(ranking.Compression is null ? "Area (% top-1)" : "Top-1 (%)"), new(single is null ? "Spread of blocks" : "Interval"),
                .. single is null ? [] : new HtmlTable.Column[] { new("Keeps accuracy to") },
                .. comparison.Reference is { } r ? new HtmlTable.Column[] { new($"Won–tied–lost against {r}"), new("Wilcoxon p (Holm)") } : [],
                new("Scoring (s)"), new("Interval"),
            ],
            [.. ranking.Methods.Select((method, i) => (IReadOnlyList<Html>)
            [
                Text(method.Name), Text(Numbers.Fixed(method.MeanRank, 2)), Text(intervals is null ? Numbers.None : Between(intervals[i], 2, 1)),
                Text($"{ranking.Blocks.Count(b => b.Ranks[i] == b.Ranks.Min())} of {ranking.N}"), Text(Numbers.Fixed(100 * method.Mean, 2)), Text(Spread(comparison, ranking, i, single)),
                .. single is null ? [] : new[] { Text(comparison.Curves.FirstOrDefault(c => c.Block == single && c.Method == method.Name) is { } curve ? bySpeed ? $"{curve.Speedup.Text} speedup" : curve.Compression.Text : Numbers.None) },
                .. comparison.Reference is null ? [] : pairs.TryGetValue(method.Name, out var pair)
                    ? new[] { Text($"{pair.Wins}–{pair.Ties}–{pair.Losses}"), Text(pair.Verdict.Corrected is { } p ? Numbers.Probability(p) : Numbers.None) } : [Text(method.Name == comparison.Reference ? "reference" : Numbers.None), Text(Numbers.None)],
                .. Cost(method, ranking, range, costs),
            ])])}
            {Notes(comparison, ranking, mixture, ranges)}
            """);
    }

    // Ours is no reference where it is several, as of two recipes. The area is enough where there is one: ranks at each ratio take their time, and are in 'bench compare'.
    private static Comparison Compared(IReadOnlyList<Panel> panels, string? ours)
    {
        var choice = new ComparisonChoice { Synthetic = panels.All(p => p.Synthetic), Ours = panels.All(p => p.Curves.Any(c => c.Strategy == ours)) ? ours : null };
        var ratio = panels.SelectMany(p => p.Curves).SelectMany(c => c.Points).Where(p => !p.IsControl && p.Compression > 1).GroupBy(p => p.Compression).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).FirstOrDefault();
        return Comparison.Of(panels, ratio is null ? choice : choice with { Compressions = [ratio.Key] });
    }

    private static string Spread(Comparison comparison, Ranking ranking, int method, Block? single)
    {
        if (single is null) return $"{Numbers.Fixed(100 * ranking.Blocks.Min(b => b.Values[method]), 2)} to {Numbers.Fixed(100 * ranking.Blocks.Max(b => b.Values[method]), 2)}";
        var values = ranking.Blocks[0].SeedValues[method];
        return Interval.Student(Sample.Of([.. values])) is { } interval ? Between(interval, 2, 100) : Numbers.None;
    }

    private static Html[] Cost(RankedMethod method, Ranking ranking, Range range, IReadOnlyDictionary<(string, string, string), List<(double Ratio, double Seconds)>> costs)
    {
        var seconds = ranking.Blocks.SelectMany(b => costs.GetValueOrDefault((b.Block.Dataset, b.Block.Model, method.Composition.Text)) ?? []).Where(c => range.Has(c.Ratio)).Select(c => c.Seconds).ToList();
        if (seconds.Count == 0) return [Text(Numbers.None), Text(Numbers.None)];
        var sample = Sample.Of(seconds);
        return [Text(Numbers.Fixed(sample.Mean, 3)), Text(Interval.Student(sample) is { } i ? Between(i, 3, 1) : Numbers.None)];
    }

    private static Dictionary<(string, string, string), List<(double Ratio, double Seconds)>> Costs(ReportContent content)
    {
        var costs = new Dictionary<(string, string, string), List<(double, double)>>();
        foreach (var row in content.Rows)
            if (!row.IsControl && content.Times.GetValueOrDefault(row.Identity)?.ScoringSeconds is { } seconds)
            {
                if (!costs.TryGetValue((row.Dataset, row.Model, row.Composition), out var list)) costs[(row.Dataset, row.Model, row.Composition)] = list = [];
                list.Add((row.Compression, seconds));
            }
        return costs;
    }

    private static Html Notes(Comparison comparison, Ranking? ranking, string? mixture, int ranges)
    {
        var difference = ranking is null ? null : Sentence.Of(ranking.Difference.Text);
        var tested = ranking is not null && (ranking.Difference.P is not null || ranking.Pairs.Any(p => p.Verdict.P is not null));
        var uncorrected = tested && ranges > 1 ? $"p-values are of this range of ratios by itself: they are not corrected for the {ranges} ranges that can be chosen here, nor for data sets and models chosen one by one." : null;
        var critical = ranking?.CriticalDifference is { } cd ? $"Nemenyi's critical difference of mean ranks: {Numbers.Fixed(cd, 2)}." : null;
        var untested = ranking?.Pairs.Where(p => p.Verdict.Instead is not null).Select(p => p.Verdict.Text).Distinct().Select(t => $"No p-value: {Sentence.Of(t)}") ?? [];
        var lines = new[] { mixture, difference, uncorrected, critical }.OfType<string>().Concat(untested).Concat(comparison.Notes.Select(n => Sentence.Of($"{char.ToUpperInvariant(n[0])}{n[1..]}")))
            .Append("Best in: blocks in which no other ranks before it. Scoring: seconds of all cuts of a cell, mean over cells; they depend on the machine.");
        return Html.Of($"""<div class="notes">{lines.Select(l => Html.Of($"<p>{l}</p>"))}</div>""");
    }

    private static string Between(Interval interval, int decimals, double scale) => $"{Numbers.Fixed(scale * interval.Lower, decimals)} to {Numbers.Fixed(scale * interval.Upper, decimals)}";

    private static Html Text(string text) => Html.Of($"{text}");
}
