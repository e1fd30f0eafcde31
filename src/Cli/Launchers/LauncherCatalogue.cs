using Bench.Core;
using Bench.Launching;

namespace Bench.Cli.Launchers;

/// <summary>All launchers. Another scheduler is a file with its <see cref="IScheduler"/> and a line here.</summary>
internal static class LauncherCatalogue
{
    /// <summary>Standing first.</summary>
    public static IReadOnlyList<ILauncher> All { get; } =
    [
        new LocalLauncher(),
        new ClusterLauncher(new Slurm()),
    ];

    /// <summary>The schedulers behind them.</summary>
    public static IReadOnlyList<IScheduler> Schedulers => [.. All.OfType<ClusterLauncher>().Select(l => l.Scheduler)];

    /// <exception cref="UserError">There is none of that name.</exception>
    public static ILauncher Find(string name) => All.FirstOrDefault(l => l.Name == name) ?? throw new UserError(Unknown(name));

    public static string Unknown(string name) => $"--launcher: {Names.Unknown("launcher", name, All.Select(l => l.Name))}";
}
