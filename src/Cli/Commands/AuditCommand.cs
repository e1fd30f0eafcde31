using System.CommandLine;
using Bench.Analysis.Audit;
using Bench.Core;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench audit</c>: what a reviewer would ask of the results, asked beforehand.</summary>
internal static class AuditCommand
{
    private static readonly string[] Formats = ["text", "json", "markdown"];

    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        var where = CommonOptions.Where();
        var format = new Option<string>("--format") { Description = "text, json or markdown (a block for an appendix).", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        var published = PublishedFiles.Option();
        var sql = new Option<bool>("--sql") { Description = "Write the query of each check below it; json and markdown have it anyway. 'bench query' takes it as it stands." };
        var command = new Command("audit", "Check the results as a reviewer would (docs/audit.md): pass, warn or fail with the evidence. Exit code 1 where a check fails.") { database, sweep, where, format, sql, published };
        command.SetAction(parsed =>
        {
            var shape = parsed.GetValue(format)!;
            if (!Formats.Contains(shape)) throw new UserError(Names.Unknown("audit format", shape, Formats));
            using var reader = ResultReader.Open(DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep)).Path);
            var name = SweepChoice.OfWhole(reader, LoadedSweep.NameOf(parsed.GetValue(sweep)));
            var report = Auditor.Audit(reader, AuditScope.Of(reader, name, parsed.FilterOf(where), PublishedFiles.Read(parsed, published)));
            switch (shape)
            {
                case "json": AuditJson.Write(Console.Out, report); break;
                case "markdown": AuditMarkdown.Write(Console.Out, report); break;
                default: AuditText.Write(Console.Out, report, parsed.GetValue(sql)); break;
            }
            return report.Verdict == AuditVerdict.Fail ? ExitCode.SomeFailed : ExitCode.Done;
        });
        return command;
    }
}
