using Bench.Analysis;

namespace Bench.Figures;

/// <summary>Which compression ratios kinds show that draw one ratio a page.</summary>
internal static class AtRatio
{
    /// <summary>Those that a user names; else the middle one of those at which most strategies have a finished cell.</summary>
    public static IReadOnlyList<double> Of(FigureData data)
    {
        var strategies = data.Panels.SelectMany(p => p.Curves).SelectMany(c => c.Points.Where(p => !p.IsControl && p.Compression > 1).Select(p => p.Compression)).CountBy(r => r).ToList();
        if (strategies.Count == 0) return [];
        if (data.Choice.Compressions.Count > 0) return [.. data.Choice.Compressions.Where(r => strategies.Any(s => s.Key == r))];
        var most = strategies.Where(s => s.Value == strategies.Max(x => x.Value)).Select(s => s.Key).Order().ToList();
        return [most[most.Count / 2]];
    }

    /// <summary>A panel with some of its curves, and nothing of other ratios.</summary>
    public static Panel Only(Panel panel, IEnumerable<TradeoffCurve> curves, double ratio) => panel with
    {
        Curves = [.. curves.Select(c => c with { Points = [.. c.Points.Where(p => p.IsControl || p.Compression == ratio)] })],
        Missing = [.. panel.Missing.Where(m => m.Composition.IsDense || m.Compression == ratio)],
    };

    /// <summary>Which data sets and models a figure leaves out, as a sentence; empty where it has all.</summary>
    public static string LeftOut(IEnumerable<Panel> asked, IEnumerable<Panel> drawn, string why)
    {
        static string Name(Panel panel) => $"{panel.Dataset} × {panel.Model}{(panel.Variant == "" ? "" : $" ({panel.Variant})")}";
        var names = asked.Select(Name).Except(drawn.Select(Name)).ToList();
        return names.Count == 0 ? "" : $"Not drawn, for {why}: {Places.List(names)}.";
    }

    /// <summary>The end of a file's name, such as <c>layers-8</c>; no name has a dot.</summary>
    public static string Ending(string kind, double ratio) => FormattableString.Invariant($"{kind}-{ratio:0.##}").Replace('.', '_');
}
