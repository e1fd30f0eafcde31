using Bench.Analysis;
using Bench.Core;

namespace Bench.Figures.Tables;

/// <summary>What is known of one operating point of a panel.</summary>
internal sealed record TablePoint(Panel Panel, string Strategy, double Ratio)
{
    /// <summary>The quantity by seed.</summary>
    public IReadOnlyDictionary<int, double> Values { get; init; } = new Dictionary<int, double>();

    /// <summary>Over the seeds; null where there is no value.</summary>
    public Sample? Sample { get; init; }

    /// <summary>Seeds asked for.</summary>
    public int Planned { get; init; }

    /// <summary>Why there is no value.</summary>
    public string Word { get; init; } = "";
}

/// <summary>A comparison of the strategies at one operating point of a panel: of those whose ratios are of parameters, or of multiply-adds.</summary>
internal sealed record Comparable(Panel Panel, double Ratio, IReadOnlyList<string> Strategies, BestStrategy Best)
{
    /// <summary>The best strategy, where its lead is more than noise.</summary>
    public string? Leader => Best.IsSignificant ? Strategies[Best.Best] : null;
}

/// <summary>The values of a quantity at all operating points of some panels, for the strategies that are chosen.</summary>
internal sealed class TableData
{
    private readonly Dictionary<(int, string, double), TablePoint> points = [];
    private readonly Dictionary<(int, double, bool), Comparable> compared = [];
    private readonly HashSet<(int, string)> ofMacs = [];

    // A panel as it was given and as it is shown are the same one, though their lists, and so the records, are not equal.
    private readonly Dictionary<Panel, int> places = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="UserError">A strategy is chosen that is in no panel.</exception>
    public TableData(IReadOnlyList<Panel> panels, TableChoice choice)
    {
        Quantity = choice.Quantity;
        Strategies = Chosen(panels, choice);
        var all = panels.Select(Shown).ToList();
        foreach (var (i, panel) in panels.Index()) places[panel] = places[all[i]] = i;
        Panels = [.. all.Where(p => p.Curves.Count > 0 || p.Missing.Count > 0)];
        foreach (var panel in Panels)
        {
            var place = places[panel];
            ofMacs.UnionWith(panel.Curves.Where(c => c.Composition.RatiosAreOfMacs).Select(c => (place, c.Strategy)));
            foreach (var curve in panel.Curves)
                foreach (var point in curve.Points.Where(p => !p.IsControl)) points[(place, curve.Strategy, point.Compression)] = PointOf(panel, curve, point);
            foreach (var missing in panel.Missing.Where(m => !m.Composition.IsDense && !points.ContainsKey((place, m.Strategy, m.Compression))).GroupBy(m => (m.Strategy, m.Compression)))
                points[(place, missing.Key.Strategy, missing.Key.Compression)] = new(panel, missing.Key.Strategy, missing.Key.Compression)
                {
                    Planned = missing.Sum(m => m.Cells), Word = missing.First().Skipped ? "infeasible" : missing.First().Status,
                };
            if (Quantity.HigherIsBetter is { } higher)
                foreach (var ratio in points.Values.Where(p => p.Panel == panel).Select(p => p.Ratio).Distinct().ToList())
                    foreach (var kind in Strategies.GroupBy(s => ofMacs.Contains((place, s))))
                        if (BestStrategy.Of([.. kind.Select(s => At(panel, s, ratio)?.Values ?? new Dictionary<int, double>())], higher) is { } best)
                            compared[(place, ratio, kind.Key)] = new(panel, ratio, [.. kind], best);
        }
        Ratios = [.. points.Values.Select(p => p.Ratio).Distinct().Order()];
        Decimals = Quantity.Decimals ?? (MedianDeviation() is >= 1 ? 1 : 2);
    }

    public Quantity Quantity { get; }

    /// <summary>In the order in which they are shown.</summary>
    public IReadOnlyList<string> Strategies { get; }

    /// <summary>With what belongs to the chosen strategies alone.</summary>
    public IReadOnlyList<Panel> Panels { get; }

    /// <summary>In rising order.</summary>
    public IReadOnlyList<double> Ratios { get; }

    /// <summary>For all numbers of all tables: two digits of accuracies, one where seeds differ by a point and more.</summary>
    public int Decimals { get; }

    /// <summary>What is known of an operating point; null where nobody asked for it.</summary>
    /// <param name="panel">One of those that the data are of, or of <see cref="Panels"/>.</param>
    /// <param name="strategy">The strategy's name.</param>
    /// <param name="ratio">The compression ratio.</param>
    public TablePoint? At(Panel panel, string strategy, double ratio) => places.TryGetValue(panel, out var place) ? points.GetValueOrDefault((place, strategy, ratio)) : null;

