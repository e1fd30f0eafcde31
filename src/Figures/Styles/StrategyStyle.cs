using ScottPlot;

namespace Bench.Figures;

/// <summary>How a strategy is drawn: its colour tells the criterion, its line the scope, its marker the strategy.</summary>
internal sealed record StrategyStyle(Color Colour, LinePattern Line, MarkerForm Marker)
{
    /// <summary>Whether points are joined; a strategy of one ratio is a marker alone.</summary>
    public bool HasLine { get; init; } = true;

    /// <summary>In points, as is the next.</summary>
    public float LineWidth { get; init; } = 0.9f;

    /// <summary>Across.</summary>
    public float MarkerSize { get; init; } = PanelPlot.MarkerSize;

    /// <summary>Whether its markers are white with an edge in the colour.</summary>
    public bool Hollow { get; init; }

    /// <summary>Whether it has a marker at all.</summary>
    public bool HasMarker { get; init; } = true;

    /// <summary>Standing out from others.</summary>
    public StrategyStyle Emphasized() => this with { LineWidth = 1.8f, MarkerSize = 1.35f * MarkerSize };

    /// <summary>Standing back behind others: half as strong, thinner and smaller.</summary>
    public StrategyStyle Paler() => this with { Colour = StylePalette.Paler(Colour), LineWidth = 0.7f * LineWidth, MarkerSize = 0.8f * MarkerSize };
}
