using Bench.Cli.Display;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Launching;

namespace Bench.Cli.Launchers;

/// <summary>Plans work as tasks, and hands them over, or shows what would be handed over: what <c>run</c> and <c>resume</c> have in common.</summary>
internal sealed record ClusterSubmission(IScheduler Scheduler, TimeProvider Time)
{
    private const string Token = ".seen-by-nodes";

    public required string Sweep { get; init; }

    /// <summary>The sweep file's text.</summary>
    public required string Text { get; init; }
    public required SweepFolder Folder { get; init; }
    public required string Database { get; init; }
    public required TaskNeeds Needs { get; init; }
    public required SchedulerLimits Allowed { get; init; }
    public required int Parallelism { get; init; }
    public required int? CellsPerTask { get; init; }
    public required TaskSettings Settings { get; init; }

    /// <summary>Whether it is only shown.</summary>
    public required bool IsDry { get; init; }

    /// <summary>Whether what jobs take is guessed from their multiply-adds alone.</summary>
    public required bool IsGuess { get; init; }

    /// <summary>Folders of data that the user has named: nodes have to see them too.</summary>
    public IReadOnlyList<string> DataFolders { get; init; } = [];

    /// <summary>Jobs of earlier submissions that are in the queue.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];

    /// <summary>How many of their tasks may run at once.</summary>
    public int Busy { get; init; }

    /// <summary>The work folder of local runs, of which what is there is taken along.</summary>
    public WorkFolder? TakeFrom { get; init; }

    /// <summary>The sweep's cells that cannot be run, which a merge into another database tells it of.</summary>
    public IReadOnlyList<TaskJob> Skipped { get; init; } = [];

    /// <summary>Tells the database of the sweep, where it does not know it.</summary>
    public Action Register { get; init; } = () => { };

    /// <summary>What the scheduler allows; for a plan that is only shown, where there is no scheduler, what is usual.</summary>
    /// <exception cref="UserError">There is no scheduler, or it would not take what is asked.</exception>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="needs">What tasks ask; afterwards with a time, where without one they would get little.</param>
    /// <param name="isDry">Whether the plan is only shown.</param>
    public static SchedulerLimits LimitsOf(IScheduler scheduler, ref TaskNeeds needs, bool isDry)
    {
        if (isDry && scheduler.Absence() is { } absence)
        {
            Console.Error.WriteLine($"bench: {absence}; arrays are shown as for MaxArraySize=1001");
            return new(1001, null, null);
        }
        var limits = scheduler.Limits(needs);
        needs = needs with { Time = needs.Time ?? limits.OwnTime };
        return scheduler.Refusal(needs) is { } refusal ? throw new UserError(refusal) : limits;
    }

    public int Go(ClusterWork work, CancellationToken stop)
    {
        var limits = new ClusterLimits { MaxArraySize = Allowed.ArraySize, Parallelism = Parallelism, CellsPerTask = CellsPerTask, Workers = Settings.Workers ?? 1 }.Within(Allowed.TaskTime);
        var plan = ClusterPlan.Of(work, limits);
        var beside = BesideEarlier.Of(Parallelism, Busy, plan.Tasks.Count);
        if (beside.Parallelism < Parallelism) plan = ClusterPlan.Of(work, limits with { Parallelism = beside.Parallelism });
        var submitter = new Submitter(Scheduler, Time) { TasksWaitFor = beside.Waits ? Earlier : [] };
        if (PlanRefusal.Of(plan, Allowed) is { } refusal) throw new UserError(refusal);
        foreach (var line in ClusterPlanText.Of(plan, beside, Needs)) Console.WriteLine(line);
        if (IsGuess) Console.WriteLine("          (a guess by multiply-adds: the database has no finished cell of such a processor)");
        else foreach (var warning in ClusterPlanText.Warnings(plan, Allowed, Needs)) Console.Error.WriteLine($"bench: {warning}");
        if (IsDry) return Show(plan, submitter);

        var isNew = !Directory.Exists(Folder.Path);
        foreach (var folder in Folder.Folders) OutputFolder.Prepare("the sweep's folder beside the database", folder);
        var published = PublishedProgram.Running is { } own && !IsIn(Folder.Path, own.Folder) ? own.Executable : null; // which the tasks run from where it is
        if (isNew || published is not null || !Directory.EnumerateFileSystemEntries(Folder.Attempts).Any()) Probe(isNew, published);
        stop.ThrowIfCancellationRequested();
        Register();
        if (TakeFrom is { } local) WorkAtHand.TakeAlong(work, local, new WorkFolder(Folder.Work));
        Console.WriteLine($"program   {ClusterLauncher.Shown(PublishedProgram.Running?.Folder ?? Folder.Programs)}");
        var program = PublishedProgram.Provide(Folder, HostEnvironment.Build, HostEnvironment.Product);
        var files = ManifestWriter.Write(Folder, RecordOf(), plan, Skipped);
        var manifest = ManifestReader.Open(Folder, files.Name, HostEnvironment.Build);
        var submission = submitter.Submit(ScriptOf(files.Name, program.Executable), manifest.Record, new SubmissionRecord
        {
            Launcher = Scheduler.Name, User = Environment.UserName, Submitted = Time.GetUtcNow(), Prefix = $"{SchedulerJob.Beginning}{files.Name}-", Needs = Needs, Parallelism = Parallelism,
            CellsPerTask = CellsPerTask,
        }, Earlier, stop);
        var jobs = submission.Jobs.Append(submission.Merge!).ToList();
        Console.WriteLine($"submitted {Words.Count(plan.Tasks.Count, "task")} in {Words.Count(plan.Arrays.Count, "array")} and a merge: {(jobs.Count == 1 ? $"job {jobs[0]}" : $"jobs {jobs[0]} to {jobs[^1]}")}, named {submission.Prefix}*");
        Console.WriteLine($"look at   bench status {ClusterLauncher.Shown(Folder.Path)}");
        return ExitCode.Done;
    }

