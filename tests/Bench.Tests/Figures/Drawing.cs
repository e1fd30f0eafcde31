using System.Text;
using Bench.Analysis;
using Bench.Figures;
using Bench.Results;

namespace Bench.Tests.Figures;

/// <summary>Figures of rows, as commands draw them.</summary>
internal static class Drawing
{
    /// <summary>What a kind draws from.</summary>
    public static FigureData Data(IEnumerable<ResultRow> rows, FigureChoice? choice = null, IEnumerable<MissingRow>? missing = null) =>
        FigureData.Of([new SweepCells("s", [.. rows], [.. missing ?? []])], choice ?? new(), MadeUp.Details(rows));

    /// <summary>The figures of a kind, of the standard one unless another is named.</summary>
    public static IReadOnlyList<Figure> Of(IEnumerable<ResultRow> rows, FigureChoice? choice = null, string kind = "tradeoff", IEnumerable<MissingRow>? missing = null) =>
        [.. FigureWriter.FiguresOf(FigureKind.Find(kind), Data(rows, choice, missing), null)];

    /// <summary>The same as SVG.</summary>
    public static string Svg(Figure figure)
    {
        using var file = new MemoryStream();
        FigureFormat.All.Single(f => f.Name == "svg").Write(figure, file);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    /// <summary>A choice, as options give it.</summary>
    public static FigureChoice Choice(params (string Option, string Value)[] given) => given.GroupBy(g => g.Option, g => g.Value)
        .Aggregate(new FigureChoice(), (choice, g) => FigureOption.All.Single(o => o.Name == g.Key).Apply(choice, [.. g]));

    /// <summary>Curves of accuracy as the standard figures have them.</summary>
    public static CurveView View(CostAxis axis, Panel panel) => new(axis, Measure.Top1, StyleBook.Of(panel.Curves.Select(c => c.Composition)));

    /// <inheritdoc cref="View(CostAxis, Panel)"/>
    public static CurveView View(CostAxis axis, IEnumerable<ResultRow> rows) => new(axis, Measure.Top1, StyleBook.Of(rows.Where(r => !r.IsControl).Select(r => Composition.Parse(r.Composition))));
}
