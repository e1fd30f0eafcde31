using Bench.Analysis;

namespace Bench.Figures.Tables;

/// <summary>What a reader must know beside the numbers, as sentences under a table.</summary>
internal static class TableNotes
{
    /// <summary>The sentences for some panels at some ratios.</summary>
    public static IReadOnlyList<string> Of(TableData data, IReadOnlyList<Panel> panels, IReadOnlyList<double> ratios) =>
    [
        .. new[]
        {
            Each(panels, p => p.Mixed == "" ? null : p.Mixed), Seeds(data, panels, ratios), Controls(data, panels), Best(data, panels, ratios), Each(panels, p => BudgetNotes.Of(new([p]))),
            Each(panels, p => data.Quantity.TimedBy is { } timing ? MeasuredNotes.Doubts(new([p]), timing) : null), Ratios(panels), Missing(panels, ratios), Each(panels, p => Notes.Flagged(new([p]))), Each(panels, p => Notes.Uncontrolled(new([p]))), Each(panels, p => Notes.Variants(new([p]))),
            Each(panels, p => Notes.Imported(new([p]))),
        }.OfType<string>().Where(n => n.Length > 0),
    ];

    private static string? Ratios(IReadOnlyList<Panel> panels) =>
        AskedRatios.Note(panels.SelectMany(p => p.Curves)) is { } note ? $"{char.ToUpperInvariant(note[0])}{note[1..]} (--metric compression and speedup tell them)." : null;

    // Equal sentences once, with the panels that they are of where that is not all.
    private static string? Each(IReadOnlyList<Panel> panels, Func<Panel, string?> say)
    {
        var said = panels.Select(p => (Panel: p, Text: say(p))).Where(s => s.Text is not null).GroupBy(s => s.Text!).ToList();
        return said.Count == 0 ? null : string.Join(' ', said.Select(g => g.Count() == panels.Count ? g.Key : $"{Places.List(g.Select(s => DisplayNames.Title(s.Panel)))}: {g.Key}"));
    }

    private static string? Seeds(TableData data, IReadOnlyList<Panel> panels, IReadOnlyList<double> ratios)
    {
        var points = panels.SelectMany(p => ratios.SelectMany(r => data.Strategies.Select(s => data.At(p, s, r)))).OfType<TablePoint>().Where(p => p.Sample is not null).ToList();
        if (points.Count == 0) return null;
        if (points.All(p => p.Sample!.Count == 1)) return "One seed, so no deviation is known.";
        var usual = data.Usual(panels, ratios);
        return $"Mean ± sample standard deviation over {usual} {(usual == 1 ? "seed" : "seeds")}"
            + (points.Any(p => p.Sample!.Count != usual) ? "; n is given where it is another." : points.Any(p => p.Sample!.Count < p.Planned) ? "; n is given where fewer are finished than asked for." : ".");
    }

    private static string? Controls(TableData data, IReadOnlyList<Panel> panels)
    {
        if (data.Quantity.HigherIsBetter is null) return null;
        var quantity = data.Quantity.IsDifference ? Quantity.All[0] : data.Quantity;
        var said = panels.Select(panel => (Panel: panel, Text: string.Join(", ", panel.Controls
                .Select(c => (Name: Legend.NameOf(panel, c), Values: c.Point.Cells.Select(cell => quantity.Of(cell, null)).OfType<double>().ToList()))
                .Where(c => c.Values.Count > 0).Select(c => $"{c.Name} {data.Said(Sample.Of(c.Values), signed: false)}"))))
            .Where(c => c.Text != "").ToList();
        return said.Count == 0 ? null
            : $"Control, the unpruned network with the same start and training: {string.Join("; ", said.Select(c => panels.Count == 1 ? c.Text : $"{c.Text} on {DisplayNames.Title(c.Panel)}"))}.";
    }

    private static string? Best(TableData data, IReadOnlyList<Panel> panels, IReadOnlyList<double> ratios)
    {
        if (data.Quantity.HigherIsBetter is not { } higher || data.Compared(panels, ratios).ToList() is not { Count: > 0 } compared) return null;
        var what = higher ? "highest" : "lowest";
        var test = $"paired t over seeds, two-sided, Holm's correction over the comparisons of the {what} mean with each other strategy at the same ratio{(AskedRatios.Note(panels.SelectMany(p => p.Curves)) is null ? "" : " of the same kind")}{(panels.Count > 1 ? " and data" : "")}, p < {BestStrategy.Level}";
        var leads = compared.Where(c => c.Leader is not null).ToList();
        if (leads.Count == 0)
            return compared.All(c => c.Best.Test.N < 2) ? "Nothing is bold: without two seeds no difference can be tested."
                : $"Nothing is bold: nowhere is the {what} mean told from the second by a test ({test}).";
        return $"Bold: the {what} mean, where its difference to the second is significant ({test}): "
            + string.Join("; ", leads.Select(c => $"{c.Leader} {Numbers.Ratio(c.Ratio)}{(panels.Count > 1 ? $" on {DisplayNames.Title(c.Panel)}" : "")} "
                + $"{Numbers.Signed(c.Best.Test.Differences!.Mean, data.Decimals)} to {c.Strategies[c.Best.Second]} (n = {c.Best.Test.N}, p {Equal(c.Best.CorrectedP!.Value)})")) + ".";
    }

    private static string Equal(double p) => Numbers.Probability(p) is var text && text.StartsWith('<') ? text : $"= {text}";

    private static string? Missing(IReadOnlyList<Panel> panels, IReadOnlyList<double> ratios)
    {
        var missing = panels.SelectMany(p => p.Missing).Where(m => m.Composition.IsDense || ratios.Contains(m.Compression)).ToList();
        if (missing.Count == 0) return null;
        var kinds = missing.GroupBy(m => m.Skipped ? "infeasible" : m.Status).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Sum(m => m.Cells)} {g.Key} {Places.Points(g.Select(m => (Legend.NameOf(m), (double?)m.Compression)))}");
        return $"Cells without a result: {Places.List(kinds)}.";
    }
}
