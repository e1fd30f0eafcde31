using Bench.Analysis;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures;

/// <summary>Cells of a sweep, finished and not.</summary>
public sealed record SweepCells(string Sweep, IReadOnlyList<ResultRow> Rows, IReadOnlyList<MissingRow> Missing);

/// <summary>All that a kind of figure draws from: stored records, chosen, named and ordered as a user wants them.</summary>
public sealed class FigureData
{
    private FigureData() { }

    /// <summary>Finished cells that are chosen.</summary>
    public required IReadOnlyList<ResultRow> Rows { get; init; }

    /// <summary>The same by panels.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    public required FigureChoice Choice { get; init; }

    /// <summary>What there is to cells beyond one row each.</summary>
    public FigureDetails Details { get; init; } = FigureDetails.None;

    internal StyleBook Styles { get; init; } = StyleBook.Of([]);

    /// <summary>What is chosen among the cells of one sweep or of several.</summary>
    /// <exception cref="UserError">A name that is chosen is not there, nothing is left, or what would be drawn together is not comparable.</exception>
    public static FigureData Of(IReadOnlyList<SweepCells> sweeps, FigureChoice choice, FigureDetails? details = null)
    {
        var all = sweeps.SelectMany(s => s.Rows.Select(r => new Drawn(s.Sweep, r.Strategy, r, null)).Concat(s.Missing.Select(m => new Drawn(s.Sweep, m.Strategy, null, m)))).ToList();
        var ours = Selection.Named("--ours", "strategy", choice.Ours, all.Where(c => !c.IsControl).Select(c => c.Origin));
        var order = Selection.Named("--strategies", "strategy", choice.Strategies, all.Where(c => !c.IsControl).Select(c => c.Origin));
        var chosen = Selection.Of(all, choice);
        if (chosen.All(c => c.Row is null)) throw new UserError("nothing to draw: no finished cell is left of those that are chosen");
        var cells = Overlay.OfData(Overlay.OfSweeps(chosen), choice.Facets);
        var origins = cells.GroupBy(c => c.Composition).ToDictionary(g => g.Key, g => g.First().Origin, StringComparer.Ordinal);
        var rows = cells.Select(c => c.Row).OfType<ResultRow>().ToList();
        // What is left out changes no style of what is left; what curves say instead of panels makes others of them.
        var known = all.Select(c => c.Composition).ToHashSet(StringComparer.Ordinal);
        var strategies = (cells.All(c => known.Contains(c.Composition)) ? known : cells.Select(c => c.Composition).Distinct()).Select(Composition.Parse);
        return new()
        {
            Rows = rows,
            Panels = Selection.InOrder(TradeoffCurves.Of(rows, [.. cells.Select(c => c.Missing).OfType<MissingRow>()], choice.AllowMixed, Facet.OfStrategies(choice.Facets)), choice),
            Choice = choice,
            Details = details ?? FigureDetails.None,
            Styles = StyleBook.Of(strategies.Where(s => !s.IsDense), ours.Count == 0 ? null : s => ours.Contains(Origin(s)),
                s => Place(ours, Origin(s)) is >= 0 and var first ? first - ours.Count : Place(order, Origin(s)) is >= 0 and var i ? i : order.Count),
        };

        static int Place(IReadOnlyList<string> names, string name) => names.Index().Where(n => n.Item == name).Select(n => n.Index).DefaultIfEmpty(-1).First();

        string Origin(Composition strategy) => origins.GetValueOrDefault(strategy.Text, "");
    }
}
