using System.Diagnostics;
using System.Text.Json;
using Bench.Results;

namespace Bench.Tests.Cli;

/// <summary><c>run --launcher slurm</c>, <c>status</c>, <c>resume</c> and <c>merge</c> of a sweep's folder, with commands of Slurm that only keep how they were called.</summary>
public sealed class ClusterCommandTests : IDisposable
{
    private const string Sweep = """
        name: it
        datasets: [digits]
        models: [lenet-300-100]
        strategies: [global-magnitude, random]
        compressions: [1, 2, 4]
        seeds: [1, 2]
        pretraining: {epochs: 1}
        retraining: {epochs: 1}
        """;

    private readonly BenchProgram bench = new();
    private readonly FakeSlurm slurm;
    private readonly string program;

    public ClusterCommandTests()
    {
        slurm = new FakeSlurm(bench.Folder);
        bench.Write("it.yaml", Sweep);
        program = Path.Combine(bench.Folder, "a program");
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_dry_run_shows_plan_scripts_and_commands_and_does_nothing()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        var said = await Run("run", "it.yaml", "--launcher", "slurm", "--dry-run", "--time", "1:30:00", "--mem", "4G", "--gres", "gpu:1", "--cpus", "2", "--account", "lab's", "--partition", "main", "--sbatch-arg=--qos=a b",
            "--setup", "module load x", "--setup", "export A=1", "--max-requeue", "5", "--array-parallelism", "2", "--cells-per-task", "2");
        Assert.Equal((0, ""), (said.ExitCode, string.Join('\n', said.Errors)));
        Assert.Contains("\nplan      8 tasks in ", said.Output, StringComparison.Ordinal);
        Assert.Contains("  pretrainings  2 tasks: ", said.Output, StringComparison.Ordinal);
        Assert.Contains("  cells         6 tasks of 10 cells: ", said.Output, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --signal=USR2@90\n#SBATCH --requeue\n#SBATCH --open-mode=append\n", said.Output, StringComparison.Ordinal);
        Assert.Contains("\nmodule load x\nexport A=1\n", said.Output, StringComparison.Ordinal);
        Assert.Contains("-lt 5 ]", said.Output, StringComparison.Ordinal);
        Assert.Contains("--cpus-per-task=2 --gres=gpu:1 --time=1:30:00 --mem=4G --partition=main '--account=lab'\\''s'", said.Output, StringComparison.Ordinal);
        Assert.Contains(" '--qos=a b' ", said.Output, StringComparison.Ordinal);
        Assert.Contains(" --dependency=afterok:JOB0_0", said.Output, StringComparison.Ordinal);
        Assert.EndsWith("nothing was submitted or written (--dry-run)\n", said.Output, StringComparison.Ordinal);
        Assert.Empty(slurm.Said("sbatch.1.args"));
        Assert.Empty(slurm.Said("srun.args"));
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Fact]
    public async Task A_plan_is_shown_where_there_is_no_Slurm_too()
    {
        foreach (var command in new[] { "sbatch", "squeue", "scontrol", "scancel", "srun" }) slurm.Remove(command);
        var said = await RunWith(Path.Combine(bench.Folder, "fake slurm"), ["run", "it.yaml", "--launcher", "slurm", "--dry-run"]);
        Assert.Equal(0, said.ExitCode);
        Assert.EndsWith("such as on the login node; arrays are shown as for MaxArraySize=1001", Assert.Single(said.Errors), StringComparison.Ordinal);
        Assert.Contains("\nsbatch --parsable --job-name=bench-PLAN-0 ", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_of_the_other_launcher_and_mistakes_in_ones_own_are_a_line_each()
    {
        (await Run("run", "it.yaml", "--partition", "main")).IsMistake("--partition is for tasks on a cluster: it needs '--launcher slurm'", "see 'bench run --help'");
        (await Run("run", "it.yaml", "--launcher", "local", "--cpus", "2")).IsMistake("--cpus is for tasks on a cluster", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--workers", "2")).IsMistake("--workers is for a local run: with '--launcher slurm', --cpus N gives each task N workers", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--plots", "p")).IsMistake("--plots is for a local run", "see");
        (await Run("run", "it.yaml", "--launcher", "slrum")).IsMistake("--launcher: unknown launcher 'slrum': did you mean 'slurm'? (valid: local, slurm)", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--time", "1h")).IsMistake("--time takes MINUTES, HOURS:MINUTES:SECONDS or DAYS-HOURS[:MINUTES[:SECONDS]], above 0, not '1h'", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--mem", "lots")).IsMistake("--mem takes megabytes, or a number with K, M, G or T, such as 4G, not 'lots'", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--cells-per-task", "0")).IsMistake("--cells-per-task takes auto or a whole number from 1, not '0'", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--max-requeue", "-1")).IsMistake("--max-requeue takes a whole number from 0 to 1000, not '-1'", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--sbatch-arg=--array=0-9")).IsMistake("--sbatch-arg: '--array' is what the submission itself says or needs", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--sbatch-arg=-Hc4")).IsMistake("--sbatch-arg: '-c' is what --cpus asks for: use that", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--array-parallelism", "99999999999")).IsMistake("--array-parallelism takes a whole number from 1 to 2147483647, not '99999999999'", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--cells-per-task", "99999999999")).IsMistake("--cells-per-task takes auto or a whole number from 1 to 2147483647, not '99999999999'", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--sbatch-arg", "other.sh")).IsMistake("--sbatch-arg takes an option of sbatch together with its value", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--partition", "a\nb")).IsMistake("--partition takes one line", "see");
        (await Run("run", "it.yaml", "--launcher", "slurm", "--shard", "1/2")).IsMistake("--shard is for machines without a scheduler: with '--launcher slurm', --array-parallelism", "see");
        (await Run("status", "x", "--db", "y.db")).IsMistake("'bench status' shows a FOLDER or a database", "see");
        (await Run("status", "--watch", "never")).IsMistake("--watch takes seconds, from 1 to 86400, not 'never'", "see");
        Assert.Equal("local\tworker", string.Join('\t', (await Run("list", "launchers")).Output.Split('\n')[1].Split('\t')).Split(' ')[0]);
    }

    [Fact]
    public async Task What_the_cluster_does_not_allow_is_refused_in_one_line_and_leaves_nothing()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        string[] run = ["run", "it.yaml", "--launcher", "slurm"];
        (await Run([.. run, "--partition", "mian"])).IsMistake("--partition: unknown partition 'mian': did you mean 'main'? (valid: main)");
        (await Run([.. run, "--time", "2-0"])).IsMistake("--time 2-0 is over what partition 'main' allows, 1-00:00:00");
        (await Run([.. run, "--partition", "mian", "--dry-run"])).IsMistake("--partition: unknown partition 'mian': did you mean 'main'? (valid: main)"); // there is a Slurm that knows
        (await Run([.. run, "--exclude", "n3,m4"])).IsMistake("--exclude: there is no node 'm4': did you mean 'n4'? (valid: n[1-4])");
        (await Run([.. run, "--partition", "main", "--sbatch-arg=-phigh"])).IsMistake("--sbatch-arg: --partition high contradicts --partition main: give one of them");
        slurm.Say("test-refuse", "sbatch: error: Invalid generic resource (gres) specification\nallocation failure: Requested node configuration is not available\n");
        foreach (var dry in new[] { [], new[] { "--dry-run" } })
            (await Run([.. run, "--gres", "gpu:9", .. dry])).IsMistake("Slurm would refuse the tasks: sbatch: error: Invalid generic resource (gres) specification; Requested node configuration is not available (asked by --cpus-per-task=1 --gres=gpu:9 --time=2:00:00)");
        slurm.Say("test-refuse", "allocation failure: Requested node configuration is not available\n");
        (await Run([.. run, "--mem", "999G", "--dry-run"])).IsMistake("Slurm would refuse the tasks: Requested node configuration is not available (asked by --cpus-per-task=1 --time=2:00:00 --mem=999G)");
        slurm.Say("states", "idle\ndrained\n"); // so that a node may be out of reach for the moment: sbatch says it, or queues the job
        Assert.Equal(0, (await Run([.. run, "--mem", "999G", "--dry-run"])).ExitCode);
        File.Delete(Path.Combine(bench.Folder, "fake slurm", "test-refuse"));
        slurm.Say("config", "MaxArraySize = 0\nMaxJobCount = 10000\n");
        (await Run(run)).IsMistake("this Slurm takes no job arrays (MaxArraySize is 0)");
        slurm.Say("config", "MaxArraySize = 1001\nMaxJobCount = 5\n");
        (await Run([.. run, "--cells-per-task", "1"])).IsMistake("the plan has 13 jobs, and the scheduler takes at most 5 at once (MaxJobCount): give a task more cells with --cells-per-task");
        slurm.Command("scontrol", "echo 'slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)' >&2; exit 1");
        (await Run(run)).IsMistake("Slurm does not answer: slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)");
        slurm.Remove("sbatch");
        (await RunWith(Path.Combine(bench.Folder, "fake slurm"), run)).IsMistake("--launcher slurm: there is no command 'sbatch' on the path: run this where Slurm's commands are");
        (await Run("status", ".")).IsMistake("'.' is not the folder of a sweep on a cluster: 'bench run SWEEP.yaml --launcher slurm' makes one");
        (await Run("resume", "nowhere")).IsMistake("there is no folder 'nowhere'");
        (await Run("merge", ".", "--db", "nowhere/x.db")).IsMistake($"--db: there is no folder '{Path.Combine(bench.Folder, "nowhere")}' for database 'nowhere/x.db'");
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "nowhere")));
        (await Run("publish", "/proc/x")).IsMistake("the program cannot be copied to '/proc/x': no folder can be made in '/proc'");
        (await Run("merge", ".", "other.db")).IsMistake("'.' is a folder: the folder of a sweep on a cluster is merged by itself, without other databases");
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Fact]
    public async Task A_sweep_is_submitted_once_shown_resumed_and_merged()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        Publish();
        slurm.Say("blind", "a program");
        (await Submit()).IsMistake($"the nodes do not see '{Path.Combine("a program", "bench")}', the program that runs here");
        slurm.Say("blind", "");
        (await Submit()).IsMistake("the nodes do not see results/it.cluster (on ");
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results", "it.cluster")));
        File.Delete(Path.Combine(bench.Folder, "fake slurm", "blind"));
        slurm.Say("refuse", "3\nsbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy\n");
        (await Submit()).IsMistake("sbatch: error: QOSMaxSubmitJobPerUserLimit; Batch job submission failed: Job violates accounting/QOS policy; the 2 jobs that were submitted before it are cancelled");
        Assert.Equal(["1001 1002"], slurm.Said("scancel.calls"));
        File.Delete(Path.Combine(bench.Folder, "fake slurm", "refuse"));

        slurm.Say("jobs", "0");
        var said = await Submit("--mem", "3G", "--setup", "export \"A=it's\"");
        Assert.Equal((0, ""), (said.ExitCode, string.Join('\n', said.Errors)));
        Assert.Contains(" and a merge: jobs 1001 to 100", said.Output, StringComparison.Ordinal);
        Assert.Contains("\nlook at   bench status results/it.cluster\n", said.Output, StringComparison.Ordinal);
        var plan = Directory.GetDirectories(Path.Combine(bench.Folder, "results", "it.cluster", "plans")).Select(Path.GetFileName).Single(p => File.Exists(Path.Combine(bench.Folder, "results", "it.cluster", "plans", p!, "submission.json")));
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(bench.Folder, "results", "it.cluster", "plans")).Length); // the refused one has another name, so that its jobs are not taken for these
        var first = slurm.Said("sbatch.1.args");
        Assert.Equal(["--parsable", $"--job-name=bench-{plan}-0", $"--chdir={bench.Folder}/results/it.cluster"], first[..3]);
        Assert.Equal([$"{bench.Folder}/results/it.cluster/plans/{plan}/task.sh", "0"], first[^2..]);
        Assert.Contains("--mem=3G", first);
        Assert.Contains("--time=2:00:00", first); // as the partition would give 10 minutes
        var variables = slurm.Said("sbatch.1.env").Select(line => line.Split('=')[0]).ToHashSet();
        Assert.Contains("SBATCH_ACCOUNT", variables);
        foreach (var leak in new[] { "OMP_NUM_THREADS", "LD_LIBRARY_PATH", "SLURM_JOB_ID", "SQUEUE_FORMAT", "DOTNET_ROOT" }) Assert.DoesNotContain(leak, variables);
        Assert.Contains("--dependency=afterok:1001_0", string.Join(' ', slurm.Said("sbatch.2.args")), StringComparison.Ordinal);

        slurm.Say("queue", $"1001|0|RUNNING|n1|bench-{plan}-0|None\n1002|0|PENDING||bench-{plan}-1|Dependency\n");
        File.Delete(Path.Combine(bench.Folder, "fake slurm", "squeue.calls"));
        var status = await Run("status", "results/it.cluster");
        Assert.Equal(0, status.ExitCode);
        Assert.StartsWith("it on slurm: 0 of 10 cells finished, 0 failed, 10 left; submitted ", status.Output, StringComparison.Ordinal);
        Assert.Contains("\nrunning   1 task on 1 node: n1\n", status.Output, StringComparison.Ordinal);
        Assert.Contains("\nwaiting   1 for Dependency\n", status.Output, StringComparison.Ordinal);
        Assert.Single(slurm.Said("squeue.calls"));
        (await Submit()).IsMistake("sweep it is in the queue already (1 of its tasks running, 1 waiting): 'bench status results/it.cluster' shows it, 'bench resume results/it.cluster' submits");

        slurm.Say("queue", $"1001|0|COMPLETED|n1|bench-{plan}-0|None\n1002|0|PENDING||bench-{plan}-1|Dependency\n");
        var resumed = await Run("resume", "results/it.cluster", "--time", "20", "--exclude", "n[3-4]", "--dry-run");
        Assert.Equal((0, ""), (resumed.ExitCode, string.Join('\n', resumed.Errors)));
        Assert.Contains("sweep it: 10 cells, 0 finished, 5 in the queue, 5 to submit\n", resumed.Output, StringComparison.Ordinal);
        Assert.Contains(" --time=20 --mem=3G '--exclude=n[3-4]' ", resumed.Output, StringComparison.Ordinal); // the rest as before
        Assert.Contains("\nexport \"A=it's\"\n", resumed.Output, StringComparison.Ordinal);

        var start = JsonDocument.Parse(File.ReadLines(Path.Combine(bench.Folder, "results", "it.cluster", "plans", plan!, "manifest.jsonl")).First()).RootElement.GetProperty("jobs")[0].GetProperty("identity").GetString();
        bench.Write(Path.Combine("results", "it.cluster", "results", "000000.20260301T200000-1001_0-0-n9-7.jsonl"),
            $$$"""{"failure":{"identity":"{{{start}}}","started":"2026-03-01T20:00:00+00:00","ended":"2026-03-01T20:01:00+00:00","host":"n9","processId":7,"outcome":"failed","reason":"NaN loss","node":"n9","job":"1001_0","requeues":0}}"""
            + "\n");
        Assert.Contains("\nfailed    pretraining of digits × lenet-300-100, seed 1 (on n9), from which cells start: NaN loss\n", (await Run("status", "results/it.cluster")).Output, StringComparison.Ordinal);

        var merged = await Run("merge", "results/it.cluster");
        Assert.Equal(1, merged.ExitCode);
        Assert.Contains("missing   10 cells of 10, 5 of them in the queue: 'bench status results/it.cluster' says why, 'bench resume results/it.cluster' submits the other 5\n", merged.Output, StringComparison.Ordinal);
        Assert.Contains("  digits × lenet-300-100, global-magnitude at 2×, seed 1: waits in the queue (pretraining failed: NaN loss)\n", merged.Output, StringComparison.Ordinal);

        // What the merge job has left is known when Slurm has forgotten it.
        slurm.Say("queue", $"1001|0|FAILED|n1|bench-{plan}-0|NonZeroExitCode\n");
        bench.Write(Path.Combine("results", "it.cluster", "attempts", $"merge-{plan}.1003-0.exit"), "3 2026-03-01T20:05:00Z n1\n");
        bench.Write(Path.Combine("results", "it.cluster", "attempts", "000000.1001_0-0.exit"), "3 2026-03-01T20:05:00Z n1\n");
        bench.Write(Path.Combine("results", "it.cluster", "logs", "1001_0.log"), "no module x\n");
        File.Delete(Path.Combine(bench.Folder, "results", "it.cluster", "results", "000000.20260301T200000-1001_0-0-n9-7.jsonl"));
        status = await Run("status", "results/it.cluster");
        Assert.Contains($"\n  merge         ended with exit code 3: its log is results/it.cluster/logs/bench-{plan}-merge-1003.log\n", status.Output, StringComparison.Ordinal);
        Assert.Contains("\nlost      task 0 on n1: ended with exit code 3 before the program began: no module x (log results/it.cluster/logs/1001_0.log)\n", status.Output, StringComparison.Ordinal);
        bench.Write(Path.Combine("results", "it.cluster", "attempts", $"merge-{plan}.1003-1.exit"), "0 2026-03-01T20:06:00Z n1\n");
        Assert.Contains("\n  merge         done\n", (await Run("status", "results/it.cluster")).Output, StringComparison.Ordinal);

        // A task may be writing of which the queue does not tell: what it has half written stays, and what has long been nobody's goes.
        slurm.Say("queue", "");
        var checkpoints = Path.Combine("results", "it.cluster", "work", "checkpoints");
        Directory.CreateDirectory(Path.Combine(bench.Folder, checkpoints));
        foreach (var name in new[] { ".new.1.safetensors.0123.tmp", ".old.1.safetensors.0123.tmp" }) bench.Write(Path.Combine(checkpoints, name), "");
        File.SetLastWriteTimeUtc(Path.Combine(bench.Folder, checkpoints, ".old.1.safetensors.0123.tmp"), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        await Run("merge", "results/it.cluster", "--db", "other.db");
        Assert.Equal([".new.1.safetensors.0123.tmp"], Directory.GetFiles(Path.Combine(bench.Folder, checkpoints)).Select(Path.GetFileName));

        // The other database knows the sweep as it was; a third one has another sweep of that name.
        bench.Write("it.yaml", Sweep.Replace("seeds: [1, 2]", "seeds: [1, 2, 3]", StringComparison.Ordinal));
        Assert.Equal(0, (await Submit()).ExitCode);
        await Run("merge", "results/it.cluster", "--db", "other.db");
        Assert.Contains("\n15", (await Run("query", "SELECT count(*) AS n FROM sweep_cell", "--db", "other.db", "--format", "csv")).Output, StringComparison.Ordinal);
        using (var store = ResultStore.Open(Path.Combine(bench.Folder, "third.db"), TimeProvider.System))
            store.RegisterSweep(new() { Name = "it", Text = "", Sha256 = "" }, [(Results.SampleRecords.Cell("random", 2, 0), 0)], []);
        Assert.Contains("\nsweep     it has other cells there: those of this folder are sweep it-cluster there\n", (await Run("merge", "results/it.cluster", "--db", "third.db")).Output, StringComparison.Ordinal);

        File.Delete(Path.Combine(bench.Folder, "fake slurm", "queue"));
        var silent = await Run("status", "results/it.cluster");
        Assert.Contains("\nqueue     not known (slurm_load_jobs error: Unable to contact slurm controller (connect failure)): what follows is what the files say\n", silent.Output, StringComparison.Ordinal);
        (await Run("resume", "results/it.cluster")).IsMistake("what is missing may be in the queue, which does not answer: slurm_load_jobs error");
    }

    [Fact]
    public async Task Another_database_has_the_sweep_as_its_own_has_it_in_its_order_with_what_is_skipped()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        Publish();
        bench.Write("it.yaml", Sweep.Replace("compressions: [1, 2, 4]", "compressions: [1, 4, 1000000, 2]", StringComparison.Ordinal));
        Assert.Equal(0, (await Submit()).ExitCode);
        await Run("merge", "results/it.cluster", "--db", "other.db");
        async Task<string> Cells(string database) => (await Run("query", "SELECT c.identity, s.position, s.skip_reason, s.strategy, s.recipe FROM sweep_cell s JOIN cell c ON c.id = s.cell ORDER BY s.position", "--db", database, "--format", "csv")).Output;
        var own = await Cells(Path.Combine("results", "bench.db"));
        Assert.Equal(15, own.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // with 4 that cannot be run
        Assert.Equal(own, await Cells("other.db"));

        slurm.Say("queue", "");
        Assert.Equal(0, (await Run("resume", "results/it.cluster", "--cells-per-task", "1")).ExitCode);
        await Run("merge", "results/it.cluster", "--db", "third.db");
        Assert.Equal(own, await Cells("third.db"));
        var record = Directory.GetFiles(Path.Combine(bench.Folder, "results", "it.cluster", "plans"), "plan.json", SearchOption.AllDirectories)[0];
        File.Delete(record);
        foreach (var command in new[] { "status", "resume", "merge" })
            (await Run(command, "results/it.cluster")).IsMistake($"{record} is not there, without which nothing is known of its tasks: remove {Path.GetDirectoryName(record)}, and 'bench run SWEEP.yaml --launcher ...' plans anew");
    }

    [Fact]
    public async Task What_is_submitted_again_keeps_and_measures_what_was_asked_for()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        Publish();
        bench.Write("it.yaml", Sweep + "\nkeep-weights: true\nmeasure: [latency, onnx-runtime, int8]\n");
        Assert.Equal(0, (await Submit()).ExitCode);
        slurm.Say("queue", "");
        Assert.Equal(0, (await Run("resume", "results/it.cluster")).ExitCode);
        var manifests = Directory.GetFiles(Path.Combine(bench.Folder, "results", "it.cluster", "plans"), "manifest.jsonl", SearchOption.AllDirectories);
        Assert.Equal(2, manifests.Length);
        foreach (var manifest in manifests)
        {
            var jobs = File.ReadLines(manifest).SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("jobs").EnumerateArray()).Where(job => job.TryGetProperty("latency", out _)).ToList();
            Assert.Equal(10, jobs.Count);
            foreach (var what in new[] { "latency", "onnx-runtime", "int8", "keep-weights" })
                Assert.All(jobs, job => Assert.True(job.TryGetProperty(what, out var asked) && asked.GetBoolean(), what));
        }
    }

    [Fact]
    public async Task A_task_without_its_place_in_the_array_is_a_mistake_and_not_the_first_one() =>
        (await Run("task", "--folder", ".", "--plan", "abc", "--first", "0")).IsMistake("'bench task' needs --index I", "see 'bench task --help'");

    [Fact]
    public async Task A_busy_cluster_is_no_reason_not_to_submit()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("bash is needed");
        Publish();
        slurm.Say("busy", "");
        var said = await Submit("--data", ".");
        if (new DriveInfo(bench.Folder).DriveFormat is "tmpfs" or "ramfs")
        {
            said.IsMistake("the nodes do not see results/it.cluster (on tmpfs)");
            return;
        }
        Assert.Equal(0, said.ExitCode);
        Assert.StartsWith("bench: no node was free to say whether it sees results/it.cluster", Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    private Task<Answer> Submit(params string[] more) => Run(["run", "it.yaml", "--launcher", "slurm", .. more]);

    private Task<Answer> Run(params string[] arguments) => RunWith(slurm.Environment["PATH"], arguments);

    private async Task<Answer> RunWith(string path, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Directory.Exists(program) ? Path.Combine(program, "bench.dll") : BenchProgram.Library, .. arguments])
        {
            WorkingDirectory = bench.Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment.Remove("BENCH_DATA");
        foreach (var (name, value) in slurm.Environment) start.Environment[name] = value;
        start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var cancellation = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return new Answer(process.ExitCode, await output, (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // Links in place of a copy of hundreds of megabytes, with the mark of one.
    private void Publish()
    {
        Directory.CreateDirectory(program);
        var built = Path.GetDirectoryName(BenchProgram.Library)!;
        foreach (var file in Directory.GetFiles(built)) File.CreateSymbolicLink(Path.Combine(program, Path.GetFileName(file)), file);
        foreach (var folder in Directory.GetDirectories(built)) Directory.CreateSymbolicLink(Path.Combine(program, Path.GetFileName(folder)), folder);
        var own = new FileInfo(Path.Combine(program, "bench.dll")); // which a link would have run from where it leads to
        own.Delete();
        File.Copy(BenchProgram.Library, own.FullName);
        File.WriteAllText(Path.Combine(program, "published.json"), JsonSerializer.Serialize(new { build = "b", product = "p" }));
    }
}
