namespace Bench.Figures;

/// <summary>Where a panel stands on the page and its data within it, in points, and which of its axes carry a label.</summary>
internal sealed record PanelArea
{
    public const float Right = 5, Top = 3;

    public required float X { get; init; }
    public required float Y { get; init; }
    public required float DataWidth { get; init; }
    public required float DataHeight { get; init; }
    public required bool LabelLeft { get; init; }
    public required bool LabelBottom { get; init; }

    public float Left => LeftOf(LabelLeft);
    public float Bottom => LabelBottom ? 23 : 13;
    public float Width => Left + DataWidth + Right;
    public float Height => Top + DataHeight + Bottom;
    public float DataCentre => X + Left + DataWidth / 2;
    public float DataMiddle => Y + Top + DataHeight / 2;

    /// <summary>The room for ticks and, where there is one, the label on the left.</summary>
    public static float LeftOf(bool labelled) => labelled ? 33 : 23;
}
