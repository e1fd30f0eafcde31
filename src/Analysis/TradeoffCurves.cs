using System.Text.RegularExpressions;
using Bench.Core;
using Bench.Results;

namespace Bench.Analysis;

/// <summary>Accuracy against size and speed: rows of cells become panels of curves with their spread over seeds.</summary>
public static partial class TradeoffCurves
{
    /// <summary>
    /// The panels of finished and missing cells, whatever the rows' order: by protocol, real data before synthetic, data set,
    /// model, start; numbers in names by value.
    /// </summary>
    /// <param name="rows">With a result.</param>
    /// <param name="missing">Without one.</param>
    /// <param name="allowMixed">Whether panels may hold what is not comparable; they say so then.</param>
    /// <param name="facet">By what of a strategy (its composition, label and ratio) panels are divided besides; null where they are not.</param>
    /// <exception cref="UserError">Results are not comparable (<see cref="Comparability"/>).</exception>
    public static IReadOnlyList<Panel> Of(IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing, bool allowMixed = false, Func<Composition, string, double, string>? facet = null)
    {
        var groups = PanelGroups.Of(rows, missing, facet);
        var mixed = Comparability.CheckPanels(groups, allowMixed) ?? "";
        var variants = groups.Select(g => g.Key).GroupBy(k => k with { Setting = "" })
            .SelectMany(g => g.Zip(Variants.Of([.. g.Select(k => k.Setting)]))).ToDictionary(v => v.First, v => Whole(v.Second, v.First.Setting));
        var labels = new StrategyLabels(rows.Select(r => (r.Composition, r.Strategy)).Concat(missing.Select(m => (m.Composition, m.Strategy))));
        return [.. groups
            .OrderBy(g => g.Key.Protocol, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Synthetic)
            .ThenBy(g => Natural(g.Key.Dataset), StringComparer.Ordinal)
            .ThenBy(g => Natural(g.Key.Model), StringComparer.Ordinal)
            .ThenBy(g => g.Key.Imported)
            .ThenBy(g => Natural(variants[g.Key].Name), StringComparer.Ordinal)
            .ThenBy(g => Natural(g.Key.Facet), StringComparer.Ordinal)
            .Select(g => PanelOf(g, variants[g.Key], labels) with { Mixed = mixed })];
    }

    private static Panel PanelOf(PanelGroup group, Variant variant, StrategyLabels labels)
    {
        var (key, rows, missing) = group;
        var retrainings = rows.Where(r => !r.IsControl).Select(r => r.Retraining).Concat(missing.Where(m => !Parsed(m.Composition).IsDense).Select(m => m.Retraining)).Distinct().ToList();
        var controls = rows.Where(r => r is { IsControl: true, Compression: 1 }).GroupBy(r => r.ControlPoint)
            .Select(g => new DenseControl(labels.Of(g.First().Composition), g.Key, PointOf(g, missing)))
            .OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        return new Panel
        {
            Protocol = key.Protocol,
            Dataset = key.Dataset,
            Synthetic = key.Synthetic,
            Model = key.Model,
            Retraining = retrainings.Count == 1 ? retrainings[0] : "",
            Imported = key.Imported,
            Variant = variant.Name,
            VariantDetail = variant.Detail,
            Facet = key.Facet,
            Controls = controls,
            Curves = [.. rows.Where(r => !r.IsControl).GroupBy(r => r.Composition)
                .Select(g => CurveOf(labels.Of(g.Key), [.. g], [.. missing.Where(m => m.Composition == g.Key)], controls))
                .OrderBy(c => c.Strategy, StringComparer.Ordinal)],
            Missing = [.. missing.GroupBy(m => (m.Status, m.Composition, m.ControlPoint, m.Compression))
                .Select(g => new MissingCells(g.Key.Status, labels.Of(g.Key.Composition), g.Key.Compression, g.Count(),
                    [.. g.Select(m => m.Reason).OfType<string>().Distinct().Order(StringComparer.Ordinal)])
                    { Composition = Parsed(g.Key.Composition), ControlPoint = g.Key.ControlPoint })
                .OrderBy(m => m.Status, StringComparer.Ordinal).ThenBy(m => m.Strategy, StringComparer.Ordinal).ThenBy(m => m.Compression)],
            Finished = rows.Count,
        };
    }

