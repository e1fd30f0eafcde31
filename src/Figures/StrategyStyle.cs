using ScottPlot;

namespace Bench.Figures;

/// <summary>How a strategy is drawn: its colour tells the criterion, its line the scope, its marker the strategy.</summary>
internal sealed record StrategyStyle(Color Colour, LinePattern Line, MarkerForm Marker);
