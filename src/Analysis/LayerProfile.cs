using Bench.Results;

namespace Bench.Analysis;

/// <summary>What one strategy leaves of each layer at a compression ratio, over seeds.</summary>
/// <param name="Curve">The strategy.</param>
/// <param name="Densities">Kept share of each layer in forward order, in [0, 1].</param>
public sealed record LayerProfile(TradeoffCurve Curve, IReadOnlyList<Sample> Densities);

/// <summary>The profiles of all strategies of a panel at one ratio.</summary>
/// <param name="Compression">The asked ratio.</param>
/// <param name="Layers">Names in forward order, and whether the protocol may prune them.</param>
/// <param name="Profiles">In the order of the panel's curves.</param>
public sealed record LayerProfiles(double Compression, IReadOnlyList<(string Name, bool Prunable)> Layers, IReadOnlyList<LayerProfile> Profiles)
{
    /// <summary>
    /// The shares of weights, or of channels, that strategies keep. A strategy is left out where it has no finished cell of that ratio, and one whose network has
    /// other layers than that of most, such as weights that are not recorded.
    /// </summary>
    /// <param name="panel">A data set and model.</param>
    /// <param name="compression">The asked ratio.</param>
    /// <param name="layers">The layers of cells, by identity, in forward order.</param>
    /// <param name="ofChannels">Whether outputs that are not removed are counted, of strategies that remove any, else weights.</param>
    public static LayerProfiles Of(Panel panel, double compression, ILookup<string, LayerRow> layers, bool ofChannels)
    {
        var cells = panel.Curves.Where(c => !ofChannels || c.Composition.Structure == "channel").Select(c => (Curve: c, Cells: (IReadOnlyList<IReadOnlyList<LayerRow>>)[.. c.Points.Where(p => !p.IsControl && p.Compression == compression).SelectMany(p => p.Cells)
            .Select(r => layers[r.Identity].ToList()).Where(l => l.Count > 0)])).Where(c => c.Cells.Count > 0).ToList();
        if (cells.Count == 0) return new(compression, [], []);
        var names = cells.SelectMany(c => c.Cells).GroupBy(Names).OrderByDescending(g => g.Count()).First();
        var same = cells.Where(c => c.Cells.All(l => Names(l) == names.Key)).ToList();
        return new(compression, [.. names.First().Select(l => (l.Name, l.Prunable))],
            [.. same.Select(c => new LayerProfile(c.Curve, [.. Enumerable.Range(0, names.First().Count).Select(i => Sample.Of([.. c.Cells.Select(l => Share(l[i]))]))]))]);

        double Share(LayerRow layer) => ofChannels ? (double)layer.KeptChannels / layer.Channels : (double)layer.Kept / layer.Weights;

        static string Names(IEnumerable<LayerRow> layers) => string.Join('\n', layers.Select(l => l.Name));
    }
}
