using Bench.Analysis.Comparing;
using ScottPlot;

namespace Bench.Figures.Kinds;

/// <summary>The mean rank of each strategy on each data set, as numbers on a ground that is darker the better they are.</summary>
internal static class RankMap
{
    private const float RowHeight = 11, Widest = 130, Apart = 0.12f;
    private static readonly Color Worst = Color.FromHex("#F4F8FC"), Best = Color.FromHex("#08519C");

    public static FigureKind Kind { get; } = new("rank-map", "Heat map of the mean rank of each strategy on each data set.")
    {
        Question = "Does the order of strategies change from data set to data set?",
        Needs = "results of two strategies at least on the same data sets and models",
        Refuses = Rankings.Refuses,
        Example = "bench plot rank-map --compressions 8",
        Pages = Pages,
    };

    private static IEnumerable<Page> Pages(FigureData data)
    {
        var (_, rankings) = Rankings.Of(data);
        foreach (var ranking in rankings)
        {
            var columns = ranking.Blocks.Select(b => b.Block.Dataset).Distinct().ToList();
            var names = ranking.Methods.Max(m => Lettering.Width(m.Name, PanelPlot.TickSize));
            var wide = data.Choice.Columns ?? (columns.Count > 4 ? 2 : 1);
            var left = Math.Min(Widest, names + 10);
            var cell = ((wide == 1 ? FigureLook.Paper.ColumnWidth : FigureLook.Paper.TextWidth) * 72 - left - 11) / (columns.Count + 1 + Apart);
            yield return new Page
            {
                Name = Rankings.Ending("rank-map", ranking),
                Subject = "strategies by data set",
                Views = [new($"Mean rank by {ranking.Measure}", "", "", area => Draw(data, ranking, columns, area))],
                Notes =
                [
                    .. Rankings.Notes(data, ranking),
                    $"A column is the mean over the models of a data set ({Places.List(columns.Select(c => $"{DisplayNames.Of(c)} n = {ranking.Blocks.Count(b => b.Block.Dataset == c)}"))}){(columns.Count > 1 ? ", the last one over all pairs" : "")}. {ranking.Difference.Text}.{(data.Choice.Ours.Count > 0 ? " Framed: ours." : "")}",
                ],
                Columns = wide,
                DataHeight = ranking.Methods.Count * RowHeight,
                TicksLeft = left,
                TicksBelow = columns.Any(c => Broken(DisplayNames.Of(c), cell).Contains('\n', StringComparison.Ordinal)) ? 22 : 13,
            };
        }
    }

    private static Plot Draw(FigureData data, Ranking ranking, List<string> datasets, PanelArea area)
    {
        var (rows, all) = (ranking.Methods.Count, datasets.Count > 1);
        var columns = datasets.Count + (all ? 1 : 0);
        var cell = area.DataWidth / (columns + Apart);
        double X(int column) => column == datasets.Count ? column + Apart : column;
        var x = new Scale(-0.5, X(columns - 1) + 0.5, [.. datasets.Select((d, i) => Tick.Major(i, Broken(DisplayNames.Of(d), cell))), .. all ? [Tick.Major(X(columns - 1), "all")] : Array.Empty<Tick>()]);
        var y = new Scale(-(rows - 0.5), 0.5, [.. ranking.Methods.Select((m, i) => Tick.Major(-i, Rankings.Fit(m, Widest - 10)))]);
        var plot = PlotFrame.Of(x, y, area);
        plot.HideGrid();
        foreach (var (i, method) in ranking.Methods.Index())
            for (var j = 0; j < columns; j++)
            {
                // Ranks are the comparison's; a column is their mean over the models of a data set.
                var rank = j == datasets.Count ? method.MeanRank : ranking.Blocks.Where(b => b.Block.Dataset == datasets[j]).Average(b => b.Ranks[i]);
                var good = rows == 1 ? 1 : 1 - (rank - 1) / (rows - 1);
                var ground = plot.Add.Rectangle(X(j) - 0.5, X(j) + 0.5, -i - 0.5, -i + 0.5);
                (ground.FillColor, ground.LineColor, ground.LineWidth) = (Between(good), Colors.White, 0.6f);
                PlotText.Add(plot, Numbers.Fixed(rank, ranking.N > 1 ? 2 : 1), X(j), -i, Alignment.MiddleCenter, good > 0.55 ? Colors.White : StylePalette.Ink, 6.5f);
            }
        foreach (var (i, method) in ranking.Methods.Index().Where(m => Rankings.IsOurs(data, m.Item)))
        {
            var frame = plot.Add.Rectangle(-0.5, X(columns - 1) + 0.5, -i - 0.5, -i + 0.5);
            (frame.FillColor, frame.LineColor, frame.LineWidth) = (Colors.Transparent, StylePalette.Ink, 1.2f);
        }
        return plot;
    }

    private static Color Between(double good)
    {
        return new(Mix(Worst.R, Best.R), Mix(Worst.G, Best.G), Mix(Worst.B, Best.B));
        byte Mix(byte worst, byte best) => (byte)Math.Round(worst + good * (best - worst));
    }

    private static string Broken(string name, float width) => Lettering.Width(name, PanelPlot.TickSize) <= width - 4 ? name : string.Join('\n', Lettering.Wrap(name.Replace("-", "- ", StringComparison.Ordinal), width - 4, PanelPlot.TickSize).Select(l => Lettering.Fit(l.Replace("- ", "-", StringComparison.Ordinal), width - 4, PanelPlot.TickSize)));
}
