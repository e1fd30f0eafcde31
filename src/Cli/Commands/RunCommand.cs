using System.CommandLine;
using System.CommandLine.Parsing;
using Bench.Cli.Launchers;

namespace Bench.Cli.Commands;

/// <summary><c>bench run</c>: everything that a sweep asks for and that is not done.</summary>
internal static class RunCommand
{
    internal sealed record Options
    {
        public Argument<string> File { get; } = CommonOptions.SweepFile();
        public Option<string> Database { get; } = CommonOptions.Database();
        public Option<string[]> Data { get; } = CommonOptions.Data();

        public Option<string> Launcher { get; } = new("--launcher")
        {
            Description = "Who runs it: local, this machine; slurm, a cluster, whose tasks are submitted.", HelpName = "LAUNCHER", DefaultValueFactory = _ => LauncherCatalogue.All[0].Name,
        };
        public ClusterOptions Cluster { get; } = new();

        public Option<string?> Shard { get; } = CommonOptions.Shard();
        public Option<int> Workers { get; } = CommonOptions.Workers();
        public Option<string> Device { get; } = CommonOptions.Device();
        public Option<int> Threads { get; } = CommonOptions.Threads();
        public Option<int> Attempts { get; } = CommonOptions.Positive("--attempts", "Tries at a cell before it is recorded as failed; one where a file is at fault, or numbers that every try would give.", () => 2);
        public Option<double> Silence { get; } = CommonOptions.Seconds("--hang-timeout", "Seconds without progress after which a worker is killed.", 600);
        public Option<double> Checkpoint { get; } = CommonOptions.Seconds("--checkpoint-every", "Seconds between checkpoints of a cell under way.", 60);
        public Option<double> SharedDisk { get; } = CommonOptions.Gigabytes("--shared-disk", "Gigabytes that states after steps which cells have in common may take on the disk at once, so that these are computed once; 0: each cell computes all of its own.", 4);
        public Option<bool> Nice { get; } = new("--nice") { Description = "Run workers at the lowest scheduling priority, for a machine that others use too." };
        public Option<bool> RetryFailed { get; } = new("--retry-failed") { Description = "Try cells again that failed in an earlier run." };
        public Option<bool> MeasureAgain { get; } = new("--measure-again") { Description = "Measure latencies again that were measured while the machine was not quiet." };
        public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Only show what would be run, as 'bench plan' does; on a cluster also the scripts and commands." };
        public Option<bool> NoMeasure { get; } = CommonOptions.NoMeasure("With --dry-run: estimate");
        public Option<string> Plots { get; } = new("--plots")
        {
            Description = "Where figures go, in a folder of the sweep's name.", HelpName = "DIR", DefaultValueFactory = _ => "plots",
        };
    }

    public static Command Create()
    {
        var options = new Options();
        var command = new Command("run", "Run a sweep: what is finished is skipped, what was interrupted goes on.")
        {
            options.File, options.Database, options.Data, options.Shard, options.Device, options.Workers, options.Threads, options.Attempts, options.Silence, options.Checkpoint, options.SharedDisk,
            options.Nice, options.RetryFailed, options.MeasureAgain, options.DryRun, options.NoMeasure, options.Plots, options.Launcher,
        };
        foreach (var option in options.Cluster.All) command.Add(option);
        command.Check(result =>
        {
            var name = result.GetResult(options.Launcher) is { Implicit: false, Tokens: [var token] } ? token.Value : LauncherCatalogue.All[0].Name;
            if (LauncherCatalogue.All.FirstOrDefault(l => l.Name == name) is not { } launcher)
            {
                result.AddError(LauncherCatalogue.Unknown(name));
                return;
            }
            var given = result.Children.OfType<OptionResult>().Where(option => !option.Implicit).Select(option => option.Option.Name).ToHashSet();
            if (launcher.Refuses(given, options) is { } refusal) result.AddError(refusal);
            else if (result.GetValue(options.NoMeasure) && !result.GetValue(options.DryRun)) result.AddError("--no-measure needs --dry-run: a run measures nothing beforehand");
        });
        command.SetAction(parsed => LauncherCatalogue.Find(parsed.GetValue(options.Launcher)!).Run(parsed, options));
        return command;
    }
}
