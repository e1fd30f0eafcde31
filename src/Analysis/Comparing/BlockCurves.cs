namespace Bench.Analysis.Comparing;

/// <summary>A curve under the name by which it is compared over blocks.</summary>
internal sealed record MethodCurve(string Name, TradeoffCurve Curve);

/// <summary>All curves of a data set × model pair.</summary>
internal sealed record BlockCurves(Block Block, IReadOnlyList<MethodCurve> Methods)
{
    private sealed record Placed(Block Block, Panel Panel, TradeoffCurve Curve)
    {
        public string Setting { get; } = Curve.Points.Where(p => !p.IsControl).SelectMany(p => p.Cells).FirstOrDefault()?.Setting ?? "{}";
    }

    /// <summary>
    /// Panels become blocks. Several panels of one pair are one block still, as they are not independent: a strategy with several recipes, protocols or
    /// starts in any block is a method for each, and has the same name in all blocks.
    /// </summary>
    public static IReadOnlyList<BlockCurves> Of(IReadOnlyList<Panel> panels)
    {
        var placed = panels.SelectMany(p => p.Curves.Select(c => new Placed(new(p.Dataset, p.Model, p.Synthetic), p, c))).ToList();
        var methods = placed.GroupBy(c => c.Curve.Strategy).SelectMany(Named).ToLookup(m => m.Block, m => m.Method);
        var orders = placed.ToLookup(c => c.Block, c => c.Curve.Strategy);
        return [.. panels.Select(p => new Block(p.Dataset, p.Model, p.Synthetic)).Distinct().Select(b => new BlockCurves(b, InOrder([.. orders[b].Distinct()], methods[b])))];
    }

    // As panels have them.
    private static List<MethodCurve> InOrder(List<string> strategies, IEnumerable<MethodCurve> methods) => [.. methods.OrderBy(m => strategies.IndexOf(m.Curve.Strategy))];

    private static IEnumerable<(Block Block, MethodCurve Method)> Named(IGrouping<string, Placed> strategy)
    {
        // What no recipe retrains is in the panel of each recipe, with the same cells.
        var curves = strategy.DistinctBy(c => (c.Block, string.Join(' ', c.Curve.Points.Where(p => !p.IsControl).SelectMany(p => p.Cells).Select(s => s.Identity)))).ToList();
        var blocks = curves.GroupBy(c => c.Block).ToList();
        if (blocks.All(b => b.Count() == 1)) return curves.Select(c => (c.Block, new MethodCurve(strategy.Key, c.Curve)));
        var protocols = blocks.Any(b => b.Select(c => c.Panel.Protocol).Distinct().Count() > 1);
        var starts = blocks.Any(b => b.Select(c => c.Panel.Imported).Distinct().Count() > 1);
        var settings = Variants.Across([.. curves.GroupBy(c => (c.Block, c.Panel.Protocol, c.Panel.Imported)).Select(g => g.Select(c => c.Setting).Distinct().ToList())]);
        return curves.Select(c => (c.Block, new MethodCurve($"{strategy.Key} [{Told(c)}]", c.Curve)));

        string Told(Placed curve) => string.Join(", ", new[] { protocols ? curve.Panel.Protocol : "", starts && curve.Panel.Imported ? "imported weights" : "", settings[curve.Setting] }
            .Where(part => part != "").DefaultIfEmpty("own"));
    }
}
