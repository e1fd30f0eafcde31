using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Results;

/// <summary>
/// The queries of the cells that a sweep (or the whole database) and a filter mean, with all values written out, so that they can be a part of a query that
/// somebody runs again.
/// </summary>
/// <param name="Cells">Finished cells, each once, with the columns of <c>v_results</c>; of a sweep with its labels, as <c>v_sweep_results</c>.</param>
/// <param name="Labelled">Finished cells with the labels of each sweep that asks for them: the columns of <c>v_sweep_results</c>.</param>
/// <param name="Missing">Cells without a result: those of a sweep with the columns of <c>v_missing</c>; of the whole database each once, by its composition, with what tells it and its status.</param>
public sealed partial record ScopeQueries(string Cells, string Labelled, string Missing)
{
    internal static ScopeQueries Of(Database database, string? sweep, RowFilter filter)
    {
        var there = database.ReadTexts("SELECT name AS text FROM pragma_table_xinfo('v_missing')");
        var missing = Where(Written(column => sweep is null && column == "strategy" ? "composition" : there.Contains(column) ? column : null));
        missing = sweep is not null ? $"SELECT * FROM v_missing{missing}"
            : $"SELECT cell, identity, dataset, model, composition AS strategy, compression, seed, curve, status, reason, attempts, {RowReader.FirstOfSweeps} FROM v_missing{missing} GROUP BY cell ORDER BY cell";
        // The view v_sweep_results, without the sorting that a query which counts has no use for.
        const string named = "SELECT sc.sweep, sc.position, sc.strategy, sc.recipe, sc.pretraining_recipe, f.* FROM sweep_cell sc JOIN v_finished f ON f.cell = sc.cell";
        var labelled = $"{named}{Where(Written(column => OfSweep(column) || (column == "strategy" && sweep is not null) ? $"sc.{column}" : column == "strategy" ? "f.composition" : $"f.{column}"))}";
        if (sweep is not null) return new(labelled, labelled, missing);
        // In the whole database a cell counts once, however many sweeps ask for it. Several conditions on what a sweep says of a cell are about one sweep.
        var (own, asked) = (Written(column => OfSweep(column) ? null : column), Written(column => OfSweep(column) ? column : null));
        var member = asked == "" ? "" : $" AND cell IN (SELECT cell FROM sweep_cell WHERE true{asked})";
        return new($"SELECT * FROM v_results{Where(own + member)}", labelled, missing);

        static bool OfSweep(string column) => column is "sweep" or "position" or "recipe" or "pretraining_recipe";

        string Written(Func<string, string?> columnOf)
        {
            var (sql, values) = filter.ToSql(database, columnOf, 1);
            return Parameter().Replace(sql, p => SqlLiteral.Of(values[int.Parse(p.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1]));
        }

        string Where(string conditions) => (sweep, conditions) switch
        {
            (null, "") => "",
            (null, _) => $" WHERE {conditions[" AND ".Length..]}",
            _ => $" WHERE sweep = {SqlLiteral.Of(sweep)}{conditions}",
        };
    }

    [GeneratedRegex(@"\?(\d+)")]
    private static partial Regex Parameter();
}
