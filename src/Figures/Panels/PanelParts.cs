using Bench.Analysis;

namespace Bench.Figures;

/// <summary>
/// Panels of more curves than can be read, in parts: one for each kind of strategy and, of a kind that has too many by itself, one for every few strategies in the
/// order of legends. What is the author's is in each of these.
/// </summary>
internal static class PanelParts
{
    /// <summary>The curves of a panel that can be read.</summary>
    public const int MostCurves = 12;

    private const int MostOfPiece = 9, MostOurs = 3, MostMoved = 2;
    private const double MostUnlike = 1.5;

    /// <summary>Whether a panel has too many.</summary>
    public static bool IsCrowded(Panel panel) => panel.Curves.Count > MostCurves;

    /// <summary>The parts of a panel; itself where it can be read.</summary>
    public static IReadOnlyList<Panel> Of(Panel panel, StyleBook styles) => [.. Of([panel], styles).SelectMany(same => same)];

    /// <summary>The parts of several panels, those of the same strategies together; the panels themselves where all can be read.</summary>
    public static IReadOnlyList<IReadOnlyList<Panel>> Of(IReadOnlyList<Panel> panels, StyleBook styles)
    {
        if (!panels.Any(IsCrowded)) return [panels];
        var families = panels.SelectMany(p => p.Families).Distinct().Order().ToList();
        return [.. (families.Count == 1 ? [panels] : families.Select(f => Filled(panels.Select(p => p.Of(f))))).SelectMany(same => Pieces(same, styles))];
    }

    /// <summary>What a part is called in names of files.</summary>
    public static IEnumerable<string> NameOf(Panel panel) => [panel.Part is { } part ? DisplayNames.Of(part) : "", panel.Piece];

    private static IEnumerable<IReadOnlyList<Panel>> Pieces(IReadOnlyList<Panel> panels, StyleBook styles)
    {
        if (!panels.Any(IsCrowded)) return [panels];
        var all = styles.Ordered(panels.SelectMany(p => p.Curves).Select(c => c.Composition)).ToList();
        if (all.Count > MostUnlike * panels.Max(p => p.Curves.Count)) return panels.SelectMany(p => Pieces([p], styles)); // of other strategies each: none stand side by side
        var ours = all.Where(styles.StandsOut).ToList() is { Count: <= MostOurs } few ? few : [];
        var rest = all.Except(ours).ToList();
        return Cut(rest, MostOfPiece - ours.Count).Select(piece =>
        {
            var (first, last) = (rest.IndexOf(piece[0]) + 1, rest.IndexOf(piece[^1]) + 1);
            var name = $"{(ours.Count > 0 ? "ours and " : "")}strategies {(first == last ? $"{first}" : $"{first} to {last}")} of {rest.Count}";
            return Filled(panels.Select(p => p.Of(name, s => ours.Contains(s) || piece.Contains(s) || (first == 1 && !all.Contains(s))))); // what has no result yet is missing in one
        });
    }

    // As many in each piece, as far as strategies of one criterion stay together.
    private static IEnumerable<List<Composition>> Cut(List<Composition> strategies, int most)
    {
        var from = 0;
        for (var pieces = (strategies.Count + most - 1) / most; pieces > 0; pieces--)
        {
            var usual = from + (strategies.Count - from + pieces - 1) / pieces;
            var end = usual;
            while (end > usual - MostMoved && IsAsBefore(end)) end--;
            if (IsAsBefore(end)) end = usual; // too many of one
            yield return strategies[from..end];
            from = end;
        }

        bool IsAsBefore(int place) => place < strategies.Count && strategies[place].Criterion == strategies[place - 1].Criterion;
    }

    private static IReadOnlyList<Panel> Filled(IEnumerable<Panel> panels) => [.. panels.Where(p => p.Curves.Count > 0)];
}
