using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Bench.Tests;

namespace Bench.ClusterTests;

/// <summary>
/// A real Slurm of four pretend nodes on this machine, in a folder of its own and on ports that are free; where that cannot be, tests are skipped and say why. What it has
/// started, and nothing else, is ended with it, by their own ids.
/// </summary>
public sealed class SlurmCluster : IDisposable
{
    private static readonly TimeSpan Installing = TimeSpan.FromMinutes(15), Answering = TimeSpan.FromMinutes(2), Stopping = TimeSpan.FromMinutes(5);

    private readonly string? scripts = FindScripts();
    private readonly string? missing;
    private readonly (string, string)[] variables = [];
    private readonly bool ownsMunge;
    private readonly Dictionary<string, long> waitingSince = [];

    public SlurmCluster()
    {
        missing = WhyNot();
        if (missing is not null) return;
        Folder = Directory.CreateTempSubdirectory("bench-cluster-").FullName;
        var ports = FreePorts(6);
        variables =
        [
            ("SLURM_ROOT", Path.Combine(Folder, "slurm")), ("SLURM_CONF", Path.Combine(Folder, "slurm", "slurm.conf")), ("NODES", "4"), ("CPUS", "1"),
            ("CTL_PORT", $"{ports}"), ("BASE_PORT", $"{ports + 1}"),
        ];
        ownsMunge = !Processes.Run("sh", ["-c", "command -v munge >/dev/null && munge -n </dev/null >/dev/null 2>&1"], variables, Answering).Code.Equals(0);
        try
        {
            Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where everything of it lies; the nodes see it.</summary>
    public string Folder { get; } = "";

    /// <summary>Skips the test where there is no cluster.</summary>
    public void Require() => Assert.SkipWhen(missing is not null, missing ?? "");

    /// <summary>Starts what of it does not run.</summary>
    public void Start()
    {
        var (code, output) = Processes.Run("bash", [Path.Combine(scripts!, "start-slurm.sh")], variables, Installing);
        Assert.True(code == 0, output);
    }

    /// <summary>Runs a command of Slurm, or a program that uses them; returns what it has printed.</summary>
    public string Do(string command, params IEnumerable<string> words)
    {
        var (code, output) = Processes.Run(command, words, variables, Answering);
        Assert.True(code == 0, $"{command} {string.Join(' ', words)}: exit code {code}: {output}");
        return output;
    }

    /// <inheritdoc cref="Do"/>
    public (int Code, string Output) Run(string folder, string program, params IEnumerable<string> words) => Processes.Run(program, words, variables, TimeSpan.FromMinutes(10), folder);

    /// <summary>The number by which Slurm knows the job that runs on a node.</summary>
    public string JobOn(string node) => Do("squeue", "-h", "-r", "-t", "R", "-w", node, "-o", "%A");

    /// <summary>Whether Slurm has begun to take the place of a job for another.</summary>
    public bool IsPreempted(string job) => !Do("scontrol", "show", "job", job).Contains("PreemptTime=None", StringComparison.Ordinal);

    /// <summary>
    /// Has jobs that were begun anew wait no longer than some seconds; returns the lines of all that are in the queue. Slurm has them wait two minutes, as a node
    /// refuses for good ("credential revoked") a job that comes back in the second in which it was ended there.
    /// </summary>
    public IReadOnlyList<string> Queue()
    {
        var jobs = Do("squeue", "-h", "-r", "-o", "%A|%i|%T|%N|%r").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var begunAnew = jobs.Select(line => line.Split('|')).Where(words => words is [_, _, "PENDING", _, "BeginTime"]).Select(words => words[0]).ToHashSet();
        foreach (var job in waitingSince.Keys.Except(begunAnew).ToList()) waitingSince.Remove(job);
        foreach (var job in begunAnew)
            if (!waitingSince.TryAdd(job, Environment.TickCount64) && Environment.TickCount64 - waitingSince[job] > 3000)
                Processes.Run("scontrol", ["update", $"jobid={job}", "StartTime=now"], variables, Answering); // unless it has just begun
        return jobs;
    }

    /// <summary>Waits until nothing is in the queue.</summary>
    public void AwaitEnd() => Until(() => Queue().Count == 0, () => $"the queue does not become empty: {string.Join('\n', Queue())}");

    /// <summary>Waits for something; five minutes at most.</summary>
    public static void Until(Func<bool> condition, Func<string> complaint)
    {
        for (var waited = 0; !condition(); waited++)
        {
            Assert.True(waited < 1500, complaint());
            Thread.Sleep(200);
        }
    }

    /// <summary>The daemon of a node.</summary>
    public int Daemon(string node) => int.Parse(File.ReadAllText(Path.Combine(Folder, "slurm", "run", $"slurmd-{node}.pid")), CultureInfo.InvariantCulture);

    /// <summary>The processes by which a node carries out a job: its overseers.</summary>
    public IReadOnlyList<int> Overseers(string job) => [.. Processes.With(Own).Where(p => p.Command.StartsWith($"slurmstepd: [{job}.", StringComparison.Ordinal)).Select(p => p.Id)];

    /// <summary>The program's processes that carry out a job: of its task and of the task's workers.</summary>
    public IReadOnlyList<int> TasksOf(string job) =>
        [.. Overseers(job).SelectMany(Processes.TreeOf).Distinct().Join(Processes.With(Own).Where(IsProgram), id => id, p => p.Id, (id, _) => id)];

    public void Dispose()
    {
        if (Folder.Length == 0) return;
        Processes.Run("bash", [Path.Combine(scripts!, "stop-slurm.sh")], [.. variables, ("STOP_MUNGE", ownsMunge ? "1" : "0")], Stopping);
        Processes.Signal(Processes.With(Own).Select(p => p.Id).Where(id => id != Environment.ProcessId), Processes.Kill); // what a killed daemon has left behind
        TestFolders.Remove(Folder);
    }

    private static bool IsProgram((int Id, string Command) process) => !process.Command.StartsWith("srun ", StringComparison.Ordinal)
        && (process.Command.Contains("bench.dll", StringComparison.Ordinal) || process.Command.Contains("/bench ", StringComparison.Ordinal));

    private string Own => $"SLURM_CONF={Path.Combine(Folder, "slurm", "slurm.conf")}";

    private string? WhyNot() =>
        !OperatingSystem.IsLinux() || Environment.UserName != "root" ? "a Slurm of its own needs root"
        : !File.Exists("/etc/debian_version") ? "a Slurm of its own needs Debian, from which it is installed"
        : scripts is null ? "shared/slurm does not lie beside the repository"
        : null;

    private static string? FindScripts()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "slurm") is var path && File.Exists(Path.Combine(path, "start-slurm.sh"))) return path;
        return null;
    }

    // The first of so many in a row.
    private static int FreePorts(int count)
    {
        for (var first = 20_000 + Environment.ProcessId % 1000 * 10; ; first += 10)
            if (Enumerable.Range(first, count).All(IsFree)) return first;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
