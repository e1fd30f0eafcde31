using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Bench.Core;

namespace Bench.Figures.Report;

/// <summary>
/// A piece of HTML. It is made by <see cref="Of"/> of an interpolated string alone, in which text is escaped and other pieces are not: nothing that a user has
/// written can get into a page otherwise.
/// </summary>
internal readonly record struct Html
{
    private readonly string? text;

    private Html(string text) => this.text = text;

    /// <summary>Nothing.</summary>
    public static Html None { get; }

    /// <summary>The string, with every text in its places escaped.</summary>
    public static Html Of(HtmlHandler html) => new(html.Text());

    /// <summary>Pieces one after the other.</summary>
    public static Html All(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(p => p.text)));

    /// <summary>What this program has made itself and knows to be HTML: a figure, a style, a script.</summary>
    public static Html Trusted(string html) => new(html);

    /// <inheritdoc/>
    public override string ToString() => text ?? "";
}

/// <summary>Collects an interpolated string as HTML.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlHandler(int literalLength, int formattedCount)
{
    private readonly StringBuilder html = new(literalLength + 16 * formattedCount);

    public void AppendLiteral(string literal) => html.Append(literal);

    public void AppendFormatted(Html piece) => html.Append(piece.ToString());

    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (var piece in pieces) html.Append(piece.ToString());
    }

    public void AppendFormatted(string? text) => html.Append(HtmlText.Escape(text ?? ""));

    public void AppendFormatted(int number) => html.Append(number.ToString(CultureInfo.InvariantCulture));

    public string Text() => html.ToString();
}
