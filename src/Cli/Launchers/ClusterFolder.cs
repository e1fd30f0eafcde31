using System.CommandLine;
using Bench.Core;
using Bench.Launching;

namespace Bench.Cli.Launchers;

/// <summary>The folder of a sweep on a cluster, as commands are told it.</summary>
internal static class ClusterFolder
{
    public static Argument<string> Argument() => new("FOLDER") { Description = "The sweep's folder, which 'bench run --launcher slurm' has made beside the database: results/NAME.cluster." };

    /// <exception cref="UserError">It is none.</exception>
    public static SweepFolder Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (SweepFolder.IsOne(full)) return new(full);
        var what = Directory.Exists(full) ? $"'{path}' is not the folder of a sweep on a cluster" : $"there is no folder '{path}'";
        throw new UserError($"{what}: 'bench run SWEEP.yaml --launcher slurm' makes one beside the database, such as results/NAME.cluster");
    }

    /// <summary>How the sweep in it stands.</summary>
    /// <exception cref="UserError">Nothing of it was ever submitted.</exception>
    public static SweepStanding Stand(SweepFolder folder, TimeProvider time)
    {
        var standing = SweepStanding.Of(folder, LauncherCatalogue.Schedulers, time.GetUtcNow());
        return standing.Plans.Count > 0 ? standing : throw new UserError($"nothing of {folder.Path} was submitted{(folder.PlanNames().Count > 0 ? " (no plan has its submission.json)" : "")}: 'bench run SWEEP.yaml --launcher slurm' does");
    }
}
