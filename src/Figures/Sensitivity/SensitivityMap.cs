using System.Globalization;
using Bench.Core;
using Bench.Results;
using ScottPlot;

namespace Bench.Figures;

/// <summary>Which layers bear how much: what the accuracy loses when one layer alone is cut, as numbers on a ground that is darker the more that is.</summary>
public static class SensitivityMap
{
    private const int TallestPanel = 56;
    private const float Widest = 110, Narrowest = 24, LeastSpan = 1;
    private static readonly Color Nothing = Color.FromHex("#F4F8FC"), Most = Color.FromHex("#08519C"), Gain = Color.FromHex("#FDE6CC");

    /// <summary>Writes a figure for each network, structure and criterion, in every format.</summary>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="UserError">An unknown format.</exception>
    public static IReadOnlyList<string> Write(IReadOnlyList<SensitivityRow> rows, string folder, IReadOnlyList<string> formats)
    {
        FigureWriter.Check(formats);
        var names = new FileNames();
        return FigureWriter.Write(Pages(rows, names).Select(page => new Figure(page, FigureLook.Paper)), folder, formats);
    }

    internal static IEnumerable<Page> Pages(IReadOnlyList<SensitivityRow> rows, FileNames names) => rows.Where(r => r.Change is not null).GroupBy(r => r.Panel).Select(panel => PageOf([.. panel], names));

    private static Page PageOf(IReadOnlyList<SensitivityRow> rows, FileNames names)
    {
        var first = rows[0];
        var layers = rows.GroupBy(r => (r.Position, r.Layer)).OrderBy(g => g.Key.Position).Select(g => new Row(g.Key.Layer, g.GroupBy(r => r.Density).ToDictionary(d => d.Key, d => d.Average(r => r.Change!.Value)))).ToList();
        double[] densities = [.. rows.Select(r => r.Density).Distinct().OrderDescending()];
        var span = Math.Max(LeastSpan, -layers.SelectMany(l => l.Changes.Values).Min());
        var parts = layers.Chunk((layers.Count - 1) / ((layers.Count - 1) / TallestPanel + 1) + 1).ToList();
        var left = Math.Clamp(layers.Max(l => Lettering.Width(l.Name, PanelPlot.TickSize)) + 8, Narrowest, Widest);
        var height = layers.Count <= TallestPanel / 2 ? 11f : 9f;
        var title = $"{DisplayNames.Of(first.Dataset)} · {DisplayNames.Of(first.Model)}{(first.Imported ? "†" : "")}{(first.Protocol == "bench" ? "" : $" · {first.Protocol}")}";
        return new Page
        {
            Name = names.Of(["sensitivity", first.Dataset, first.Model, first.Criterion, first.Structure == "weight" ? "" : first.Structure, first.RenewedSamples is null ? "" : "renewed",
                first.Split == "validation" ? "" : first.Split, first.Protocol == "bench" ? "" : first.Protocol]),
            Subject = $"change of {first.Split} accuracy when one {(first.Structure == "channel" ? "group of channels" : "layer")} alone is cut",
            Views = [.. parts.Index().Select(p => new View(parts.Count == 1 ? title : $"{title} · part {p.Index + 1}", Label(first), "", area => Draw(p.Item, parts.Max(q => q.Length), densities, span, area)))],
            Notes = Notes(rows, densities.Length * layers.Count),
            PanelColumns = Math.Min(2, parts.Count),
            Columns = parts.Count > 1 || densities.Length > 8 ? 2 : 1,
            DataHeight = parts.Max(p => p.Length) * height,
            TicksLeft = left,
        };
    }

    private static string Label(SensitivityRow row) => row.Structure == "channel" ? "Channels kept of the group" : "Weights kept of the layer";

    private static Plot Draw(Row[] layers, int rows, double[] densities, double span, PanelArea area)
    {
        var x = new Scale(-0.5, densities.Length - 0.5, [.. densities.Select((d, i) => Tick.Major(i, Percent(d)))]);
        var y = new Scale(-(rows - 0.5), 0.5, [.. layers.Select((l, i) => Tick.Major(-i, Lettering.Fit(l.Name, area.TicksLeft - 6, PanelPlot.TickSize)))]);
        var plot = PlotFrame.Of(x, y, area);
        plot.HideGrid();
        var decimals = area.DataWidth / densities.Length < 20 ? 0 : 1;
        foreach (var (i, layer) in layers.Index())
            foreach (var (j, density) in densities.Index())
            {
                if (!layer.Changes.TryGetValue(density, out var change)) continue;
                var lost = Math.Clamp(-change / span, 0, 1);
                var ground = plot.Add.Rectangle(j - 0.5, j + 0.5, -i - 0.5, -i + 0.5);
                (ground.FillColor, ground.LineColor, ground.LineWidth) = (change >= 0.05 ? Gain : Between(lost), Colors.White, 0.5f);
                PlotText.Add(plot, Numbers.Signed(change, decimals), j, -i, Alignment.MiddleCenter, lost > 0.55 ? Colors.White : StylePalette.Ink, 6f);
            }
        return plot;
    }

    private static Color Between(double lost)
    {
        return new(Mix(Nothing.R, Most.R), Mix(Nothing.G, Most.G), Mix(Nothing.B, Most.B));
        byte Mix(byte nothing, byte most) => (byte)Math.Round(nothing + lost * (most - nothing));
    }

    private static string Percent(double density) => string.Create(CultureInfo.InvariantCulture, $"{100 * density:0.##} %");

    private static IReadOnlyList<string> Notes(IReadOnlyList<SensitivityRow> rows, int cuts)
    {
        var first = rows[0];
        var seeds = rows.Select(r => r.Seed).Distinct().Count();
        var missing = rows.GroupBy(r => r.Seed).Count(s => s.Count() < cuts);
        var dense = rows.GroupBy(r => r.Seed).Average(s => 100 * s.First().DenseTop1!.Value);
        return
        [
            $"Change of top-1 accuracy on the {first.Split} {(first.Split == "validation" ? "split" : "set")} ({Numbers.Count(first.Total)} samples), in percentage points, against the same network uncut ({Numbers.Fixed(dense, 1)} %): "
            + $"each {(first.Structure == "channel" ? "group of channels, named by the first layer that gives them," : "layer")} is cut alone by {first.Criterion} and nothing is trained"
            + (first.RenewedSamples is { } renewed ? $"; norm statistics are renewed over {Numbers.Count(renewed)} training images" : "") + ". Darker: more is lost; on a pale orange ground something is gained.",
            (seeds == 1 ? $"Seed {first.Seed}." : $"Mean of n = {seeds} seeds.") + (missing > 0 ? $" Of {missing} of them some cuts are missing." : "")
            + (first.Imported ? " † imported weights, whose author may have chosen them by this split." : "") + (first.Split == "test" ? " Measured on the test set: not to be selected by." : ""),
        ];
    }

    private sealed record Row(string Name, IReadOnlyDictionary<double, double> Changes);
}