    private static TradeoffCurve CurveOf(string label, IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing, IReadOnlyList<DenseControl> controls)
    {
        var (composition, controlPoint) = (Parsed(rows[0].Composition), rows[0].ControlPoint);
        var control = controls.FirstOrDefault(c => c.ControlPoint == controlPoint)?.Point;
        var points = rows.GroupBy(r => r.Compression).Select(g => PointOf(g, missing)).Select(p => p with { Drop = DropOf(p, control) }).OrderBy(p => p.Compression).ToList();
        if (!composition.IsPoint && points[0].Compression != 1 && control is not null) points.Insert(0, control);
        var gaps = missing.Select(m => m.Compression).Distinct().Where(c => points.All(p => p.Compression != c)).Order();
        return new TradeoffCurve(label, composition, points, [.. gaps]) { ControlPoint = controlPoint, Control = control };
    }

    private static Sample? DropOf(TradeoffPoint point, TradeoffPoint? control)
    {
        if (control is null) return null;
        var (dense, pruned) = SeedPairs.Of(control, point);
        return dense.Count == 0 ? null : Sample.Of([.. dense.Zip(pruned, (d, p) => d - p)]);
    }

    private static Composition Parsed(string composition) => Composition.Parse(composition);

    private static TradeoffPoint PointOf(IEnumerable<ResultRow> cells, IReadOnlyList<MissingRow> missing)
    {
        var rows = cells.OrderBy(r => r.Seed).ToList();
        var first = rows[0];
        return new TradeoffPoint
        {
            Compression = first.Compression,
            AchievedCompression = rows.Average(r => r.AchievedCompression),
            Speedup = rows.Average(r => r.TheoreticalSpeedup),
            MeasuredSpeedup1 = rows.All(r => r.MeasuredSpeedup1 is not null) ? rows.Average(r => r.MeasuredSpeedup1) : null,
            MeasuredSpeedup128 = rows.All(r => r.MeasuredSpeedup128 is not null) ? rows.Average(r => r.MeasuredSpeedup128) : null,
            NoisyLatencies = rows.Count(r => r.NoisyTimes.Any(t => t.Runtime == LatencyRecord.Ours)),
            Top1 = Sample.Of([.. rows.Select(r => r.Top1)]),
            Top1Before = Sample.Of([.. rows.Select(r => r.Top1Before)]),
            PlannedSeeds = rows.Count + missing.Count(m => m.Composition == first.Composition && m.ControlPoint == first.ControlPoint && m.Compression == first.Compression && m.Status != "skipped"),
            Epochs = rows.All(r => r.BudgetEpochs is not null) ? rows.Average(r => r.BudgetEpochs) : null,
            EpochsAfterStart = rows.All(r => r.Numbers.EpochsAfterStart is not null) ? rows.Average(r => r.Numbers.EpochsAfterStart) : null,
            Cells = rows,
            IsControl = first.IsControl,
            Flags = new SortedDictionary<string, int>(
                rows.SelectMany(r => r.Flags.Distinct()).CountBy(f => f).ToDictionary(), StringComparer.Ordinal),
        };
    }

    // Panels of other data sets or models may be beside this one, so another arithmetic than fp32 is always told.
    private static Variant Whole(Variant variant, string setting) => Variants.Precision(setting) is var precision && !variant.Name.Contains(precision, StringComparison.Ordinal)
        ? variant with { Name = $"{variant.Name}, {precision}".TrimStart(',', ' ') }
        : variant;

    // resnet20 before resnet110.
    private static string Natural(string name) => Digits().Replace(name, number => number.Value.PadLeft(9, '0'));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