    /// <summary>The comparisons at the operating points of some panels.</summary>
    public IEnumerable<Comparable> Compared(IReadOnlyCollection<Panel> panels, IReadOnlyCollection<double> ratios) =>
        compared.Values.Where(c => panels.Contains(c.Panel) && ratios.Contains(c.Ratio)).OrderBy(c => Panels.Index().First(p => p.Item == c.Panel).Index).ThenBy(c => c.Ratio);

    /// <summary>The n of most points of some panels at some ratios.</summary>
    public int Usual(IReadOnlyCollection<Panel> panels, IReadOnlyCollection<double> ratios) =>
        points.Values.Where(p => p.Sample is not null && panels.Contains(p.Panel) && ratios.Contains(p.Ratio))
            .GroupBy(p => p.Sample!.Count).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).FirstOrDefault()?.Key ?? 0;

    /// <summary>As it is shown, among points most of which have the usual n.</summary>
    public TableEntry Entry(Panel panel, string strategy, double ratio, int usual) => At(panel, strategy, ratio) switch
    {
        null => new(""),
        { Sample: { } sample, Planned: var planned } => new(Number(sample.Mean), sample.Deviation is { } deviation ? Numbers.Fixed(deviation, Decimals) : null)
        {
            Few = sample.Count != usual || sample.Count < planned ? sample.Count : null,
            IsBest = places.TryGetValue(panel, out var at) && compared.GetValueOrDefault((at, ratio, ofMacs.Contains((at, strategy))))?.Leader == strategy,
            Value = sample.Mean,
        },
        { Word: var word } => new(word) { IsWord = true },
    };

    /// <summary>A mean as it is shown.</summary>
    public string Number(double mean) => Quantity.IsDifference ? Numbers.Signed(mean, Decimals) : Numbers.Fixed(mean, Decimals);

    /// <summary>Such as <c>98.97 ± 0.05 (n = 3)</c>.</summary>
    public string Said(Sample sample, bool signed) =>
        $"{(signed ? Numbers.Signed(sample.Mean, Decimals) : Numbers.Fixed(sample.Mean, Decimals))}{(sample.Deviation is { } d ? $" ± {Numbers.Fixed(d, Decimals)}" : "")} (n = {sample.Count})";

    private TablePoint PointOf(Panel panel, TradeoffCurve curve, TradeoffPoint point)
    {
        var controls = panel.Controls.FirstOrDefault(c => c.ControlPoint == curve.ControlPoint)?.Point.Cells.ToDictionary(c => c.Seed);
        var values = point.Cells.Select(cell => (cell.Seed, Value: Quantity.Of(cell, controls?.GetValueOrDefault(cell.Seed)))).Where(v => v.Value is not null).ToDictionary(v => v.Seed, v => v.Value!.Value);
        return new(panel, curve.Strategy, point.Compression)
        {
            Values = values,
            Sample = values.Count == 0 ? null : Sample.Of(values.Values),
            Planned = point.PlannedSeeds,
            Word = Quantity.IsDifference ? "no control" : "not measured",
        };
    }

    private Panel Shown(Panel panel)
    {
        var curves = panel.Curves.Where(c => Strategies.Contains(c.Strategy)).ToList();
        return panel with
        {
            Curves = curves,
            Controls = [.. panel.Controls.Where(k => curves.Any(c => c.ControlPoint == k.ControlPoint))],
            Missing = [.. panel.Missing.Where(m => m.Composition.IsDense || Strategies.Contains(m.Strategy))],
        };
    }

    private static List<string> Chosen(IReadOnlyList<Panel> panels, TableChoice choice)
    {
        var named = panels.SelectMany(p => p.Curves.Select(c => (c.Composition, c.Strategy)).Concat(p.Missing.Where(m => !m.Composition.IsDense).Select(m => (m.Composition, m.Strategy))))
            .DistinctBy(n => n.Composition).ToDictionary(n => n.Composition, n => n.Strategy);
        var all = StrategyStyles.Ordered(named.Keys).Select(c => named[c]).ToList();
        var chosen = choice.Strategies.Count > 0 ? Selection.Named("--strategies", "strategy", choice.Strategies, all).Distinct().ToList() : all;
        return choice.Ours is { } ours ? [.. Selection.Named("--ours", "strategy", [ours], all), .. chosen.Where(s => s != ours)] : chosen;
    }

    private double? MedianDeviation()
    {
        var deviations = points.Values.Select(p => p.Sample?.Deviation).OfType<double>().Order().ToList();
        return deviations.Count == 0 ? null : deviations[deviations.Count / 2];
    }
}
