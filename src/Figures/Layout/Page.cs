using ScottPlot;

namespace Bench.Figures;

/// <summary>What a figure is made of, before it is laid out: kinds give pages, and one layout is made of all of them.</summary>
internal sealed record Page
{
    /// <summary>The file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>What the panels show, such as <c>top-1 accuracy against compression ratio</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The panels, row by row.</summary>
    public required IReadOnlyList<View> Views { get; init; }

    /// <summary>Which line is which.</summary>
    public IReadOnlyList<LegendSection> Legend { get; init; } = [];

    /// <summary>What a reader must know beside what is drawn: a paragraph each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Panels in a row.</summary>
    public int PanelColumns { get; init; } = 1;

    /// <summary>How wide the page is: 1 for a column of a paper, 2 for its text width.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>The height of each panel's data area in points, unless the user gives the size of the page.</summary>
    public float DataHeight { get; init; } = 138;

    /// <summary>The room in points for tick labels on the left of and below each panel.</summary>
    public float TicksLeft { get; init; } = 23;

    /// <inheritdoc cref="TicksLeft"/>
    public float TicksBelow { get; init; } = 13;
}

/// <summary>A panel of a page.</summary>
/// <param name="Title">Over it; its parts are separated by <c> · </c>.</param>
/// <param name="XLabel">Below it, where the panel below has not the same.</param>
/// <param name="YLabel">On its left, where the panel on the left has not the same.</param>
/// <param name="Draw">Its ticks and data in an area of the page; axis labels and title are the page's.</param>
internal sealed record View(string Title, string XLabel, string YLabel, Func<PanelArea, Plot> Draw)
{
    /// <summary>Such as <c>(a)</c>, by which notes name it; empty where it is alone.</summary>
    public string Letter { get; init; } = "";

    /// <summary>Words in its middle, where it has nothing to show; else empty.</summary>
    public string Standing { get; init; } = "";
}

/// <summary>Entries of a legend beside a heading, which may be empty.</summary>
internal sealed record LegendSection(string Heading, IReadOnlyList<LegendEntry> Entries)
{
    /// <summary>Whether it stands for itself below the others: under its heading and in columns of its own.</summary>
    public bool Apart { get; init; }
}

/// <summary>A name and how it is drawn.</summary>
/// <param name="Text">The name.</param>
/// <param name="Style">How.</param>
/// <param name="Mark">What stands behind the name and is never cut off.</param>
internal sealed record LegendEntry(string Text, StrategyStyle Style, string Mark = "");
