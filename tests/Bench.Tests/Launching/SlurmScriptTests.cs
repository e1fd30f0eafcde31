using System.Diagnostics;
using Bench.Launching;

namespace Bench.Tests.Launching;

/// <summary>The scripts as bash runs them, with commands of Slurm that only say how they were called.</summary>
public sealed class SlurmScriptTests : IDisposable
{
    // Everything that a shell would take for something else.
    private const string Hostile = "it's \"a\" $HOME `date` $(touch broken) ; & | > < * ? ! # \\ %x ü\ttab";

    private readonly string home = Directory.CreateTempSubdirectory("bench script ").FullName;
    private readonly string commands;

    public SlurmScriptTests()
    {
        commands = Directory.CreateDirectory(Path.Combine(home, "bin")).FullName;
        Command("srun", "printf '%s\\n' \"$@\" > \"$OUT/srun.args\"; exit \"$(cat \"$OUT/srun.exit\")\"");
        Command("scontrol", "printf '%s\\n' \"$@\" > \"$OUT/scontrol.args\"; exit 1");
        Command("squeue", "cat \"$OUT/squeue.says\"");
        Say("squeue.says", "RUNNING None");
    }

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public async Task A_task_is_run_under_whatever_names_folder_and_program_have()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        var folder = new SweepFolder(Path.Combine(home, Hostile + ".cluster"));
        var run = await Run(folder, 0, restarts: 0, Script(folder, program: $"{folder.Path}/program/bench", setup: ["export A='set up'", "B=$A"]));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(
            ["--ntasks=1", "--cpus-per-task=4", "--export=ALL", $"{folder.Path}/program/bench", "task", "--folder", folder.Path, "--plan", "abc", "--first", "120",
                "--index", "3", "--job", "77_3", "--requeues", "0", "--node", "n2"], Said("srun.args"));
        Assert.False(File.Exists(Path.Combine(home, "broken")));
        Assert.False(File.Exists(Path.Combine(home, "scontrol.args")));
        var exit = Assert.Single(TaskExit.In(folder));
        Assert.Equal((123, "77_3", 0, 0, "n2"), (exit.Task, exit.Job, exit.Requeues, exit.Code, exit.Node));
    }

    [Theory]
    [InlineData(75, 0, "RUNNING None", true)]
    [InlineData(75, 2, "RUNNING None", true)]
    [InlineData(75, 3, "RUNNING None", false)] // the limit
    [InlineData(75, 0, "COMPLETING TimeLimit", true)]
    [InlineData(75, 0, "COMPLETING None", false)] // cancelled by somebody
    [InlineData(75, 0, "", true)] // squeue is not there
    [InlineData(130, 0, "RUNNING None", true, 75)] // INT before the program could listen
    [InlineData(143, 0, "RUNNING None", true, 75)]
    [InlineData(1, 0, "RUNNING None", false)]
    [InlineData(137, 0, "RUNNING None", false)]
    public async Task A_task_that_has_stopped_is_begun_again_up_to_the_limit_and_its_exit_code_is_left(int code, int restarts, string state, bool isBegunAgain, int? said = null)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        var folder = new SweepFolder(Path.Combine(home, "s.cluster"));
        Say("squeue.says", state);
        var run = await Run(folder, code, restarts, Script(folder));
        Assert.Equal(said ?? code, run.ExitCode);
        Assert.Equal(isBegunAgain ? ["requeue", "77_3"] : [], Said("scontrol.args"));
        Assert.Equal((said ?? code, restarts), Assert.Single(TaskExit.In(folder)) is var exit ? (exit.Code, exit.Requeues) : default);
    }

    [Fact]
    public async Task Setup_that_ends_at_errors_does_not_keep_the_exit_code_from_being_left()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        var folder = new SweepFolder(Path.Combine(home, "s.cluster"));
        Assert.Equal(75, (await Run(folder, 75, 0, Script(folder, setup: ["set -e"]))).ExitCode);
        Assert.Equal(["requeue", "77_3"], Said("scontrol.args"));
    }

    [Fact]
    public async Task A_line_of_setup_that_ends_the_script_leaves_its_exit_code_and_whatever_names_it_gives_do_no_harm()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        var folder = new SweepFolder(Path.Combine(home, Hostile + ".cluster"));
        var run = await Run(folder, 0, 1, Script(folder, setup: ["folder=/nowhere; attempt=x; set -- a b", "exit 3"]));
        Assert.Equal((3, ""), (run.ExitCode, run.Errors));
        Assert.Empty(Said("srun.args"));
        Assert.Equal((123, 3, 1), Assert.Single(TaskExit.In(folder)) is var exit ? (exit.Task, exit.Code, exit.Requeues) : default);
        Assert.Equal(3, (await Run(folder, 0, 0, new JobScript { Folder = folder, Plan = "abc", Sweep = "s", Program = "/p/bench", Needs = new() { Setup = ["exit 3"] }, MergeInto = "/a.db" })).ExitCode);
        Assert.Equal(("80", 3), MergeExit.Of(folder, "abc") is { } merge ? (merge.Job, merge.Code) : default);
    }

    [Fact]
    public async Task The_merge_is_told_folder_and_database()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        var folder = new SweepFolder(Path.Combine(home, Hostile));
        Say("srun.exit", "1");
        var run = await Run(folder, 1, 0, new JobScript { Folder = folder, Plan = "abc", Sweep = "s", Program = "/p/bench", Needs = new() { Cpus = 4 }, MergeInto = $"{home}/{Hostile}.db" });
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["--ntasks=1", "--cpus-per-task=1", "--export=ALL", "/p/bench", "merge", folder.Path, "--db", $"{home}/{Hostile}.db", "--wait", "600"], Said("srun.args"));
        Assert.Equal(1, MergeExit.Of(folder, "abc")!.Code);
        Assert.Null(MergeExit.Of(folder, "ab"));
        Assert.Empty(TaskExit.In(folder));
    }

    private static JobScript Script(SweepFolder folder, string program = "/p/bench", IReadOnlyList<string>? setup = null) => new()
    {
        Folder = folder, Plan = "abc", Sweep = "s", Program = program, Needs = new() { Cpus = 2, Threads = 2, Setup = setup ?? [] },
    };

    private async Task<(int ExitCode, string Errors)> Run(SweepFolder folder, int code, int restarts, JobScript script)
    {
        Directory.CreateDirectory(folder.Attempts);
        Say("srun.exit", $"{code}");
        var file = Path.Combine(home, "task.sh");
        File.WriteAllText(file, new Slurm().Script(script));
        var start = new ProcessStartInfo("bash", [file, "120"]) { RedirectStandardError = true, WorkingDirectory = home };
        start.Environment["PATH"] = $"{commands}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in new[] { ("OUT", home), ("SLURM_ARRAY_JOB_ID", "77"), ("SLURM_ARRAY_TASK_ID", "3"), ("SLURM_JOB_ID", "80"), ("SLURMD_NODENAME", "n2"), ("SLURM_RESTART_COUNT", $"{restarts}") })
            start.Environment[name] = value;
        if (restarts == 0) start.Environment.Remove("SLURM_RESTART_COUNT");
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors);
    }

    private void Command(string name, string body)
    {
        var file = Path.Combine(commands, name);
        File.WriteAllText(file, $"#!/bin/bash\n{body}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void Say(string file, string text) => File.WriteAllText(Path.Combine(home, file), text);

    private string[] Said(string file) => File.Exists(Path.Combine(home, file)) ? File.ReadAllLines(Path.Combine(home, file)) : [];
}
