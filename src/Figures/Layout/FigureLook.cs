using Bench.Core;

namespace Bench.Figures;

/// <summary>How large a figure is and what stands on it beside the panels.</summary>
/// <param name="Scale">Points of the paper for each point of the layout: letters and lines grow with it.</param>
/// <param name="ColumnWidth">Inches of one column.</param>
/// <param name="TextWidth">Inches of two columns.</param>
internal sealed record FigureLook(float Scale, float ColumnWidth, float TextWidth)
{
    public static FigureLook Paper { get; } = new(1, 3.3f, 6.9f);

    public static FigureLook Slides { get; } = new(2, 6, 12);

    /// <summary>In inches, where it is given.</summary>
    public PageSize? Size { get; init; }

    /// <summary>Without titles and notes, which stand in the caption.</summary>
    public bool Bare { get; init; }

    /// <summary>Dots an inch of a PNG.</summary>
    public int Dpi { get; init; } = 300;

    /// <summary>As a user chooses.</summary>
    public static FigureLook Of(FigureChoice choice) => (choice.Talk ? Slides : Paper) with { Size = choice.Size, Bare = choice.CaptionBeside, Dpi = choice.Dpi };

    /// <summary>The width of the layout in points.</summary>
    public float WidthOf(Page page) => Size is { } size ? (float)size.Width * 72 / Scale : (page.Columns == 1 ? ColumnWidth : TextWidth) * 72 / Scale;

    /// <summary>The height of the data areas, in points of the layout.</summary>
    /// <param name="page">What is laid out.</param>
    /// <param name="rows">Rows of panels.</param>
    /// <param name="rest">The height of all but the data areas.</param>
    /// <exception cref="UserError">The given size leaves nothing for them.</exception>
    public float DataHeightOf(Page page, int rows, float rest)
    {
        if (Size is null) return page.DataHeight;
        var left = ((float)Size.Height * 72 / Scale - rest) / rows;
        if (left >= Least) return left;
        throw new UserError(FormattableString.Invariant($"--size: {Size.Width:0.##}x{Size.Height:0.##} inches is too small for {page.Name}: titles, legend")
            + FormattableString.Invariant($"{(Bare ? "" : ", notes")} and {rows} row{(rows == 1 ? "" : "s")} of panels need ")
            + FormattableString.Invariant($"{Math.Ceiling((rest + rows * Least) * Scale / 7.2f) / 10:0.0} inches of height{(Bare ? "" : ", and less with --caption")}"));
    }

    private const float Least = 40;
}
