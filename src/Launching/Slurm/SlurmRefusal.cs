using Bench.Core;

namespace Bench.Launching;

/// <summary>What <c>sbatch</c> would say to jobs, asked without submitting one.</summary>
internal static class SlurmRefusal
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // Of nodes that take jobs, now or when others have ended.
    private static readonly string[] Up = ["idle", "allocated", "mixed", "completing", "reserved", "planned"];

    /// <summary>Why jobs would be refused, in one line; null where they would not, or where that is not to be told.</summary>
    /// <param name="what">Which jobs.</param>
    /// <param name="needs">What is asked.</param>
    /// <param name="words">The same, as words for sbatch.</param>
    public static string? Of(string what, TaskNeeds needs, IEnumerable<string> words)
    {
        string[] asked = [.. words];
        try
        {
            var answer = SlurmCommand.Run("sbatch", ["--test-only", "--job-name=probe", "--chdir=/", "--output=/dev/null", "--nodes=1", "--ntasks=1", .. asked, "--wrap=true"], Limit);
            return answer.ExitCode == 0 || IsOfTheMoment(answer.Errors, needs) ? null : $"Slurm would refuse the {what}: {answer.Complaint("sbatch").Replace("allocation failure: ", "")} (asked by {Shell.Line(asked)})";
        }
        catch (UserError)
        {
            return null; // the submission itself tells what is wrong
        }
    }

    // Where no node is up that would do, sbatch queues a job, and yet says this when it is only asked.
    private static bool IsOfTheMoment(string errors, TaskNeeds needs)
    {
        if (errors.Contains("invalid", StringComparison.OrdinalIgnoreCase) || errors.Contains("unrecognized", StringComparison.Ordinal)) return false;
        if (!errors.Contains("node configuration is not available", StringComparison.Ordinal)) return errors.Contains("busy", StringComparison.Ordinal) || errors.Contains("contact slurm controller", StringComparison.Ordinal);
        if (!SlurmCommand.Exists("sinfo")) return true;
        var partition = SlurmArgument.ValueOf(needs.Arguments, "--partition") ?? needs.Partition ?? Environment.GetEnvironmentVariable("SBATCH_PARTITION");
        var nodes = SlurmCommand.Run("sinfo", ["-h", "-a", "-N", "-o", "%T", .. partition is null ? (string[])[] : ["-p", partition]], Limit);
        return nodes.ExitCode != 0 || nodes.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Any(state => !Up.Contains(state.Trim()));
    }
}
