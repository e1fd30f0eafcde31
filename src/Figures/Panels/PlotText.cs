using ScottPlot;

namespace Bench.Figures;

/// <summary>Text within the data of a panel, in the embedded font.</summary>
internal static class PlotText
{
    public static void Add(Plot plot, string text, double x, double y, Alignment alignment, Color colour, float size = PanelPlot.TickSize, bool bold = false)
    {
        var label = plot.Add.Text(text, x, y);
        (label.LabelFontName, label.LabelFontSize, label.LabelFontColor, label.LabelAlignment) = (EmbeddedFont.Family, size, colour, alignment);
        (label.LabelPadding, label.LabelBorderWidth, label.LabelBold) = (0, 0, bold);
    }
}
