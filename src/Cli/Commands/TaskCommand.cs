using System.CommandLine;
using Bench.Cli.Tasks;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Launching;

namespace Bench.Cli.Commands;

/// <summary>What a cluster's scheduler runs: one task of a plan; of no use by hand. Which one, and as which job, its script says: nothing here knows a scheduler.</summary>
internal static class TaskCommand
{
    private sealed record Options
    {
        public Option<string> Folder { get; } = new("--folder") { Description = "The sweep's folder.", HelpName = "DIR", Required = true };
        public Option<string> Plan { get; } = new("--plan") { Description = "The plan's name.", HelpName = "PLAN", Required = true };
        public Option<int> First { get; } = new("--first") { Description = "The number of the array's first task.", HelpName = "LINE", Required = true };
        public Option<int> Index { get; } = new("--index") { Description = "The task's place in the array, from 0.", HelpName = "I", Required = true };
        public Option<string?> Job { get; } = new("--job") { Description = "The scheduler's name for the task.", HelpName = "JOB" };
        public Option<string?> Node { get; } = new("--node") { Description = "The scheduler's name for this machine.", HelpName = "NAME" };
        public Option<int?> Requeues { get; } = new("--requeues") { Description = "How often the task was begun anew.", HelpName = "N" };
    }

    public static Command Create()
    {
        var options = new Options();
        var command = new Command("task", "Carry out one task of a plan (started by a cluster's scheduler).")
        {
            options.Folder, options.Plan, options.First, options.Index, options.Job, options.Node, options.Requeues,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var signals = new TaskSignals(); // first: they may come at any moment
            return Run(parsed, options, signals, TimeProvider.System);
        });
        return command;
    }

    private static int Run(ParseResult parsed, Options options, TaskSignals signals, TimeProvider time)
    {
        var folder = new SweepFolder(Path.GetFullPath(parsed.GetValue(options.Folder)!));
        var plan = parsed.GetValue(options.Plan)!;
        var manifest = ManifestReader.Open(folder, plan, HostEnvironment.Build);
        var task = manifest.Read(parsed.GetValue(options.First) + parsed.GetValue(options.Index));
        var now = time.GetUtcNow();
        var attempt = new TaskAttempt
        {
            Plan = plan, Task = task.Task, Jobs = task.Jobs.Count, Started = now, Seen = now, Host = Environment.MachineName, ProcessId = Environment.ProcessId,
            Node = parsed.GetValue(options.Node), Job = parsed.GetValue(options.Job), Requeues = parsed.GetValue(options.Requeues),
        };
        return new TaskRun(folder, manifest.Record, task, attempt, signals, time).CarryOut();
    }
}
