using System.Globalization;
using Bench.Analysis;

namespace Bench.Figures;

/// <summary>Who trained for how long, where that is not the same for all.</summary>
internal static class BudgetNotes
{
    private const int MostNames = 9;

    /// <summary>Such as <c>Epochs of training, with the pretraining: lottery-ticket 30 to 150, others 20.</c>; null where budgets are equal or unknown.</summary>
    public static string? Of(Places places)
    {
        var said = places.Said(places.Panels.Select(p => (Panel: p, Text: Unequal(p))).Where(s => s.Text is not null).Select(s => (s.Panel, s.Text!))).ToList();
        return said.Count == 0 ? null : $"Epochs of training, with the pretraining: {string.Join("; ", said)}.";
    }

    private static string? Unequal(Panel panel)
    {
        var budgets = panel.Curves.SelectMany(c => c.Points.Where(p => p is { IsControl: false, Epochs: not null }).Select(p => p.Epochs!.Value)
            .GroupBy(_ => c.Strategy)).Select(g => (Strategy: g.Key, Range: Range(g.Min(), g.Max()), Least: g.Min())).ToList();
        var groups = budgets.GroupBy(b => b.Range).OrderBy(g => g.Count()).ThenBy(g => g.Min(b => b.Least)).ToList();
        if (groups.Count < 2) return null;
        var usual = groups[^1].Count() > 1 ? groups[^1] : null; // that of most, where there is one
        return string.Join(", ", groups.Where(g => g != usual).OrderBy(g => g.Min(b => b.Least))
            .Select(g => $"{Names([.. g.Select(b => b.Strategy)])} {g.Key}").Concat(usual is null ? [] : [$"others {usual.Key}"]));
    }

    private static string Names(IReadOnlyList<string> strategies) => strategies.Count > MostNames ? $"{strategies.Count} strategies" : Places.List(strategies);

    private static string Range(double least, double most) => (Number(least), Number(most)) is var (a, b) && a == b ? a : $"{a} to {b}";

    // Three digits at most: 0.55, 13.6, 140.
    private static string Number(double epochs) => Math.Round(epochs, epochs < 1 ? 2 : epochs < 100 ? 1 : 0).ToString("0.##", CultureInfo.InvariantCulture);
}
