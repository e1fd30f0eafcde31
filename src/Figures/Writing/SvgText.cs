using System.Net;
using System.Text.RegularExpressions;

namespace Bench.Figures;

/// <summary>Makes an SVG of SkiaSharp's fit for a page with others: exact size, a title, fonts that viewers have, ids of its own.</summary>
internal static partial class SvgText
{
    /// <summary>
    /// The finished text: clip ids, which SkiaSharp counts over the whole process, are numbered from 1 after the figure's name, so
    /// that bytes depend on the figure alone and figures can stand in one document.
    /// </summary>
    public static string Finish(string svg, Figure figure)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        svg = ClipId().Replace(svg, m => $"{m.Groups[1].Value}{Renamed(m.Groups[2].Value)}");
        svg = TrailingComma().Replace(svg, "\"");
        svg = svg.Replace($"\"{EmbeddedFont.Family}\"", $"\"{EmbeddedFont.SameWidths}\"", StringComparison.Ordinal);
        return Size().Replace(svg, FormattableString.Invariant(
            $"""width="{figure.Width:0.##}pt" height="{figure.Height:0.##}pt" viewBox="0 0 {figure.Width:0.##} {figure.Height:0.##}" role="img"><title>{WebUtility.HtmlEncode(Lettering.Shown(figure.Title))}</title>"""), 1);

        string Renamed(string id)
        {
            if (!ids.TryGetValue(id, out var renamed)) ids[id] = renamed = $"{figure.Name}-clip-{ids.Count + 1}";
            return renamed;
        }
    }

    [GeneratedRegex("""(id="|url\(#)(cl_[0-9a-f]+)""")]
    private static partial Regex ClipId();

    [GeneratedRegex(", \"")]
    private static partial Regex TrailingComma();

    [GeneratedRegex("""width="[0-9.]+" height="[0-9.]+">""")]
    private static partial Regex Size();
}
