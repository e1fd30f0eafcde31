using Bench.Analysis;
using Bench.Analysis.Audit;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures.Report;

/// <summary>Which results a report is about.</summary>
/// <param name="Sweep">One sweep; null for the whole database.</param>
/// <param name="Filter">Conditions on its results.</param>
/// <param name="AllowMixed">Whether what cannot be compared may stand side by side.</param>
public sealed record ReportChoice(string? Sweep, RowFilter Filter, bool AllowMixed);

/// <summary>Writes reports.</summary>
public static class ReportWriter
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "report.html";

    /// <summary>
    /// Reads a database as it is at one moment, also while a sweep goes on, and writes one HTML file that needs no other and no network. The same content gives the same bytes.
    /// </summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="UserError">The sweep is not there, nothing is finished, or what is chosen cannot be compared.</exception>
    public static string Write(ResultReader reader, ReportChoice choice, string folder)
    {
        var content = reader.AtOnce(() => Read(reader, choice));
        var path = Path.Combine(folder, FileName);
        DurableFile.Write(path, ReportPage.Of(content));
        return path;
    }

    private static ReportContent Read(ResultReader reader, ReportChoice choice)
    {
        var (sweep, filter, allowMixed) = choice;
        var rows = reader.ReadRows(sweep, filter);
        var missing = reader.ReadMissing(sweep, filter);
        if (rows.Count + missing.Count == 0)
            throw new UserError($"{(sweep is null ? "the database" : $"sweep {sweep}")} has no cell to report{(filter.IsEmpty ? "" : $" where {filter}")}");
        var panels = TradeoffCurves.Of(rows, missing, allowMixed);
        var scope = AuditScope.Of(reader, sweep, filter);
        var report = new ReportReader(reader, reader.QueriesOf(sweep, filter));
        return new()
        {
            Scope = scope.Text,
            Options = string.Join(' ', (sweep is null ? [] : new[] { $"--sweep {Quoted(sweep)}" }).Concat(filter.Texts.Select(t => $"--where {Quoted(t)}")).Concat(allowMixed ? ["--allow-mixed"] : [])),
            Mixture = panels.Select(p => p.Mixed).FirstOrDefault(m => m != ""),
            Sweeps = [.. reader.Sweeps().Where(s => sweep is null || s.Name == sweep)],
            Rows = rows,
            Unfinished = report.Unfinished(),
            Panels = panels,
            Times = report.Times(),
            Machines = report.Machines(),
            Phases = report.Phases(),
            Audit = Auditor.Audit(reader, scope),
            Archive = new(report.Details()),
        };
    }

    // For a shell.
    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' or ',' or '/') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
