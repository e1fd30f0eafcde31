using Bench.Analysis;

namespace Bench.Figures;

/// <summary>How titles and notes name the panels of a figure, and the points in them.</summary>
/// <param name="panels">What is spoken of.</param>
/// <param name="drawn">What is drawn, where that is the parts of the one panel that is spoken of.</param>
internal sealed class Places(IReadOnlyList<Panel> panels, IReadOnlyList<Panel>? drawn = null)
{
    private const int MostPoints = 8;

    /// <summary>The figure's panels.</summary>
    public IReadOnlyList<Panel> Panels => panels;

    /// <summary>The panels as they are drawn.</summary>
    public IReadOnlyList<Panel> Drawn => drawn ?? panels;

    /// <summary>Such as <c>(b)</c>; empty where there is no other panel.</summary>
    public string Letter(Panel panel) =>
        panels.Count == 1 ? "" : LetterOf(panels.Index().First(p => ReferenceEquals(p.Item, panel)).Index);

    /// <summary>Such as <c>(b) MNIST · LeNet-5</c>.</summary>
    public string Title(Panel panel) => $"{Letter(panel)} {DisplayNames.Title(panel)}".TrimStart();

    /// <summary>Such as <c>(a) and (d) to (f)</c>, in the order of the figure.</summary>
    public string Letters(IEnumerable<Panel> some)
    {
        var places = panels.Index().Where(p => some.Any(s => ReferenceEquals(s, p.Item))).Select(p => p.Index).ToList();
        // Neighbours have the same difference between place and rank.
        return List(places.Index().GroupBy(p => p.Item - p.Index, p => p.Item).SelectMany(run => run.ToList() switch
        {
            { Count: > 2 } all => [$"{LetterOf(all[0])} to {LetterOf(all[^1])}"],
            var few => few.Select(LetterOf),
        }));
    }

    /// <summary>Such as <c>in (a) and (c)</c>, after a blank; empty where there is one panel.</summary>
    public string In(IEnumerable<Panel> some) => panels.Count == 1 ? "" : $" in {Letters(some)}";

    /// <summary>
    /// What is said of panels, equal texts once: <c>in (a) x</c>, <c>in each of (b) and (c) y</c>; the text alone where there is one panel.
    /// </summary>
    public IEnumerable<string> Said(IEnumerable<(Panel Panel, string Text)> sayings) => sayings.GroupBy(s => s.Text)
        .Select(g => panels.Count == 1 ? g.Key : $"in {Each(g.Select(s => s.Panel))} {g.Key}");

    /// <summary>Such as <c>(a)</c> or <c>each of (b) and (c)</c>.</summary>
    public string Each(IEnumerable<Panel> some) => $"{(some.Count() > 1 ? "each of " : "")}{Letters(some)}";

    /// <summary>Such as <c>[random 16×, 32×; layer-gradient 32×; dense control]</c>; how many where they are many.</summary>
    public static string Points(IEnumerable<(string Strategy, double? Compression)> points)
    {
        var all = points.Distinct().ToList();
        var strategies = all.GroupBy(p => p.Strategy).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (all.Count > MostPoints)
            return strategies.Count == 1 ? $"[{all.Count} points of {strategies[0].Key}]"
                : all.Count == strategies.Count && all.Select(p => p.Compression).Distinct().ToList() is [{ } ratio] ? $"[{strategies.Count} strategies {ratio:0.##}×]"
                : $"[{all.Count} points of {strategies.Count} strategies]";
        return $"[{string.Join("; ", strategies.Select(g => $"{g.Key} {string.Join(", ", g.Select(p => p.Compression).OfType<double>().Order().Select(c => $"{c:0.##}×"))}".TrimEnd()))}]";
    }

    private static string LetterOf(int place) => $"({(char)('a' + place)})";

    /// <summary>Such as <c>a, b and c</c>.</summary>
    public static string List(IEnumerable<string> items) => items.ToList() switch
    {
        [] => "",
        [var one] => one,
        [.. var first, var last] => $"{string.Join(", ", first)} and {last}",
    };
}
