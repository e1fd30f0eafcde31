namespace Bench.Figures;

/// <summary>Where a panel stands on the page and its data within it, in points, and which of its axes carry a label.</summary>
internal sealed record PanelArea
{
    public const float Right = 5, Top = 3, Label = 10;

    public required float X { get; init; }
    public required float Y { get; init; }
    public required float DataWidth { get; init; }
    public required float DataHeight { get; init; }
    public required bool LabelLeft { get; init; }
    public required bool LabelBottom { get; init; }

    /// <summary>The room for tick labels.</summary>
    public float TicksLeft { get; init; } = 23;

    /// <inheritdoc cref="TicksLeft"/>
    public float TicksBelow { get; init; } = 13;

    public float Left => TicksLeft + (LabelLeft ? Label : 0);
    public float Bottom => TicksBelow + (LabelBottom ? Label : 0);
    public float Width => Left + DataWidth + Right;
    public float Height => Top + DataHeight + Bottom;
    public float DataCentre => X + Left + DataWidth / 2;
    public float DataMiddle => Y + Top + DataHeight / 2;
}
