using System.Text.RegularExpressions;
using Bench.Core;
using Bench.Results;

namespace Bench.Analysis;

/// <summary>Accuracy against size and speed: rows of cells become panels of curves with their spread over seeds.</summary>
public static partial class TradeoffCurves
{
    /// <summary>
    /// The panels of finished and missing cells, whatever the rows' order: by protocol, real data before synthetic, data set,
    /// model, retraining, start; numbers in names by value.
    /// </summary>
    /// <exception cref="UserError">Two results share strategy, compression and seed: rows of different sweeps were mixed.</exception>
    public static IReadOnlyList<Panel> Of(IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing)
    {
        var homes = new TrainedAsPretrained(rows.Select(PanelKey.Of).Concat(missing.Select(PanelKey.Of)).Select(key => ((object)(key with { Setting = "" }), key.Setting)));
        PanelKey Home(PanelKey key) => key with { Setting = homes.Of(key with { Setting = "" }, key.Setting) };
        var finished = rows.ToLookup(row => Home(PanelKey.Of(row)));
        var absent = missing.ToLookup(row => Home(PanelKey.Of(row)));
        var keys = finished.Select(g => g.Key).Union(absent.Select(g => g.Key)).ToList();
        var variants = keys.GroupBy(k => k with { Setting = "" })
            .SelectMany(g => g.Zip(Variants.Of([.. g.Select(k => k.Setting)]))).ToDictionary(v => v.First, v => Whole(v.Second, v.First.Setting));
        var labels = new StrategyLabels(rows.Select(r => (r.Composition, r.Retraining, r.Strategy))
            .Concat(missing.Select(m => (m.Composition, m.Retraining, m.Strategy))));
        return [.. keys
            .OrderBy(k => k.Protocol, StringComparer.Ordinal)
            .ThenBy(k => k.Synthetic)
            .ThenBy(k => Natural(k.Dataset), StringComparer.Ordinal)
            .ThenBy(k => Natural(k.Model), StringComparer.Ordinal)
            .ThenBy(k => k.Retraining, StringComparer.Ordinal)
            .ThenBy(k => k.Imported)
            .ThenBy(k => Natural(variants[k].Name), StringComparer.Ordinal)
            .Select(key => PanelOf(key, variants[key], labels, [.. finished[key]], [.. absent[key]]))];
    }

    private static Panel PanelOf(
        PanelKey key, Variant variant, StrategyLabels labels, IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing)
    {
        var controls = rows.Where(r => r is { IsControl: true, Compression: 1 }).GroupBy(r => r.ControlPoint).ToDictionary(g => g.Key, g => PointOf(g, missing), StringComparer.Ordinal);
        var most = rows.Where(r => !r.IsControl && controls.ContainsKey(r.ControlPoint)).Select(r => (r.ControlPoint, r.Composition)).Distinct().CountBy(r => r.ControlPoint)
            .OrderByDescending(n => n.Value).ThenBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Key).FirstOrDefault() ?? controls.Keys.Order(StringComparer.Ordinal).FirstOrDefault();
        return new Panel
        {
            Protocol = key.Protocol,
            Dataset = key.Dataset,
            Synthetic = key.Synthetic,
            Model = key.Model,
            Retraining = key.Retraining,
            Imported = key.Imported,
            Variant = variant.Name,
            VariantDetail = variant.Detail,
            Control = most is null ? null : controls[most],
            Curves = [.. rows.Where(r => !r.IsControl).GroupBy(r => r.Composition)
                .Select(g => CurveOf(labels.Of(g.Key, key.Retraining), [.. g], [.. missing.Where(m => m.Composition == g.Key)], controls.GetValueOrDefault(g.First().ControlPoint)))
                .OrderBy(c => c.Strategy, StringComparer.Ordinal)],
            Missing = [.. missing.GroupBy(m => (m.Status, Strategy: labels.Of(m.Composition, key.Retraining), m.Compression))
                .OrderBy(g => g.Key.Status, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Strategy, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Compression)
                .Select(g => new MissingCells(g.Key.Status, g.Key.Strategy, g.Key.Compression, g.Count(),
                    [.. g.Select(m => m.Reason).OfType<string>().Distinct().Order(StringComparer.Ordinal)]))],
            Finished = rows.Count,
        };
    }

    private static TradeoffCurve CurveOf(string label, IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing, TradeoffPoint? control)
    {
        var points = rows.GroupBy(r => r.Compression).Select(g => PointOf(g, missing)).OrderBy(p => p.Compression).ToList();
        if (control is not null && points[0].Compression != 1) points.Insert(0, control);
        var gaps = missing.Select(m => m.Compression).Distinct().Where(c => points.All(p => p.Compression != c)).Order();
        return new TradeoffCurve(label, Composition.Parse(rows[0].Composition), points, [.. gaps]);
    }

    private static TradeoffPoint PointOf(IEnumerable<ResultRow> cells, IReadOnlyList<MissingRow> missing)
    {
        var rows = cells.OrderBy(r => r.Seed).ToList();
        var first = rows[0];
        if (rows.CountBy(r => r.Seed).FirstOrDefault(seed => seed.Value > 1) is { Value: > 1 } twice)
            throw new UserError($"{twice.Value} results of {first.Strategy} at compression {first.Compression} with seed {twice.Key} on "
                + $"{first.Dataset} × {first.Model}: they are of different versions of the program's parts, so their mean says nothing; choose one sweep with --sweep");
        return new TradeoffPoint
        {
            Compression = first.Compression,
            AchievedCompression = rows.Average(r => r.AchievedCompression),
            Speedup = rows.Average(r => r.TheoreticalSpeedup),
            Top1 = Sample.Of([.. rows.Select(r => r.Top1)]),
            PlannedSeeds = rows.Count + missing.Count(m => m.Composition == first.Composition && m.Compression == first.Compression && m.Status != "skipped"),
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

    private sealed record PanelKey(string Protocol, bool Synthetic, string Dataset, string Model, string Retraining, bool Imported, string Setting)
    {
        public static PanelKey Of(ResultRow row) =>
            new(row.Protocol, row.Synthetic, row.Dataset, row.Model, row.Retraining, row.Imported, row.Setting);

        public static PanelKey Of(MissingRow row) =>
            new(row.Protocol, row.Synthetic, row.Dataset, row.Model, row.Retraining, row.Imported, row.Setting);
    }
}
