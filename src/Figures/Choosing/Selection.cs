using Bench.Analysis;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures;

/// <summary>The cells that a user chooses among those of some sweeps, under the names that the user gives them.</summary>
internal static class Selection
{
    /// <summary>The cells that are chosen, in their order; controls belong to every choice of strategies and ratios.</summary>
    /// <exception cref="UserError">A name that is chosen, or given another label, is not there.</exception>
    public static IReadOnlyList<Drawn> Of(IReadOnlyList<Drawn> cells, FigureChoice choice)
    {
        var strategies = Named("--strategies", "strategy", choice.Strategies, cells.Where(c => !c.IsControl).Select(c => c.Origin));
        var datasets = Named("--datasets", "data set", choice.Datasets, cells.Select(c => c.Dataset));
        var models = Named("--models", "model", choice.Models, cells.Select(c => c.Model));
        foreach (var ratio in choice.Compressions)
            if (cells.All(c => c.Compression != ratio)) throw new UserError($"--compressions: no cell has the ratio {ratio} (there are: {string.Join(", ", cells.Select(c => c.Compression).Distinct().Order())})");
        Named("--label", "name", [.. choice.Labels.Keys], cells.SelectMany(c => new[] { c.Origin, c.Dataset, c.Model }));
        foreach (var kind in new Func<Drawn, string>[] { c => c.Dataset, c => c.Model })
            if (cells.Select(kind).Distinct().GroupBy(n => Label(n)).FirstOrDefault(g => g.Count() > 1) is { } same)
                throw new UserError($"--label: {string.Join(" and ", same.Select(Names.Quoted))} would both be called {Names.Quoted(same.Key)}");
        return [.. cells.Where(c => (c.IsControl || ((strategies.Count == 0 || strategies.Contains(c.Origin)) && (choice.Compressions.Count == 0 || choice.Compressions.Contains(c.Compression))))
                && (datasets.Count == 0 || datasets.Contains(c.Dataset)) && (models.Count == 0 || models.Contains(c.Model)))
            .Select(c => choice.Labels.Count == 0 ? c : c.Called(Label(c.Strategy), Label(c.Dataset), Label(c.Model)))];

        string Label(string name) => choice.Labels.GetValueOrDefault(name, name);
    }

    /// <summary>What a list of names means: a text with commas is several, unless something is called so.</summary>
    public static IReadOnlyList<string> Named(string option, string kind, IReadOnlyList<string> written, IEnumerable<string> there)
    {
        if (written.Count == 0) return [];
        var valid = there.Distinct().ToList();
        var names = written.SelectMany(w => valid.Contains(w) ? [w] : w.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        foreach (var name in names)
            if (!valid.Contains(name)) throw new UserError($"{option}: {Names.Unknown(kind, name, valid.Order(StringComparer.Ordinal))}");
        return names;
    }

    /// <summary>Panels in the order in which data sets and models are named, where they are.</summary>
    public static IReadOnlyList<Panel> InOrder(IReadOnlyList<Panel> panels, FigureChoice choice)
    {
        return choice.Datasets.Count + choice.Models.Count == 0 ? panels
            : [.. panels.OrderBy(p => Place(choice.Datasets, p.Dataset)).ThenBy(p => Place(choice.Models, p.Model))];

        int Place(IReadOnlyList<string> written, string name) => written.SelectMany(w => (string[])[w, .. w.Split(',', StringSplitOptions.TrimEntries)])
            .Select(w => choice.Labels.GetValueOrDefault(w, w)).ToList().IndexOf(name) is >= 0 and var i ? i : int.MaxValue;
    }
}
