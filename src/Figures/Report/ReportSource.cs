using Bench.Analysis;
using Bench.Analysis.Audit;
using Bench.Analysis.Claims;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures.Report;

/// <summary>Reads what a report is made of.</summary>
internal static class ReportSource
{
    public static ReportContent Read(ResultReader reader, ReportChoice choice)
    {
        var (sweep, filter, allowMixed) = choice;
        var rows = reader.ReadRows(sweep, filter);
        var missing = reader.ReadMissing(sweep, filter);
        if (rows.Count + missing.Count == 0)
            throw new UserError($"{(sweep is null ? "the database" : $"sweep {sweep}")} has no cell to report{(filter.IsEmpty ? "" : $" where {filter}")}");
        var measured = reader.WithControls(rows, sweep, filter);
        var panels = TradeoffCurves.Of(measured, missing, allowMixed);
        var scope = AuditScope.Of(reader, sweep, filter, choice.Published());
        var report = new ReportReader(reader, reader.QueriesOf(sweep, filter));
        var (claims, why) = Claims(reader, choice);
        return new()
        {
            Scope = scope.Text,
            SweepOption = sweep is null ? "" : $" --sweep {Quoted(sweep)}",
            WhereOptions = string.Concat(filter.Texts.Select(t => $" --where {Quoted(t)}")),
            MixedOption = allowMixed ? " --allow-mixed" : "",
            Ours = choice.Figures.SelectMany(f => f.Choice.Ours).FirstOrDefault(ours => panels.Any(p => p.Curves.Any(c => c.Strategy == ours))),
            AllowMixed = allowMixed,
            Mixture = panels.Select(p => p.Mixed).FirstOrDefault(m => m != ""),
            Sweeps = [.. reader.Sweeps().Where(s => sweep is null || s.Name == sweep)],
            Rows = rows,
            Unfinished = report.Unfinished(),
            Panels = panels,
            Times = report.Times(),
            Machines = report.Machines(),
            Phases = report.Phases(),
            Audit = Auditor.Audit(reader, scope),
            Claims = claims,
            WhyNoClaims = why,
            Figures = [.. Figures(reader, choice, measured, missing)],
            Archive = new(report.Details()),
        };
    }

    private static ((ClaimData, IReadOnlyList<ClaimFinding>)?, string Why) Claims(ResultReader reader, ReportChoice choice)
    {
        try
        {
            var data = ClaimData.Read(reader, choice.Sweep, choice.Filter, choice.AllowMixed);
            return ((data, ClaimJudge.Judge(data)), "");
        }
        catch (UserError mistake)
        {
            return (null, mistake.Message);
        }
    }

    // Those of the sweep, then every kind that is not among them, of all that is chosen.
    private static IEnumerable<ReportFigure> Figures(ResultReader reader, ReportChoice choice, IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing)
    {
        var read = new Dictionary<string, SweepCells>(StringComparer.Ordinal) { [""] = new(choice.Sweep ?? "", rows, missing) };
        var details = FigureDetails.Of(reader, [choice.Sweep], choice.Published);
        foreach (var (kind, figure) in choice.Figures.Concat(FigureKind.All.Where(k => choice.Figures.All(f => f.Kind != k)).Select(k => (k, new FigureChoice { AllowMixed = choice.AllowMixed }))))
        {
            var key = string.Join(" and ", figure.Where);
            if (!read.TryGetValue(key, out var cells))
            {
                var filter = RowFilter.Parse([.. choice.Filter.Texts, .. figure.Where]);
                read[key] = cells = new(choice.Sweep ?? "", reader.WithControls(reader.ReadRows(choice.Sweep, filter), choice.Sweep, filter), reader.ReadMissing(choice.Sweep, filter));
            }
            yield return Figure(kind, cells, figure, details);
        }
    }

    private static ReportFigure Figure(FigureKind kind, SweepCells cells, FigureChoice choice, FigureDetails details)
    {
        try
        {
            return new(kind, FigureData.Of([cells], choice, details), null);
        }
        catch (UserError mistake)
        {
            return new(kind, null, mistake.Message);
        }
    }

    // For a shell.
    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' or ',' or '/') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
