using Bench.Core;
using Bench.Results;

namespace Bench.Analysis;

/// <summary>
/// Whether the numbers of results may stand beside each other. On one data set and model all of a fingerprint must be equal, and among data sets and
/// models protocol, precision and versions of the measurement; and cells of one pretraining must have begun with the same weights. Strategies, starts, retrainings and budgets may differ: they are what is compared.
/// </summary>
public static class Comparability
{
    // Figures of panels say these themselves: each protocol has its own, and another arithmetic than fp32 is in a panel's title.
    private static readonly string[] ToldByPanels = ["protocol", "precision"];

    /// <summary>
    /// Nothing where all results are comparable; where they are not and that is allowed, the sentence that says so beside whatever is shown.
    /// </summary>
    /// <exception cref="UserError">They are not and that is not allowed, or two of them are the same cell of different versions.</exception>
    public static string? Check(IReadOnlyCollection<ResultRow> rows, bool allowMixed)
    {
        RefuseTwins(rows, row => new PanelKey(row.Protocol, row.Synthetic, row.Dataset, row.Model, row.Imported, row.Setting));
        var mixtures = rows.GroupBy(Place).SelectMany(place => Mixture.Of(place.Key, [.. place], _ => true).Concat(Mixture.OfWeights(place.Key, place))).ToList();
        var told = mixtures.Where(m => m.IsEverywhere).Select(m => m.Key).ToList();
        mixtures.AddRange(Mixture.Of("", rows, part => part.IsEverywhere && !told.Contains(part.Key)));
        return Judge(mixtures, allowMixed);
    }

    /// <summary>The same of panels, which hold apart and name the settings that differ: what would be mixed without a word.</summary>
    internal static string? CheckPanels(IReadOnlyList<PanelGroup> panels, bool allowMixed)
    {
        foreach (var panel in panels) RefuseTwins(panel.Rows, _ => panel.Key);
        var mixtures = panels.SelectMany(panel => Mixture.Of(Place(panel.Key.Dataset, panel.Key.Model), panel.Rows, _ => true)
            .Concat(Mixture.OfWeights(Place(panel.Key.Dataset, panel.Key.Model), panel.Rows))).ToList();
        var told = mixtures.Select(m => m.Key).Concat(ToldByPanels).ToList();
        foreach (var protocol in panels.GroupBy(panel => panel.Key.Protocol))
            mixtures.AddRange(Mixture.Of("", [.. protocol.SelectMany(panel => panel.Rows)], part => part.IsEverywhere && !told.Contains(part.Key)));
        return Judge(mixtures, allowMixed);
    }

    private static string? Judge(List<Mixture> mixtures, bool allowMixed)
    {
        if (mixtures.Count == 0) return null;
        if (allowMixed) return $"Not strictly comparable: {string.Join("; ", mixtures.GroupBy(m => m.Words).Select(g => $"{g.Key}{On(g.Select(m => m.Place))}"))}.";
        var (first, others) = (mixtures[0], mixtures.Count - 1);
        var more = others == 0 ? "" : $", and {others} more difference{(others == 1 ? "" : "s")} like this";
        throw new UserError($"these results are not comparable: {first.CountedWords}{On([first.Place])}{more}; leave some out, as with {first.Choice}, or mix them with --allow-mixed, which says so beside them");
    }

    private static string On(IEnumerable<string> places) => places.Where(p => p != "").ToList() is { Count: > 0 } some ? $" on {string.Join(", ", some)}" : "";

    // A mean over them would count a seed twice: nothing that can be said beside it makes it sound.
    private static void RefuseTwins(IEnumerable<ResultRow> rows, Func<ResultRow, PanelKey> panelOf)
    {
        var twins = rows.GroupBy(r => (Panel: panelOf(r), Control: r.IsControl ? r.ControlPoint : null, r.Composition, r.Compression, r.Seed)).FirstOrDefault(g => g.Count() > 1)?.ToList();
        if (twins is null) return;
        var (one, versions) = (twins[0], twins.Select(t => t.Versions).Distinct().Order(StringComparer.Ordinal).ToList());
        var differ = versions.Count < 2 ? "" : $" ({string.Join(" and ", versions.Select(v => v == "" ? "first versions" : v))})";
        throw new UserError($"{twins.Count} results of {one.Strategy} at compression {one.Compression} with seed {one.Seed} on {Place(one)}: they are of different versions "
            + $"of the program's parts{differ}, so their mean says nothing; choose one sweep with --sweep");
    }

    private static string Place(ResultRow row) => Place(row.Dataset, row.Model);

    private static string Place(string dataset, string model) => $"{dataset} × {model}";
}
