using System.Text.Json.Nodes;
using Bench.Results;

namespace Bench.Figures;

/// <summary>A cell, finished or not, on its way into a panel.</summary>
/// <param name="Sweep">In which it was asked for.</param>
/// <param name="Origin">What its strategy is called there.</param>
/// <param name="Row">Where it is finished.</param>
/// <param name="Missing">Where it is not.</param>
internal sealed record Drawn(string Sweep, string Origin, ResultRow? Row, MissingRow? Missing)
{
    public string Identity => Row?.Identity ?? "";
    public string Dataset => Row?.Dataset ?? Missing!.Dataset;
    public string Model => Row?.Model ?? Missing!.Model;
    public string Protocol => Row?.Protocol ?? Missing!.Protocol;
    public bool Synthetic => Row?.Synthetic ?? Missing!.Synthetic;
    public string Composition => Row?.Composition ?? Missing!.Composition;
    public string Setting => Row?.Setting ?? Missing!.Setting;
    public double Compression => Row?.Compression ?? Missing!.Compression;
    public int Seed => Row?.Seed ?? Missing!.Seed;
    public string Strategy => Row?.Strategy ?? Missing!.Strategy;
    public bool IsControl => Row?.IsControl ?? Analysis.Composition.Parse(Missing!.Composition).IsDense;

    /// <summary>The same under other names.</summary>
    public Drawn Called(string strategy, string dataset, string model) => this with
    {
        Row = Row is null ? null : Row with { Strategy = strategy, Dataset = dataset, Model = model },
        Missing = Missing is null ? null : Missing with { Strategy = strategy, Dataset = dataset, Model = model },
    };

    /// <summary>The same with what its panel no longer tells told by its curve.</summary>
    public Drawn Told(string key, string text, Func<Drawn, Drawn> without)
    {
        var composition = JsonNode.Parse(Composition)!.AsObject();
        composition[key] = text;
        var (json, label) = (composition.ToJsonString(), $"{Strategy} ({text})");
        return without(this) with
        {
            Row = without(this).Row is { } row ? row with { Composition = json, Strategy = label } : null,
            Missing = without(this).Missing is { } missing ? missing with { Composition = json, Strategy = label } : null,
        };
    }

    public Drawn With(string? dataset = null, string? model = null, string? protocol = null, string? setting = null) => this with
    {
        Row = Row is null ? null : Row with { Dataset = dataset ?? Row.Dataset, Model = model ?? Row.Model, Protocol = protocol ?? Row.Protocol, Setting = setting ?? Row.Setting, Synthetic = dataset != "" && Row.Synthetic },
        Missing = Missing is null ? null
            : Missing with { Dataset = dataset ?? Missing.Dataset, Model = model ?? Missing.Model, Protocol = protocol ?? Missing.Protocol, Setting = setting ?? Missing.Setting, Synthetic = dataset != "" && Missing.Synthetic },
    };
}

/// <summary>Puts into one panel what would be in several: curves then say what the panel does not.</summary>
internal static class Overlay
{
    /// <summary>Panels by these facets of the data alone, where there is any: data sets, models and protocols that are none of them become curves of one panel.</summary>
    public static IReadOnlyList<Drawn> OfData(IReadOnlyList<Drawn> cells, IReadOnlyList<string> facets)
    {
        if (!facets.Any(f => Facet.Find(f).Of is null)) return cells;
        cells = Unset(cells, c => (c.Dataset, c.Model, ""));
        if (!facets.Contains("model")) cells = Told(cells, "model", facets, d => DisplayNames.Of(d.Model), d => d.Model, d => d.With(model: ""));
        if (!facets.Contains("dataset")) cells = Told(cells, "dataset", facets, d => $"{DisplayNames.Of(d.Dataset)}{(d.Synthetic ? " (synthetic)" : "")}", d => d.Dataset, d => d.With(dataset: ""));
        return facets.Contains("protocol") ? cells : Told(cells, "protocol", facets, d => d.Protocol, d => d.Protocol, d => d.With(protocol: "bench"));
    }

    /// <summary>
    /// Several sweeps in the same panels: a cell that several ask for is there once, and strategies whose cells differ are told apart by their sweeps, as are the
    /// settings of data set and model where each sweep has one of its own.
    /// </summary>
    public static IReadOnlyList<Drawn> OfSweeps(IReadOnlyList<Drawn> cells)
    {
        if (cells.Select(c => c.Sweep).Distinct().Count() < 2) return cells;
        var apart = cells.GroupBy(c => (c.Dataset, c.Model, c.Composition))
            .Where(g => g.GroupBy(c => c.Sweep, c => (c.Identity, c.Compression)).Select(s => s.ToHashSet()).ToList() is { Count: > 1 } sets && !sets.TrueForAll(s => s.SetEquals(sets[0])))
            .Select(g => g.Key).ToHashSet();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. Unset(cells, c => (c.Dataset, c.Model, c.Sweep)).Select(c => apart.Contains((c.Dataset, c.Model, c.Composition)) ? c.Told("sweep", c.Sweep, d => d) : c)
            .Where(c => seen.Add(c.Row is null ? $"{c.Protocol} {c.Dataset} {c.Model} {c.Setting} {c.Composition} {c.Compression} {c.Seed}" : $"{c.Identity} {c.Composition}"))];
    }

    // Without settings, where those of a group keep no equal cells apart; but for the arithmetic, which titles name.
    private static IReadOnlyList<Drawn> Unset(IReadOnlyList<Drawn> cells, Func<Drawn, (string, string, string)> group)
    {
        var told = cells.GroupBy(group).Where(g => g.GroupBy(c => (c.Composition, c.Compression, c.Seed)).Any(same => same.Count() > 1)).Select(g => g.Key).ToHashSet();
        var arithmetic = cells.Select(c => c.Setting).Distinct().ToDictionary(s => s, Precision, StringComparer.Ordinal);
        return [.. cells.Select(c => told.Contains(group(c)) ? c : c.With(setting: arithmetic[c.Setting]))];

        static string Precision(string setting) =>
            JsonNode.Parse(setting)!["precision"] is { } precision ? new JsonObject { ["precision"] = precision.DeepClone() }.ToJsonString() : "{}";
    }

    // Only where a panel would have several.
    private static IReadOnlyList<Drawn> Told(IReadOnlyList<Drawn> cells, string key, IReadOnlyList<string> facets, Func<Drawn, string> text, Func<Drawn, string> of, Func<Drawn, Drawn> without)
    {
        var several = cells.GroupBy(Panel).Where(g => g.Select(of).Distinct().Count() > 1).Select(g => g.Key).ToHashSet();
        return [.. cells.Select(c => several.Contains(Panel(c)) ? c.Told(key, text(c), without) : c)];

        (string, string, string, string) Panel(Drawn d) => (facets.Contains("dataset") ? d.Dataset : "", facets.Contains("model") ? d.Model : "",
            facets.Contains("protocol") ? d.Protocol : "", d.Setting);
    }
}
