using System.CommandLine;
using Bench.Cli.Display;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli.Commands;

/// <summary><c>bench plan</c>: what a sweep comes to and what it takes, without running anything of it.</summary>
internal static class PlanCommand
{
    /// <summary>What a plan is asked.</summary>
    public sealed record Question
    {
        public required string File { get; init; }
        public required string Database { get; init; }
        public required SearchPath Data { get; init; }

        /// <summary>The part of the cells that is meant; null for all.</summary>
        public Shard? Shard { get; init; }
        public required int Workers { get; init; }
        public required int Threads { get; init; }

        /// <summary>Whether what the database does not know is measured.</summary>
        public required bool Measure { get; init; }

        /// <summary>Whether noisy latencies count as not measured.</summary>
        public bool MeasureAgain { get; init; }
    }

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = CommonOptions.SweepFile().Description, Arity = ArgumentArity.ZeroOrOne };
        var database = CommonOptions.Database();
        var data = CommonOptions.Data();
        var shard = CommonOptions.Shard();
        var workers = CommonOptions.Workers();
        var threads = CommonOptions.Threads();
        var noMeasure = CommonOptions.NoMeasure();
        var steps = new Option<string?>("--steps")
        {
            Description = $"Show the steps of this strategy instead: at each ratio of the sweep; without a FILE those of a named strategy for {StandardCell.Text}.", HelpName = "STRATEGY",
        };
        var command = new Command("plan", "Show what a sweep would run and how long that takes: cells, shared pretrainings, what is skipped and why.")
        {
            file, database, data, shard, workers, threads, noMeasure, steps,
        };
        command.Check(result =>
        {
            if (result.GetResult(file) is not { Tokens.Count: > 0 } && result.GetResult(steps) is null) result.AddError($"'bench plan' needs FILE: {file.Description}");
            if (result.GetResult(steps) is not null && new Option[] { database, shard, workers, threads, noMeasure }.FirstOrDefault(result.IsGiven) is { } idle)
                result.AddError($"{idle.Name} is for the plan of a sweep: --steps shows what the cells of a strategy do, wherever they run");
        });
        command.SetAction(parsed => parsed.GetValue(steps) is { } strategy ? StepsOfStrategy.Show(parsed.GetValue(file), strategy, parsed.SearchPath(data)) : Show(
            new Question
            {
                File = parsed.GetValue(file)!, Database = DatabaseChoice.Of(parsed, database, parsed.GetValue(file)).Path, Data = parsed.SearchPath(data), Shard = parsed.ShardOf(shard),
                Workers = parsed.GetValue(workers), Threads = parsed.GetValue(threads), Measure = !parsed.GetValue(noMeasure),
            }));
        return command;
    }

    public static int Show(Question question)
    {
        using var reader = Path.Exists(question.Database) ? ResultReader.Open(question.Database) : null;
        var loaded = LoadedSweep.Load(question.File, question.Data, reader, question.Shard);
        SweepChecks.Refuse(loaded.Sweep, reader, question.Database);
        SweepChecks.RefuseMeasuringAgain(loaded.Sweep, question.MeasureAgain);
        LetterWarnings.Say(loaded.Sweep);
        var plan = loaded.Plan;
        Console.WriteLine($"sweep {loaded.Title}{(loaded.Sweep.Description is { } text ? $": {text.Trim()}" : "")}");
        var folder = WorkFolder.Of(question.Database);
        var cached = plan.Pretrainings.Count(p => File.Exists(folder.Pretrained(p.Identity)));
        var of = loaded.Shard is null ? Words.Count(plan.Cells.Count, "cell") : $"{plan.Cells.Count:#,0} of {Words.Count(loaded.Whole.Cells.Count, "cell")}";
        Console.WriteLine($"{of} from {Words.Count(plan.Pretrainings.Count, "pretraining")}"
            + $"{(cached > 0 ? $" ({cached:#,0} cached)" : "")}, each computed once; {plan.Skipped.Count:#,0} skipped");
        var finished = reader?.FinishedIdentities() ?? new HashSet<string>();
        Console.WriteLine(State(loaded, question.Database, reader, finished));
        foreach (var line in PlanText.OwnData(plan).Concat(PlanText.OwnNetworks(plan)).Concat(PlanText.Warnings(plan))) Console.WriteLine(line);
        foreach (var line in PlanText.Cells(plan)) Console.WriteLine(line);
        if (plan.Skipped.Count > 0) Console.WriteLine("\nskipped");
        foreach (var line in PlanText.Skipped(plan)) Console.WriteLine($"  {line}");
        var costs = ShowCosts(question, loaded, reader, [.. plan.Cells.Where(c => !finished.Contains(c.Identity))]);
        foreach (var line in KeptWeightsText.Lacking(plan, folder, finished, reader?.Measured(), costs ?? loaded.Costs(plan.Cells, reader), question.Workers)) Console.WriteLine(line);
        ShowLatencies(plan, folder, finished, reader, costs ?? loaded.Costs(plan.Cells, reader), question.MeasureAgain);
        return ExitCode.Done;
    }

    private static void ShowLatencies(SweepPlan plan, WorkFolder folder, IReadOnlySet<string> finished, ResultReader? reader, CostModel costs, bool again)
    {
        if (plan.Latencies.Count == 0) return;
        var measured = reader?.Measured() ?? MeasuredCells.None;
        plan = plan.Measurable([folder], finished, measured);
        measured = again ? reader?.Measured(quiet: true) ?? measured : measured;
        var left = plan.Cells.Where(c => plan.Latencies.Contains(c.Identity) && !measured.Has(plan, c.Identity)).ToList();
        var time = new LatencyForecast(left, costs.SecondsOfSample, plan).Left;
        Console.WriteLine(left.Count == 0
            ? $"latency measured of all {Words.Count(plan.Latencies.Count, "cell")}"
            : $"latency about {Words.Length(time)} more for {Words.Count(left.Count, "cell")}: measured at the end, one after the other, {Words.Length(time / left.Count)} each");
    }

    private static CostModel? ShowCosts(Question question, LoadedSweep loaded, ResultReader? reader, IReadOnlyList<PlannedCell> left)
    {
        if (left.Count == 0) return null;
        var folder = WorkFolder.Of(question.Database);
        var jobs = RemainingJobs.Of(left, identity => File.Exists(folder.Pretrained(identity)));
        var costs = loaded.Costs(left, reader);
        using var signals = new StopSignals();
        IReadOnlyList<string> failures = [];
        if (question.Measure)
        {
            var unknown = Unmeasured.Of(left, jobs, costs);
            if (unknown.Count > 0)
                Console.Error.WriteLine($"measuring {string.Join(", ", unknown.Select(c => $"{c.Dataset.Name} × {c.Model}").Distinct())}: some seconds each");
            failures = PairMeasurements.AddTo(
                costs, unknown, WorkerCommand.Invocation(nice: false), [.. question.Data.Folders.Select(Path.GetFullPath)], question.Threads, signals.Token);
        }
        var shared = SharedWork.Of(left);
        var use = new Requirements
        {
            Time = TimeLeft.Of(jobs, costs, question.Workers),
            Jobs = jobs,
            Workers = Math.Min(question.Workers, left.Count),
            Memory = left.Select(c => costs.MemoryOf(c.Spec)).Max(),
            MemoryIsKnown = left.All(c => costs.MemoryOf(c.Spec) is not null),
            Disk = DiskUse.Of(loaded.Plan.Pairs, left.Count, jobs, Math.Min(question.Workers, left.Count), reader?.BytesPerCell())
                .With(loaded.Plan.Pairs, shared.Kept.Where(kept => !File.Exists(folder.FileOf(kept.State)))) with
            {
                Weights = left.Where(c => loaded.Plan.KeptWeights.Contains(c.Identity)).Sum(c => KeptWeights.MostBytes(loaded.Plan.Pairs[(c.Spec.Dataset.Name, c.Spec.Model)].Parameters)),
            },
        };
        Console.WriteLine();
        if (shared.SavedSamples > 0)
            Console.WriteLine($"shared  {shared.SavedSamples:#,0} of the {shared.Samples:#,0} samples that cells train on beyond simple retraining are computed once for several cells (the time below counts them each time)");
        foreach (var line in CostText.Of(use, costs, failures, question.Measure)) Console.WriteLine(line);
        return costs;
    }

    // What the database already has of it.
    private static string State(LoadedSweep loaded, string database, ResultReader? reader, IReadOnlySet<string> finished)
    {
        if (reader is null) return $"all to run: {database} does not exist yet";
        var asked = loaded.Plan.Cells.Select(c => c.Identity).ToHashSet();
        var known = reader.SweepIdentities(loaded.Sweep.Name);
        var kept = asked.Count(finished.Contains);
        var whole = loaded.Shard is null ? asked : loaded.Whole.Cells.Select(c => c.Identity).ToHashSet();
        return $"{asked.Count - kept:#,0} to run, {kept:#,0} already in {database}, {known.Count(id => !whole.Contains(id)):#,0} no longer asked for";
    }
}
