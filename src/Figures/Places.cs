using Bench.Analysis;

namespace Bench.Figures;

/// <summary>How titles and notes name the panels of a figure, and the points in them.</summary>
internal sealed class Places(IReadOnlyList<Panel> panels)
{
    private const int MostPoints = 8;

    /// <summary>The figure's panels.</summary>
    public IReadOnlyList<Panel> Panels => panels;

    /// <summary>Such as <c>(b)</c>; empty where there is no other panel.</summary>
    public string Letter(Panel panel) =>
        panels.Count == 1 ? "" : $"({(char)('a' + panels.Index().First(p => ReferenceEquals(p.Item, panel)).Index)})";

    /// <summary>Such as <c>(b) MNIST · LeNet-5</c>.</summary>
    public string Title(Panel panel) => $"{Letter(panel)} {DisplayNames.Title(panel)}".TrimStart();

    /// <summary>Such as <c>in (a) and (c)</c>, after a blank; empty where there is one panel.</summary>
    public string In(IEnumerable<Panel> some) => panels.Count == 1 ? "" : $" in {List(some.Select(Letter))}";

    /// <summary>Such as <c>[random 16×, 32×; layer-gradient 32×; dense control]</c>; how many where they are many.</summary>
    public static string Points(IEnumerable<(string Strategy, double? Compression)> points)
    {
        var all = points.Distinct().ToList();
        var strategies = all.GroupBy(p => p.Strategy).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (all.Count > MostPoints)
            return $"[{all.Count} points of {(strategies.Count == 1 ? strategies[0].Key : $"{strategies.Count} strategies")}]";
        return $"[{string.Join("; ", strategies.Select(g => $"{g.Key} {string.Join(", ", g.Select(p => p.Compression).OfType<double>().Order().Select(c => $"{c:0.##}×"))}".TrimEnd()))}]";
    }

    /// <summary>Such as <c>a, b and c</c>.</summary>
    public static string List(IEnumerable<string> items) => items.ToList() switch
    {
        [] => "",
        [var one] => one,
        [.. var first, var last] => $"{string.Join(", ", first)} and {last}",
    };
}
