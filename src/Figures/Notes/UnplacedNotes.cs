using Bench.Analysis;

namespace Bench.Figures;

/// <summary>Which points have no place on the axes, and so are not drawn.</summary>
internal static class UnplacedNotes
{
    /// <summary>A sentence for each axis; none where everything is drawn.</summary>
    /// <param name="places">The panels as they are spoken of.</param>
    /// <param name="panels">Those, and what there is of each to show.</param>
    /// <param name="view">What is shown.</param>
    public static IEnumerable<string> Of(Places places, IReadOnlyList<(Panel Shown, Panel Whole)> panels, CurveView view)
    {
        if (Said((_, point) => !view.X.Has(point)) is { } x) yield return $"Not drawn, for want of a place on the axis of {Lower(view.X.Label)}: {x}.";
        if (Said((curve, point) => view.X.Has(point) && view.Over(curve, point) is null) is { } y) yield return $"Not drawn, for want of a known {Lower(view.Y.Label.Split(" (")[0])}: {y}.";

        string? Said(Func<TradeoffCurve?, TradeoffPoint, bool> isLeftOut)
        {
            var said = places.Said(panels.Select(p => (p.Shown, Points: p.Whole.Curves.SelectMany(c => c.Points.Where(x => !x.IsControl && isLeftOut(c, x)).Select(x => (c.Strategy, (double?)x.Compression)))
                    .Concat(p.Whole.Controls.Where(c => isLeftOut(null, c.Point)).Select(c => (Legend.NameOf(p.Whole, c), (double?)null))).ToList()))
                .Where(p => p.Points.Count > 0).Select(p => (p.Shown, Places.Points(p.Points)))).ToList();
            return said.Count == 0 ? null : string.Join("; ", said);
        }

        static string Lower(string label) => $"{char.ToLowerInvariant(label[0])}{label[1..]}";
    }
}
