using Bench.Analysis;
using Bench.Core;

namespace Bench.Figures.Tables;

/// <summary>Makes tables of panels.</summary>
public static class TableMaker
{
    /// <summary>The tables of a choice: one for each thing that is neither row nor column, or one with a block for each.</summary>
    /// <exception cref="UserError">Rows and columns are the same, or a strategy is named that is not there.</exception>
    public static IReadOnlyList<ResultTable> Of(IReadOnlyList<Panel> panels, TableChoice choice)
    {
        if (choice.Rows == choice.Columns) throw new UserError($"--rows and --columns are both '{TableChoice.Sides[(int)choice.Rows]}': choose two of {string.Join(", ", TableChoice.Sides)}");
        var data = new TableData(panels, choice);
        var ratio = AskedRatios.Word(data.Panels.SelectMany(p => p.Curves));
        var (rows, columns, rest) = (Side(choice.Rows), Side(choice.Columns), Side(Enum.GetValues<TableSide>().First(s => s != choice.Rows && s != choice.Columns)));
        var names = new FileNames();
        var blocks = rest.Select(value => (Value: value, Cut: Cut(data, rows, columns, value))).Where(b => b.Cut.Rows.Count > 0).ToList();
        if (blocks.Count == 0) return [];
        if (!choice.InBlocks || blocks.Count == 1) return [.. blocks.Select(b => Table([b]))];
        return [Table(blocks)];

        ResultTable Table(IReadOnlyList<(SideValue Value, (IReadOnlyList<SideValue> Rows, IReadOnlyList<SideValue> Columns) Cut)> some)
        {
            var shown = columns.Where(c => some.Any(b => b.Cut.Columns.Contains(c))).ToList();
            var all = some.SelectMany(b => b.Cut.Rows).Concat(shown).Concat(some.Select(b => b.Value)).ToList();
            var (ofPanels, ofRatios) = (data.Panels.Where(p => all.Any(v => v.Panel == p)).ToList(), all.Select(v => v.Ratio).OfType<double>().Distinct().Order().ToList());
            var usual = data.Usual(ofPanels, ofRatios);
            return new()
            {
                Name = names.Of([choice.Quantity.Name, .. some.Count > 1 ? ["all"] : some.SelectMany(b => b.Value.NameParts)]),
                Caption = $"{choice.Quantity.Heading} by {Word(choice.Rows, ratio)} and {Word(choice.Columns, ratio)}{(some.Count == 1 ? $": {some[0].Value.Caption}" : "")}.",
                Corner = Word(choice.Rows, ratio) is var corner ? char.ToUpperInvariant(corner[0]) + corner[1..] : "",
                Columns = [.. shown.Select(c => c.Text)],
                Blocks =
                [
                    .. some.Select(b => new TableBlock(some.Count > 1 ? b.Value.Caption : "",
                        [.. b.Cut.Rows.Select(r => new TableRow(r.Strategy is { } s && s == choice.Ours ? $"{r.Text} (ours)" : r.Text, [.. shown.Select(c => Entry(data, usual, r, c, b.Value))]) { StandsOut = r.Strategy is not null && r.Strategy == choice.Ours })])),
                ],
                Notes = TableNotes.Of(data, ofPanels, ofRatios),
            };
        }

        IReadOnlyList<SideValue> Side(TableSide side) => side switch
        {
            TableSide.Strategy => [.. data.Strategies.Select(s => new SideValue(s, s) { Strategy = s })],
            TableSide.Ratio => [.. data.Ratios.Select(r => new SideValue(Numbers.Ratio(r), $"{ratio} {Numbers.Ratio(r)}") { Ratio = r })],
            _ => [.. data.Panels.Select(p => new SideValue(DisplayNames.Title(p), DisplayNames.Title(p)) { Panel = p })],
        };
    }

    // A row, a column or a table.
    private sealed record SideValue(string Text, string Caption)
    {
        public string? Strategy { get; init; }
        public double? Ratio { get; init; }
        public Panel? Panel { get; init; }

        public IEnumerable<string> NameParts => Panel is { } p ? [p.Dataset, p.Model, p.Imported ? "imported" : "", p.Protocol == "bench" ? "" : p.Protocol, p.Variant] : [Strategy ?? $"{Ratio:0.##}"];
    }

    private static string Word(TableSide side, string ratio) => side switch { TableSide.Strategy => "strategy", TableSide.Ratio => ratio, _ => "data and model" };

    // The rows and columns of which something is known.
    private static (IReadOnlyList<SideValue> Rows, IReadOnlyList<SideValue> Columns) Cut(TableData data, IReadOnlyList<SideValue> rows, IReadOnlyList<SideValue> columns, SideValue rest) =>
        ([.. rows.Where(r => columns.Any(c => Point(data, r, c, rest) is not null))], [.. columns.Where(c => rows.Any(r => Point(data, r, c, rest) is not null))]);

    private static TablePoint? Point(TableData data, params SideValue[] sides) => Places(sides) is var (panel, strategy, ratio) ? data.At(panel, strategy, ratio) : null;

    private static TableEntry Entry(TableData data, int usual, params SideValue[] sides) => Places(sides) is var (panel, strategy, ratio) ? data.Entry(panel, strategy, ratio, usual) : new("");

    private static (Panel Panel, string Strategy, double Ratio) Places(SideValue[] sides) =>
        (sides.Select(s => s.Panel).First(p => p is not null)!, sides.Select(s => s.Strategy).First(s => s is not null)!, sides.Select(s => s.Ratio).First(r => r is not null)!.Value);
}
