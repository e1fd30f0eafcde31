using Bench.Analysis;
using Bench.Results;

namespace Bench.Figures.Tables;

/// <summary>The numbers of tables, one operating point a row and with all digits: what other programs read.</summary>
internal static class TidyTable
{
    private static readonly string[] Columns =
    [
        "protocol", "dataset", "synthetic", "model", "variant", "strategy", "compression", "metric", "unit", "mean", "sd", "n", "planned", "status",
        "best", "second", "difference", "pairs", "p", "p_holm",
    ];

    public static QueryResult Of(IReadOnlyList<Panel> panels, TableChoice choice)
    {
        var data = new TableData(panels, choice);
        var compared = data.Compared([.. data.Panels], [.. data.Ratios]).ToDictionary(c => (c.Panel, c.Ratio));
        return new(Columns,
        [
            .. from panel in data.Panels
               from strategy in data.Strategies
               from ratio in data.Ratios
               let point = data.At(panel, strategy, ratio)
               where point is not null
               let comparison = compared.GetValueOrDefault((panel, ratio)) is { } c && c.Strategies[c.Best.Best] == strategy ? c : null
               select (IReadOnlyList<object?>)
               [
                   panel.Protocol, panel.Dataset, panel.Synthetic ? 1L : 0L, panel.Model, panel.Variant, strategy, ratio, data.Quantity.Name, data.Quantity.Unit,
                   point.Sample?.Mean, point.Sample?.Deviation, (long)(point.Sample?.Count ?? 0), (long)point.Planned, point.Sample is null ? point.Word : "finished",
                   comparison is null ? 0L : 1L, comparison?.Strategies[comparison.Best.Second], comparison?.Best.Test.Differences?.Mean, (long?)comparison?.Best.Test.N,
                   comparison?.Best.Test.P, comparison?.Best.CorrectedP,
               ],
        ]);
    }
}
