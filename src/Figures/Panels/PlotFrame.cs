using ScottPlot;
using ScottPlot.TickGenerators;

namespace Bench.Figures;

/// <summary>An empty panel: its axes, ticks and grid as all panels have them.</summary>
internal static class PlotFrame
{
    private const float Hairline = 0.5f;

    /// <summary>A plot over two scales in an area of the page, in points.</summary>
    public static Plot Of(Scale x, Scale y, PanelArea area)
    {
        EmbeddedFont.Register();
        var plot = new Plot();
        plot.FigureBackground.Color = Colors.Transparent;
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.DataBackground.Color = Colors.White;
        plot.Axes.SetLimits(x.Minimum, x.Maximum, y.Minimum, y.Maximum);
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. x.Ticks]);
        plot.Axes.Left.TickGenerator = new NumericManual([.. y.Ticks]);
        foreach (var side in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            side.TickLabelStyle.FontName = EmbeddedFont.Family;
            side.TickLabelStyle.FontSize = PanelPlot.TickSize;
            side.TickLabelStyle.ForeColor = StylePalette.Ink;
            side.FrameLineStyle.Width = Hairline;
            side.FrameLineStyle.Color = StylePalette.Ink;
            side.MajorTickStyle.Length = 2.5f;
            side.MajorTickStyle.Width = Hairline;
            side.MinorTickStyle.Length = 1.5f;
            side.MinorTickStyle.Width = Hairline;
        }
        plot.Axes.Top.IsVisible = plot.Axes.Right.IsVisible = false;
        plot.Grid.MajorLineColor = Color.FromHex("#E4E4E4");
        plot.Grid.MajorLineWidth = 0.4f;
        if (x.Break is { } place)
        {
            var line = plot.Add.VerticalLine(place, Hairline, Color.FromHex("#9A9A9A"));
            line.LinePattern = new([2, 2], 0, "break");
        }
        plot.Layout.Fixed(new PixelPadding(area.Left, PanelArea.Right, area.Bottom, PanelArea.Top));
        return plot;
    }
}
