using System.CommandLine;
using System.Globalization;
using Bench.Analysis;
using Bench.Cli.Display;
using Bench.Cli.Reproducing;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench reproduce</c>: computes a stored cell again and holds the result beside the stored one.</summary>
internal static class ReproduceCommand
{
    private const int MostShown = 20;

    private sealed record Options
    {
        public Argument<string> Cell { get; } = new("CELL") { Description = "The beginning of a cell's identity, at least four digits (column identity of v_results)." };
        public Option<string> Database { get; } = CommonOptions.Database();
        public Option<string[]> Data { get; } = CommonOptions.Data();
        public Option<string[]> Files { get; } = CommonOptions.MovedFiles();
        public Option<bool> Pretrain { get; } = new("--pretrain") { Description = "Compute the pretraining again too, though its weights are still there." };
        public Option<bool> KeepWeights { get; } = new("--keep-weights") { Description = "Keep the weights that the cell ends with, if it is reproduced: for 'bench export-weights'." };
        public Option<string?> Device { get; } = new("--device") { Description = "Where to compute, as of 'bench run'. [default: as the stored result]", HelpName = "DEVICE" };
        public Option<int?> Threads { get; } = new("--threads") { Description = "Threads of the worker. [default: as the stored result]", HelpName = "N" };
        public Option<double?> Tolerance { get; } = new("--tolerance")
        {
            Description = "Points of test accuracy that may be rounding's on another kind of machine. [default: three standard errors]", HelpName = "POINTS",
        };
    }

