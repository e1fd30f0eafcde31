namespace Bench.Analysis.Comparing;

/// <summary>A curve under the name by which it is compared over blocks.</summary>
internal sealed record MethodCurve(string Name, TradeoffCurve Curve);

/// <summary>All curves of a data set × model pair.</summary>
internal sealed record BlockCurves(Block Block, IReadOnlyList<MethodCurve> Methods)
{
    /// <summary>
    /// Panels become blocks. Several panels of one pair are one block still, as they are not independent: a strategy with several recipes, protocols or
    /// starts is a method for each, told apart by what titles of panels say.
    /// </summary>
    public static IReadOnlyList<BlockCurves> Of(IReadOnlyList<Panel> panels) =>
        [.. panels.GroupBy(p => new Block(p.Dataset, p.Model, p.Synthetic)).Select(g => new BlockCurves(g.Key, Together([.. g])))];

    private static List<MethodCurve> Together(IReadOnlyList<Panel> panels)
    {
        var protocols = panels.Select(p => p.Protocol).Distinct().Count() > 1;
        var starts = panels.Select(p => p.Imported).Distinct().Count() > 1;
        var methods = new List<MethodCurve>();
        foreach (var same in panels.SelectMany(p => p.Curves.Select(c => (Panel: p, Curve: c))).GroupBy(c => c.Curve.Strategy))
        {
            // What no recipe retrains is in the panel of each recipe, with the same cells.
            var distinct = same.DistinctBy(c => string.Join(' ', c.Curve.Points.Where(p => !p.IsControl).SelectMany(p => p.Cells).Select(s => s.Identity))).ToList();
            methods.AddRange(distinct.Select(c => new MethodCurve(distinct.Count == 1 ? c.Curve.Strategy : $"{c.Curve.Strategy} [{Told(c.Panel)}]", c.Curve)));
        }
        return methods;

        string Told(Panel panel) => string.Join(", ", new[] { protocols ? panel.Protocol : "", starts && panel.Imported ? "imported weights" : "", panel.Variant }.Where(part => part != "").DefaultIfEmpty("own"));
    }
}