    private int Show(ClusterPlan plan, Submitter submitter)
    {
        const string name = "PLAN"; // which is a hash of all of it
        var script = ScriptOf(name, PublishedProgram.Running?.Executable ?? Path.Combine(Folder.Programs, "BUILD", "bench"));
        foreach (var (file, text) in submitter.Scripts(script, Database))
        {
            Console.WriteLine($"\n--- {Path.Combine(Folder.Plan(name).Path, file)}");
            Console.Write(text);
        }
        Console.WriteLine("\n--- commands, JOBn being the job that the n-th of them gives");
        foreach (var command in submitter.Commands(script, plan.Arrays, number => $"JOB{number}")) Console.WriteLine(command);
        Console.WriteLine("\nnothing was submitted or written (--dry-run)");
        return ExitCode.Done;
    }

    private JobScript ScriptOf(string plan, string program) => new() { Folder = Folder, Plan = plan, Sweep = Sweep, Program = program, Needs = Needs };

    private PlanRecord RecordOf() => new()
    {
        Sweep = Sweep, Text = Text, Sha256 = Fingerprint.Of(Text), Build = HostEnvironment.Build, Product = HostEnvironment.Product, Database = Database, Settings = Settings,
        Planned = Time.GetUtcNow(), Tasks = 0, Cells = 0, ManifestSha256 = "", Arrays = [],
    };

    // A folder on the disk of this machine alone would show only when the first task fails.
    private void Probe(bool isNew, string? published)
    {
        var token = Path.Combine(Folder.Path, Token);
        DurableFile.Write(token, "");
        var unseen = Scheduler.Unseen([token, .. published is null ? (string[])[] : [published], .. DataFolders.Select(Path.GetFullPath)], Needs);
        File.Delete(token);
        var where = $"{ClusterLauncher.Shown(Folder.Path)}{(DriveOf(Folder.Path) is { } format ? $" (on {format})" : "")}";
        if (unseen?.Contains(token) == true || (unseen is null && IsInMemory(Folder.Path)))
        {
            if (isNew) Directory.Delete(Folder.Path, recursive: true);
            throw new UserError($"the nodes do not see {where}: put the database, beside which it is, on a file system that they share, with --db");
        }
        if (published is not null && unseen?.Contains(published) == true)
        {
            if (isNew) Directory.Delete(Folder.Path, recursive: true);
            throw new UserError($"the nodes do not see {ClusterLauncher.Shown(published)}, the program that runs here: put it on a file system that they share ('bench publish DIR')");
        }
        if (unseen is null) Console.Error.WriteLine($"bench: no node was free to say whether it sees {where}; the first task will tell");
        foreach (var data in unseen ?? []) Console.Error.WriteLine($"bench: the nodes do not see {data}, in which data are looked for (--data)");
    }

    private static bool IsIn(string folder, string path) => !Path.GetRelativePath(folder, path).StartsWith("..", StringComparison.Ordinal);

    private static bool IsInMemory(string path) => DriveOf(path) is "tmpfs" or "ramfs";

    private static string? DriveOf(string path)
    {
        try
        {
            return new DriveInfo(path).DriveFormat;
        }
        catch (Exception unknown) when (FileTrouble.Is(unknown) || unknown is ArgumentException)
        {
            return null;
        }
    }
}
