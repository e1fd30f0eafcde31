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
    /// <exception cref="UserError">Two results share strategy, compression and seed: rows of different configurations were mixed.</exception>
    public static IReadOnlyList<Panel> Of(IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing)
    {
        var finished = rows.ToLookup(PanelKey.Of);
        var panels = finished.SelectMany(g => g.DistinctBy(r => r.Strategy)).ToLookup(r => (r.Protocol, r.Dataset, r.Model));
        var absent = missing.ToLookup(row => PanelKey.Of(row, panels[(row.Protocol, row.Dataset, row.Model)]));
        var keys = finished.Select(g => g.Key).Union(absent.Select(g => g.Key)).ToList();
        var variants = keys.GroupBy(k => k with { Setting = "" })
            .SelectMany(g => g.Zip(Variants.Names([.. g.Select(k => k.Setting)]))).ToDictionary(v => v.First, v => v.Second);
        return [.. keys
            .OrderBy(k => k.Protocol, StringComparer.Ordinal)
            .ThenBy(k => k.Synthetic)
            .ThenBy(k => Natural(k.Dataset), StringComparer.Ordinal)
            .ThenBy(k => Natural(k.Model), StringComparer.Ordinal)
            .ThenBy(k => k.Retraining, StringComparer.Ordinal)
            .ThenBy(k => k.Imported)
            .ThenBy(k => Natural(variants[k]), StringComparer.Ordinal)
            .Select(key => PanelOf(key, variants[key], [.. finished[key]], [.. absent[key]]))];
    }

    private static Panel PanelOf(PanelKey key, string variant, IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing)
    {
        var control = rows.Where(r => r.IsControl).GroupBy(r => r.Compression)
            .Select(g => PointOf(g, missing)).FirstOrDefault(p => p.Compression == 1);
        return new Panel
        {
            Protocol = key.Protocol,
            Dataset = key.Dataset,
            Synthetic = key.Synthetic,
            Model = key.Model,
            Retraining = key.Retraining,
            Imported = key.Imported,
            Variant = variant,
            Control = control,
            Curves = [.. rows.Where(r => !r.IsControl).GroupBy(r => r.Strategy).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new TradeoffCurve(g.Key, PointsOf(g, missing, control)) { Composition = g.First().Composition ?? g.Key })],
            Missing = [.. missing.GroupBy(m => (m.Status, m.Strategy, m.Compression))
                .OrderBy(g => g.Key.Status, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Strategy, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Compression)
                .Select(g => new MissingCells(g.Key.Status, g.Key.Strategy, g.Key.Compression, g.Count(),
                    [.. g.Select(m => m.Reason).OfType<string>().Distinct().Order(StringComparer.Ordinal)]))],
            Finished = rows.Count,
        };
    }

    private static List<TradeoffPoint> PointsOf(
        IEnumerable<ResultRow> rows, IReadOnlyList<MissingRow> missing, TradeoffPoint? control)
    {
        var points = rows.GroupBy(r => r.Compression).Select(g => PointOf(g, missing)).OrderBy(p => p.Compression).ToList();
        return control is null || points[0].Compression == 1 ? points : [control, .. points];
    }

    private static TradeoffPoint PointOf(IEnumerable<ResultRow> cells, IReadOnlyList<MissingRow> missing)
    {
        var rows = cells.OrderBy(r => r.Seed).ToList();
        var first = rows[0];
        if (rows.CountBy(r => r.Seed).FirstOrDefault(seed => seed.Value > 1) is { Value: > 1 } twice)
            throw new UserError($"{twice.Value} results of {first.Strategy} at compression {first.Compression} with seed {twice.Key} on "
                + $"{first.Dataset} × {first.Model}: they differ in scoring, or in the strategy behind the label, so their mean says nothing; choose one sweep with --sweep, or name them apart");
        return new TradeoffPoint
        {
            Compression = first.Compression,
            AchievedCompression = rows.Average(r => r.AchievedCompression),
            Speedup = rows.Average(r => r.TheoreticalSpeedup),
            Top1 = Sample.Of([.. rows.Select(r => r.Top1)]),
            PlannedSeeds = rows.Count + missing.Count(m => m.Strategy == first.Strategy && m.Compression == first.Compression),
            IsControl = first.IsControl,
            Flags = new SortedDictionary<string, int>(
                rows.SelectMany(r => r.Flags.Distinct()).CountBy(f => f).ToDictionary(), StringComparer.Ordinal),
        };
    }

    // resnet20 before resnet110.
    private static string Natural(string name) => Digits().Replace(name, number => number.Value.PadLeft(9, '0'));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    private sealed record PanelKey(string Protocol, bool Synthetic, string Dataset, string Model, string Retraining, bool Imported, string Setting)
    {
        public static PanelKey Of(ResultRow row) =>
            new(row.Protocol, row.Synthetic, row.Dataset, row.Model, row.Retraining, row.Imported, row.Setting);

        // What a missing cell does not say of itself, the finished ones beside it say: those of its own strategy, if any.
        public static PanelKey Of(MissingRow missing, IEnumerable<ResultRow> beside) => beside
            .Where(r => (missing.Retraining ?? r.Retraining) == r.Retraining && (missing.Imported ?? r.Imported) == r.Imported
                && (missing.Setting ?? r.Setting) == r.Setting)
            .OrderByDescending(r => r.Strategy == missing.Strategy)
            .ThenBy(r => r.Retraining, StringComparer.Ordinal)
            .ThenBy(r => r.Imported)
            .Select(Of)
            .FirstOrDefault(new PanelKey(missing.Protocol, missing.Synthetic, missing.Dataset, missing.Model,
                missing.Retraining ?? "fine-tune", missing.Imported ?? false, missing.Setting ?? "{}"));
    }
}
