using System.CommandLine;
using Bench.Analysis.Claims;
using Bench.Core;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench claims</c>: what the results say of claims about pruning.</summary>
internal static class ClaimsCommand
{
    private static readonly string[] Formats = ["text", "json", "markdown"];

    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        var (where, allowMixed) = (CommonOptions.Where(), CommonOptions.AllowMixed());
        var format = new Option<string>("--format") { Description = "text, json or markdown.", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        var chosen = new Option<string[]>("--claim")
        {
            Description = $"Only this claim; may be given several times: {string.Join(", ", StatedClaims.All.Select(c => c.Id))}. [default: all]", HelpName = "ID", DefaultValueFactory = _ => [],
        };
        var missing = new Option<string?>("--missing") { Description = "Write the sweep that would decide what is not decided into this file (YAML).", HelpName = "FILE" };
        var command = new Command("claims", "Test what is claimed of pruning (docs/claims.md) on the results of real data: supported, refuted or not decided.") { database, sweep, where, allowMixed, chosen, missing, format };
        command.SetAction(parsed =>
        {
            var shape = parsed.GetValue(format)!;
            if (!Formats.Contains(shape)) throw new UserError(Names.Unknown("claims format", shape, Formats));
            var ids = parsed.GetValue(chosen)!;
            foreach (var id in ids)
                if (StatedClaims.All.All(c => c.Id != id)) throw new UserError(Names.Unknown("claim", id, StatedClaims.All.Select(c => c.Id)));
            using var reader = ResultReader.Open(DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep)).Path);
            var (name, filter) = (SweepChoice.Of(reader, LoadedSweep.NameOf(parsed.GetValue(sweep))), parsed.FilterOf(where));
            var data = ClaimData.Read(reader, name, filter, parsed.GetValue(allowMixed));
            var findings = ClaimJudge.Judge(data, [.. StatedClaims.All.Where(c => ids.Length == 0 || ids.Contains(c.Id))]);
            switch (shape)
            {
                case "json": ClaimJson.Write(Console.Out, findings, data); break;
                case "markdown": ClaimMarkdown.Write(Console.Out, findings, data); break;
                default: ClaimText.Write(Console.Out, findings, data); break;
            }
            if (parsed.GetValue(missing) is { } file) WriteMissing(file, MissingSweep.Write(findings, StudiedPair.Read(reader, name, filter)));
            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteMissing(string file, string? text)
    {
        if (text is null)
        {
            Console.Error.WriteLine($"bench: every claim is decided, so {file} is not written");
            return;
        }
        OutputFile.Save("--missing", file, text);
        Console.Error.WriteLine($"bench: wrote {file}: 'bench plan {file}' says what it takes");
    }
}