    public static Command Create()
    {
        var options = new Options();
        options.Device.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !DeviceRequest.TryParse(token.Value, out _)) result.AddError(DeviceRequest.Mistake(token.Value));
        });
        options.Threads.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var n) || n < 1)) result.AddError($"--threads takes a whole number from 1, not '{token.Value}'");
        });
        options.Tolerance.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) || !(n >= 0 && n <= 100)))
                result.AddError($"--tolerance takes points of accuracy from 0 to 100, not '{token.Value}'");
        });
        var command = new Command("reproduce", "Compute a stored cell again and compare: bit for bit on the same kind of machine, else within a tolerance.")
        {
            options.Cell, options.Database, options.Data, options.Files, options.Pretrain, options.KeepWeights, options.Device, options.Threads, options.Tolerance,
        };
        command.SetAction(parsed => Reproduce(parsed, options, TimeProvider.System));
        return command;
    }

    private static int Reproduce(ParseResult parsed, Options options, TimeProvider time)
    {
        using var signals = new StopSignals();
        var path = DatabaseChoice.Of(parsed, options.Database).Path;
        using var reader = ResultReader.Open(path);
        var stored = StoredCell.Of(reader, parsed.GetValue(options.Cell)!);
        var data = parsed.SearchPath(options.Data);
        var kept = WorkFolder.Of(path).Pretrained(stored.Start);
        var takesStart = File.Exists(kept) && !parsed.GetValue(options.Pretrain);
        var cell = StoredSpec.Of(stored, parsed.GetValue(options.Files)!, data, takesStart);
        using var rerun = new CellRerun(cell, time);
        var device = DeviceOf(parsed.GetValue(options.Device), stored.Environment, rerun.Database);
        var threads = parsed.GetValue(options.Threads) ?? stored.Environment.Threads;

        Console.WriteLine($"cell      {stored.Identity}  {stored.Description}");
        Console.WriteLine($"stored    {stored.Finished}, on {Machine(stored.Environment)}");
        Console.WriteLine($"start     {Start(cell.Spec, takesStart ? kept : null)}{(takesStart ? "" : Took(stored.PretrainingSeconds))}");
        Console.WriteLine($"again     on {device}, {Words.Count(threads, "thread")}{Took(stored.Seconds)}");
        if (takesStart) rerun.TakeStart(kept);
        if (!rerun.Run(device, threads, data.Folders, signals.Token, parsed.GetValue(options.KeepWeights)))
        {
            Console.WriteLine("stopped; nothing was compared");
            return ExitCode.Stopped;
        }
        if (rerun.Failure is { } failure)
        {
            Console.WriteLine($"failed    {failure}");
            return ExitCode.SomeFailed;
        }
        using var again = ResultReader.Open(rerun.Database);
        var now = StoredCell.Of(again, stored.Identity).Environment;
        var others = stored.Environment.KindDifferences(now).ToList();
        var verdict = ReproductionVerdict.Of(StoredCell.NumbersBeside(reader, again, stored.Identity), others.Count == 0 && device == "cpu", cell.Spec.Start is not null, parsed.GetValue(options.Tolerance));
        Console.WriteLine($"machine   {(others.Count > 0 ? $"another kind than then: {string.Join("; ", others)}" : device == "cpu" ? "of the same kind: every number has to be equal" : "of the same kind, but some operations of a GPU have no repeatable form")}");
        Tell(verdict);
        if (parsed.GetValue(options.KeepWeights)) Console.WriteLine($"weights   {(verdict.IsReproduced ? $"kept in {rerun.HandOver(WorkFolder.Of(path))}" : "not kept: they are not those of the stored result")}");
        return verdict.IsReproduced ? ExitCode.Done : ExitCode.SomeFailed;
    }

    private static void Tell(ReproductionVerdict verdict)
    {
        var (stored, now, total) = verdict.Correct;
        if (verdict.Differences.Count == 0 || verdict is { BitForBit: true, IsReproduced: true })
        {
            foreach (var later in verdict.Differences) Console.WriteLine($"flags     {later.Other} now: a word that there was not yet when it was stored, for the same numbers");
            Console.WriteLine($"result    the same, bit for bit: {Words.Count(verdict.Compared, "number")} (accuracies, losses, counts, fingerprints, layers, cuts, epochs, classes)");
            return;
        }
        foreach (var fact in verdict.Unexpected.Take(MostShown)) Console.WriteLine($"differs   {fact.Section} {fact.Key}: {fact.One ?? "nothing"} stored, {fact.Other ?? "nothing"} now");
        if (verdict.Unexpected.Count > MostShown) Console.WriteLine($"differs   {verdict.Unexpected.Count - MostShown:#,0} more");
        var accuracy = $"{stored:#,0} of {total:#,0} test samples correct stored, {now:#,0} now";
        if (verdict.BitForBit) Console.WriteLine($"result    not the same: {verdict.Unexpected.Count:#,0} of {Words.Count(verdict.Compared, "number")} differ; {accuracy}");
        else Console.WriteLine($"result    {(verdict.IsReproduced ? "the same within the tolerance" : "not the same")}: {accuracy}; {verdict.Tolerance:0.#} may be rounding's"
            + $" ({verdict.Differences.Count:#,0} of {Words.Count(verdict.Compared, "number")} differ)");
    }

    // As then, where that can be.
    private static string DeviceOf(string? asked, EnvironmentRecord stored, string database)
    {
        var request = DeviceRequest.Parse(asked ?? (stored.Device == "cpu" ? "cpu" : "cuda"));
        var gpus = request.MayUseGpus ? GpuSurvey.Take(WorkerCommand.Invocation(nice: false), WorkFolder.Of(database)) : GpuSurvey.None;
        try
        {
            return request.Assign(1, gpus, () => 1)[0];
        }
        catch (UserError missing) when (asked is null)
        {
            throw new UserError($"the stored result is of {stored.Device}, and {missing.Message}; --device cpu compares within a tolerance", missing);
        }
    }

    private static string Machine(EnvironmentRecord e) => $"{(e.Device == "cpu" ? e.Cpu : e.Device)}, {Words.Count(e.Threads, "thread")}, libtorch {e.LibTorch}, bench {e.Product}";

    private static string Start(CellSpec cell, string? kept) => (kept, cell.Start) switch
    {
        ({ } file, _) => $"the weights that are kept in {file} (--pretrain computes them again)",
        (null, { } weights) => $"imported weights, {weights.Path}",
        _ => "the pretraining is computed again",
    };

    private static string Took(double? seconds) => seconds is { } known ? $"; it took {Words.Length(TimeSpan.FromSeconds(known))} then" : "";
}
