using ScottPlot;

namespace Bench.Figures;

/// <summary>How a strategy is drawn: its colour tells the criterion, its line the scope, its marker the strategy.</summary>
internal sealed record StrategyStyle(Color Colour, LinePattern Line, MarkerForm Marker)
{
    /// <summary>Whether points are joined; a strategy of one ratio is a marker alone.</summary>
    public bool HasLine { get; init; } = true;
}
