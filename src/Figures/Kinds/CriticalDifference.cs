using Bench.Analysis.Comparing;
using Bench.Core;
using ScottPlot;

namespace Bench.Figures.Kinds;

/// <summary>
/// Mean ranks over data sets and models on a line, and bars over those that Nemenyi's test does not set apart (Demšar, "Statistical comparisons of classifiers over
/// multiple data sets", JMLR 2006).
/// </summary>
internal static class CriticalDifference
{
    private const float RowHeight = 10, AxisAt = 24, BarsAt = 7, BarHeight = 5, Gap = 3, Text = PanelPlot.TickSize;

    public static FigureKind Kind { get; } = new("critical-difference", "Mean ranks over data sets and models, with bars over strategies that no critical difference sets apart.")
    {
        Question = "Which strategies differ over all data sets and models, and which cannot be told apart?",
        Needs = "results of all strategies on several data set × model pairs; with few there is no critical difference",
        Refuses = Rankings.Refuses,
        Example = "bench plot critical-difference --compressions 16",
        Pages = Pages,
    };

    private static IEnumerable<Page> Pages(FigureData data)
    {
        var (comparison, rankings) = Rankings.Of(data);
        foreach (var ranking in rankings)
        {
            var levels = Levels(ranking);
            yield return new Page
            {
                Name = Rankings.Ending("critical-difference", ranking),
                Subject = "strategies over data sets and models",
                Views = [new($"Mean rank by {ranking.Measure}", "", "", area => Draw(data, ranking, levels, area))],
                Notes =
                [
                    .. Rankings.Notes(data, ranking),
                    (ranking.CriticalDifference is { } critical
                        ? $"CD: Nemenyi's critical difference at α = {comparison.Choice.Level:0.##}, {Numbers.Fixed(critical, 2)}; a bar joins strategies that it does not set apart."
                        : $"No critical difference: {ranking.N} pair{(ranking.N == 1 ? "" : "s")} cannot set {ranking.Methods.Count} strategies apart at α = {comparison.Choice.Level:0.##}, whatever the data.")
                        + $" Whether there is any difference: {ranking.Difference.Text}.{(ranking.Difference.Significant || ranking.CriticalDifference is null ? "" : " Without one the bars tell nothing.")}{(ranking.Compression is null ? "" : " This p is not corrected for other ratios.")}",
                ],
                Columns = data.Choice.Columns ?? (ranking.Methods.Count > 4 ? 2 : 1),
                DataHeight = AxisAt + BarsAt + levels.DefaultIfEmpty(-1).Max() * BarHeight + BarHeight + (ranking.Methods.Count + 1) / 2 * RowHeight + 4,
                TicksLeft = 0,
                TicksBelow = 0,
            };
        }
    }

    // In which row of bars each clique is drawn: the first in which it meets no other.
    private static List<int> Levels(Ranking ranking)
    {
        var (levels, ends) = (new List<int>(), new List<int>());
        foreach (var (first, last) in ranking.Cliques)
        {
            var level = ends.FindIndex(end => end < first);
            if (level < 0) (level, _) = (ends.Count, 0);
            if (level == ends.Count) ends.Add(last);
            else ends[level] = last;
            levels.Add(level);
        }
        return levels;
    }

    // In points, the origin in the upper left corner; the best rank on the right, as Demšar has it.
    private static Plot Draw(FigureData data, Ranking ranking, List<int> levels, PanelArea area)
    {
        var (width, height, k) = (area.DataWidth, area.DataHeight, ranking.Methods.Count);
        var plot = PlotFrame.Of(new(0, width, []), new(-height, 0, []), area);
        plot.HideGrid();
        plot.Axes.Bottom.IsVisible = plot.Axes.Left.IsVisible = false;
        var half = (k + 1) / 2;
        var room = Math.Min(0.34f * width, ranking.Methods.Max(m => Lettering.Width(m.Name, Text)) + Lettering.Width(" 10.00", Text) + 2 * Gap);
        float left = room + 4, right = width - room - 4;
        double X(double rank) => right - (rank - 1) / (k - 1) * (right - left);
        Line(left, AxisAt, right, AxisAt, 0.8f);
        for (var rank = 1; rank <= k; rank++)
        {
            Line(X(rank), AxisAt - 3, X(rank), AxisAt, 0.8f);
            if (k <= 20 || rank % 5 == 0 || rank == 1) Write($"{rank}", X(rank), AxisAt - 5, Alignment.LowerCenter);
        }
        for (var rank = 1.5; rank < k && k <= 20; rank++) Line(X(rank), AxisAt - 1.5, X(rank), AxisAt, 0.5f);
        // No longer than the axis.
        var cd = ranking.CriticalDifference is { } critical ? critical / (k - 1) * (right - left) : 0;
        if (cd > right - left) Write($"CD = {Numbers.Fixed(ranking.CriticalDifference!.Value, 2)}, more than the axis is long", left, 5, Alignment.MiddleLeft);
        else if (cd > 0)
        {
            Line(left, 5, left + cd, 5, 0.9f);
            foreach (var end in new[] { left, left + cd }) Line(end, 3, end, 7, 0.9f);
            Write($"CD = {Numbers.Fixed(ranking.CriticalDifference!.Value, 2)}", left + cd + 3, 5, Alignment.MiddleLeft);
        }
        else Write("no critical difference", left, 5, Alignment.MiddleLeft);
        foreach (var ((first, last), level) in ranking.Cliques.Zip(levels))
        {
            var y = AxisAt + BarsAt + level * BarHeight;
            Line(X(ranking.Methods[first].MeanRank) + 1.5, y, X(ranking.Methods[last].MeanRank) - 1.5, y, 2.4f);
        }
        var top = AxisAt + BarsAt + (levels.Count == 0 ? 0 : levels.Max() + 1) * BarHeight + 2;
        foreach (var (i, method) in ranking.Methods.Index())
        {
            // The better half on the right from top to bottom, the others on the left from bottom to top: no line crosses another.
            var (best, ours) = (i < half, Rankings.IsOurs(data, method));
            var y = top + (best ? i : k - 1 - i) * RowHeight + 4;
            Line(X(method.MeanRank), AxisAt, X(method.MeanRank), y, ours ? 1.2f : 0.5f);
            Line(X(method.MeanRank), y, best ? right + 2 : left - 2, y, ours ? 1.2f : 0.5f);
            var rank = Numbers.Fixed(method.MeanRank, 2);
            var name = Rankings.Fit(method, room - Lettering.Width($"{rank} ", Text) - Gap);
            Write(best ? $"{rank} {name}" : $"{name} {rank}", best ? right + 2 + Gap : left - 2 - Gap, y, best ? Alignment.MiddleLeft : Alignment.MiddleRight, ours);
        }
        return plot;

        void Line(double x1, double y1, double x2, double y2, float thickness)
        {
            var line = plot.Add.Line(x1, -y1, x2, -y2);
            (line.Color, line.LineWidth, line.MarkerSize) = (StylePalette.Ink, thickness, 0);
        }

        void Write(string text, double x, double y, Alignment alignment, bool bold = false) => PlotText.Add(plot, text, x, -y, alignment, StylePalette.Ink, bold: bold);
    }
}
