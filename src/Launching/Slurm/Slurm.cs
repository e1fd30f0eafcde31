using System.Globalization;
using Bench.Core;

namespace Bench.Launching;

/// <summary>Slurm, by its own commands: arrays of tasks that wait for each other, and a merge at the end.</summary>
public sealed class Slurm : IScheduler
{
    private const string Seen = "bench: seen", NotSeen = "bench: not seen";
    private const int ImmediateSeconds = 15, MergeMegabytes = 2048;
    private static readonly string[] Commands = ["sbatch", "squeue", "scontrol", "scancel"];
    private static readonly TimeSpan MergeTime = TimeSpan.FromHours(1);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // a full queue has sbatch try again for a while

    /// <inheritdoc/>
    public string Name => "slurm";

    /// <inheritdoc/>
    public string Title => "tasks of a Slurm cluster, in job arrays; returns when they are submitted";

    /// <inheritdoc/>
    public SchedulerLimits Limits(TaskNeeds needs)
    {
        if (Absence() is { } absence) throw new UserError(absence);
        foreach (var (option, own) in new[] { ("--partition", needs.Partition), ("--account", needs.Account) })
            if (own is not null && SlurmArgument.ValueOf(needs.Arguments, option) is { } other && other != own) throw new UserError($"--sbatch-arg: {option} {other} contradicts {option} {own}: give one of them");
        return SlurmLimits.Ask(needs);
    }

    /// <inheritdoc/>
    public string? Absence() => Commands.FirstOrDefault(command => !SlurmCommand.Exists(command)) is { } missing
        ? $"--launcher slurm: there is no command '{missing}' on the path: run this where Slurm's commands are, such as on the login node" : SlurmLimits.Silence();

    /// <inheritdoc/>
    public string? Refusal(TaskNeeds needs) => SlurmRefusal.Of("tasks", needs, Asked(needs)) ?? SlurmRefusal.Of("merge", needs, AskedByMerge(needs));

    /// <inheritdoc/>
    public IReadOnlyList<string>? Unseen(IReadOnlyList<string> paths, TaskNeeds needs)
    {
        if (!SlurmCommand.Exists("srun")) return null;
        var partition = needs.Partition ?? Environment.GetEnvironmentVariable("SBATCH_PARTITION");
        var account = needs.Account ?? Environment.GetEnvironmentVariable("SBATCH_ACCOUNT");
        string?[] words =
        [
            $"--immediate={ImmediateSeconds}", "--ntasks=1", "--time=1", "--chdir=/", "--job-name=probe", partition is null ? null : $"--partition={partition}",
            account is null ? null : $"--account={account}", needs.Exclude is null ? null : $"--exclude={needs.Exclude}", .. SlurmArgument.PlacesIn(needs.Arguments),
            "sh", "-c", $"for path do if test -r \"$path\"; then echo '{Seen}'; else echo '{NotSeen}'; fi; done", "probe", .. paths,
        ];
        try
        {
            var answer = SlurmCommand.Run("srun", words.OfType<string>(), TimeSpan.FromSeconds(ImmediateSeconds + 30));
            var said = answer.Output.Split('\n').Where(line => line is Seen or NotSeen).ToList(); // a node's own messages may be between
            return said.Count == paths.Count ? [.. paths.Zip(said).Where(p => p.Second == NotSeen).Select(p => p.First)] : null;
        }
        catch (UserError)
        {
            return null; // the submission itself tells what is wrong
        }
    }

    /// <inheritdoc/>
    public string? RefusesPath(string folder) =>
        folder.Contains('\\') ? $"{folder} has a backslash in it, with which Slurm can name no logs: choose another folder" : folder.Any(char.IsControl) ? "the folder's path has control characters in it" : null;

    /// <inheritdoc/>
    public string Script(JobScript script) => SlurmScript.Of(script);

    /// <inheritdoc/>
    public string Command(SchedulerJob job) => $"sbatch {Shell.Line(Words(job))}";

    /// <inheritdoc/>
    public string Submit(SchedulerJob job)
    {
        var answer = SlurmCommand.Run("sbatch", Words(job), Limit);
        if (answer.ExitCode != 0) throw new UserError(answer.Complaint("sbatch"));
        var id = answer.Output.Trim().Split('\n')[^1].Split(';')[0]; // JOB, or JOB;CLUSTER
        return id.Length > 0 && id.All(char.IsAsciiDigit) ? id : throw new UserError($"sbatch has named no job but said '{answer.Output.Trim()}'");
    }

    /// <inheritdoc/>
    public void Cancel(IReadOnlyCollection<string> jobs)
    {
        foreach (var some in jobs.Chunk(500)) SlurmCommand.Run("scancel", some, Limit);
    }

    /// <inheritdoc/>
    public QueueAnswer Queue(string user) => SlurmQueue.Ask(user);

    // A user's own words come after those that he may contradict, and before the script.
    private static IEnumerable<string> Words(SchedulerJob job)
    {
        var needs = job.Needs;
        var folder = job.Folder.Path;
        yield return "--parsable";
        yield return $"--job-name={job.Name}";
        yield return $"--chdir={folder}";
        yield return $"--output={folder.Replace("%", "%%")}/logs/{(job.Array is null ? $"{job.Name}-%j" : "%A_%a")}.log";
        yield return "--nodes=1";
        yield return "--ntasks=1";
        if (job.Array is { } array) yield return $"--array=0-{array.Count - 1}%{array.Throttle}";
        if (Dependency(job) is { Length: > 0 } after)
        {
            yield return $"--dependency={after}";
            yield return "--kill-on-invalid-dep=yes";
        }
        foreach (var word in job.Array is null ? AskedByMerge(needs) : Asked(needs)) yield return word;
        yield return job.Script;
        if (job.Array is { } tasks) yield return tasks.First.ToString(CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Asked(TaskNeeds needs)
    {
        yield return $"--cpus-per-task={SlurmScript.Cores(needs)}";
        if (needs.Gres is { } gres) yield return $"--gres={gres}";
        if (needs.Time is { } time) yield return $"--time={time}";
        if (needs.Memory is { } memory) yield return $"--mem={memory}";
        foreach (var word in Places(needs).Concat(needs.Arguments)) yield return word;
    }

    // It copies files into a database: a processor, some memory, and no more time than tasks have. Where tasks ask for none of these, the site's word counts.
    private static IEnumerable<string> AskedByMerge(TaskNeeds needs)
    {
        yield return "--cpus-per-task=1";
        if (needs.Time is { } time) yield return SlurmTime.Parse(time) > MergeTime ? $"--time={MergeTime.TotalMinutes:0}" : $"--time={time}";
        if (needs.Memory is { } memory) yield return SlurmMemory.Megabytes(memory) > MergeMegabytes ? $"--mem={MergeMegabytes}" : $"--mem={memory}";
        foreach (var word in Places(needs).Concat(SlurmArgument.WithoutNeeds(needs.Arguments))) yield return word;
    }

    private static IEnumerable<string> Places(TaskNeeds needs)
    {
        if (needs.Partition is { } partition) yield return $"--partition={partition}";
        if (needs.Account is { } account) yield return $"--account={account}";
        if (needs.Exclude is { } nodes) yield return $"--exclude={nodes}";
    }

    private static string Dependency(SchedulerJob job) => string.Join(',', new[] { ("afterok", job.AfterSuccess), ("afterany", job.AfterEnd) }.Where(kind => kind.Item2.Count > 0)
        .Select(kind => $"{kind.Item1}:{string.Join(':', kind.Item2.Select(place => place.Index is { } index ? $"{place.Job}_{index}" : place.Job))}"));
}
