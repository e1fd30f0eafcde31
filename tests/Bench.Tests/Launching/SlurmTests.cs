using Bench.Core;
using Bench.Launching;

namespace Bench.Tests.Launching;

public sealed class SlurmTests
{
    [Theory]
    [InlineData("90", 90 * 60)]
    [InlineData("90:30", 90 * 60 + 30)]
    [InlineData("1:30:00", 90 * 60)]
    [InlineData("2-12", 60 * 3600)]
    [InlineData("2-12:30", 60 * 3600 + 30 * 60)]
    [InlineData("0-0:0:5", 5)]
    public void Times_are_read_as_Slurm_reads_them(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), SlurmTime.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1:2:3:4")]
    [InlineData("1-2-3")]
    [InlineData("-5")]
    [InlineData("1:x")]
    [InlineData("1h")]
    public void What_is_no_time_is_none(string text) => Assert.Null(SlurmTime.Parse(text));

    [Fact]
    public void The_queue_is_read_task_by_task_whatever_else_is_in_it()
    {
        var rows = SlurmQueue.Parse("""
            17|0|RUNNING|n1|bench-abc-2|None
            17|1|PENDING||bench-abc-2|JobArrayTaskLimit
            18|4-6,9%2|PENDING||bench-abc-3|Dependency
            19|N/A|PENDING||bench-abc-merge|Dependency
            20|3|OUT_OF_MEMORY|n2|bench-abc-4|OutOfMemory
            21|N/A|RUNNING|n3|somebody|None
            22|0|TIMEOUT|n2|bench-abc-4|TimeLimit
            23|0|REQUEUE_HOLD||bench-abc-4|launch failed | requeued held
            """);
        Assert.Equal([0, 1, 4, 5, 6, 9, null, 3, 0, 0], rows.Select(r => r.Index));
        Assert.Equal(
            [QueuedState.Running, QueuedState.Waiting, QueuedState.Waiting, QueuedState.Waiting, QueuedState.Waiting, QueuedState.Waiting, QueuedState.Waiting, QueuedState.OutOfMemory, QueuedState.TimedOut, QueuedState.Waiting],
            rows.Select(r => r.State));
        Assert.Equal(("n1", "", "17"), (rows[0].Node, rows[0].Reason, rows[0].Job));
        Assert.Equal("launch failed | requeued held", rows[^1].Reason);
    }

    [Fact]
    public void A_job_is_known_by_its_name()
    {
        Assert.Equal("bench-abc-12", new JobName("abc", 12).ToString());
        Assert.Equal(new JobName("abc", 12), JobName.Parse("bench-abc-12"));
        Assert.Equal(new JobName("abc", null), JobName.Parse(new JobName("abc", null).ToString()));
        Assert.Equal([null, null, null, null], new[] { "bench-abc", "bench-", "other-abc-1", "bench-abc-x" }.Select(JobName.Parse));
    }

    [Fact]
    public void Limits_of_partitions_are_kept_as_Slurm_itself_would_queue_what_never_runs()
    {
        var known = SlurmLimits.Partitions("""
            PartitionName=short AllowGroups=ALL Default=YES DefaultTime=00:10:00 MaxTime=01:00:00 Nodes=n[1-4]
            PartitionName=long Default=NO DefaultTime=NONE MaxTime=2-00:00:00 State=UP
            """);
        var hour = SlurmLimits.Check(new() { Partition = "short" }, known); // 10 minutes are less than a task needs
        Assert.Equal((TimeSpan.FromHours(1), "1:00:00"), (hour.TaskTime, hour.OwnTime));
        Assert.Equal("2:00:00", SlurmLimits.Check(new() { Partition = "short,long" }, [known[0], known[1] with { DefaultTime = TimeSpan.FromMinutes(5) }]).OwnTime);
        Assert.Null(SlurmLimits.Check(new() { Partition = "short", Time = "20" }, known).OwnTime);
        Assert.Null(SlurmLimits.Check(new() { Partition = "long" }, known).OwnTime);
        Assert.Equal(TimeSpan.FromHours(30), SlurmLimits.Check(new() { Partition = "short,long", Time = "30:00:00" }, known).TaskTime);
        Assert.Equal(TimeSpan.FromDays(2), SlurmLimits.Check(new() { Partition = "long" }, known).TaskTime);
        Assert.Equal("--time 2:00:00 is over what partition 'short' allows, 1:00:00",
            Assert.Throws<UserError>(() => SlurmLimits.Check(new() { Partition = "short", Time = "2:00:00" }, known)).Message);
        Assert.Equal("--partition: unknown partition 'shrot': did you mean 'short'? (valid: short, long)",
            Assert.Throws<UserError>(() => SlurmLimits.Check(new() { Partition = "shrot" }, known)).Message);
    }

    [Theory]
    [InlineData("--qos=long", true)]
    [InlineData("-Cgpu", true)]
    [InlineData("--mail-type=END", true)]
    [InlineData("script.sh", false)]
    [InlineData("--array=0-3", false)]
    [InlineData("--arr=0-3", false)]
    [InlineData("-a0-3", false)]
    [InlineData("--dependency=afterok:1", false)]
    [InlineData("--wrap=x", false)]
    [InlineData("-", false)]
    [InlineData("--ar=0-3", false)] // which is short for --array
    [InlineData("--dep=singleton", false)]
    [InlineData("--nice=5", true)]
    [InlineData("-Ha0-3", false)] // -H, and -a with its value
    [InlineData("-Hs", true)]
    [InlineData("-Ca", true)] // the value of -C
    [InlineData("--clusters=other", false)]
    [InlineData("-Mother", false)]
    [InlineData("-pmain", true)]
    public void Words_for_sbatch_are_options_that_the_submission_does_not_give_itself(string word, bool isRight) => Assert.Equal(isRight, SlurmArgument.Mistake(word) is null);

    [Theory]
    [InlineData("--time=5", "--sbatch-arg: '--time' is what --time asks for: use that")]
    [InlineData("-t5", "--sbatch-arg: '-t' is what --time asks for: use that")]
    [InlineData("-Hc4", "--sbatch-arg: '-c' is what --cpus asks for: use that")]
    [InlineData("--mem=1G", "--sbatch-arg: '--mem' is what --mem asks for: use that")]
    [InlineData("--mem-per-cpu=1G", "--sbatch-arg: '--mem-per-cpu' is what --mem asks for: use that")]
    [InlineData("--no-requeue", "--sbatch-arg: '--no-requeue' is what --max-requeue asks for: use that")]
    [InlineData("--requeue", "--sbatch-arg: '--requeue' is what --max-requeue asks for: use that")]
    [InlineData("--exclude=n1", "--sbatch-arg: '--exclude' is what --exclude asks for: use that")]
    [InlineData("--signal=TERM@10", "--sbatch-arg: '--signal' is what the submission itself says or needs")]
    [InlineData("--sig=TERM@10", "--sbatch-arg: '--signal' is what the submission itself says or needs")]
    [InlineData("-Ha0-3", "--sbatch-arg: '-a' is what the submission itself says or needs")]
    public void What_an_option_of_the_program_or_the_submission_says_is_refused_by_its_name(string word, string said) => Assert.Equal(said, SlurmArgument.Mistake(word));

    [Fact]
    public void The_merge_asks_for_little_and_goes_where_tasks_go()
    {
        var needs = new TaskNeeds
        {
            Time = "2-0", Memory = "64G", Gres = "gpu:1", Cpus = 8, Partition = "main", Account = "lab", Exclude = "n9", Arguments = ["--qos=long", "--gpus-per-node=1", "-L", "--exclusive", "--constraint=zen4"],
        };
        var words = new Slurm().Command(new SchedulerJob { Name = "bench-abc-merge", Folder = new("/f"), Script = "/f/merge.sh", Needs = needs });
        Assert.EndsWith(" --cpus-per-task=1 --time=60 --mem=2048 --partition=main --account=lab --exclude=n9 --qos=long --constraint=zen4 /f/merge.sh", words, StringComparison.Ordinal);
        words = new Slurm().Command(new SchedulerJob { Name = "bench-abc-merge", Folder = new("/f"), Script = "/f/merge.sh", Needs = new() { Time = "30", Memory = "500M" } });
        Assert.EndsWith(" --cpus-per-task=1 --time=30 --mem=500M /f/merge.sh", words, StringComparison.Ordinal);
        Assert.EndsWith(" --ntasks=1 --cpus-per-task=1 /f/merge.sh", new Slurm().Command(new SchedulerJob { Name = "bench-abc-merge", Folder = new("/f"), Script = "/f/merge.sh", Needs = new() }), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_say_where_a_job_goes_are_told_from_others()
    {
        Assert.Equal(["--qos=a", "-pmain", "-Cx", "--cons=y"], SlurmArgument.PlacesIn(["--hold", "-H", "--qos=a", "-pmain", "-Hpmain", "-Cx", "--cons=y", "--container-image=z", "--begin=now"]));
        Assert.Equal("other", SlurmArgument.ValueOf(["--partition=main", "-Hpother", "--qos=a"], "--partition"));
        Assert.Null(SlurmArgument.ValueOf(["--qos=a"], "--partition"));
    }

    [Theory]
    [InlineData("HOME", true)]
    [InlineData("SLURM_CONF", true)]
    [InlineData("SBATCH_ACCOUNT", true)]
    [InlineData("LMOD_CMD", true)]
    [InlineData("OMP_NUM_THREADS", false)]
    [InlineData("LD_LIBRARY_PATH", false)]
    [InlineData("BENCH_DATA", false)]
    [InlineData("SLURM_JOB_ID", false)]
    [InlineData("SBATCH_ARRAY_INX", false)]
    [InlineData("SQUEUE_FORMAT", false)]
    [InlineData("DOTNET_gcServer", false)]
    public void The_shell_of_a_submission_does_not_reach_the_tasks(string variable, bool isKept) => Assert.Equal(isKept, SlurmCommand.Keeps(variable));

    [Fact]
    public void A_task_is_told_90_seconds_before_its_end_and_sooner_where_all_of_its_time_is_short()
    {
        Assert.Equal([90.0, 90, 75, 15, 10], new[] { (double?)null, 60, 5, 1, 0.1 }.Select(minutes => SlurmScript.WarningOf(minutes is { } m ? TimeSpan.FromMinutes(m) : null).TotalSeconds));
        Assert.Equal(90, SlurmScript.WarningOf(TimeSpan.MaxValue).TotalSeconds);
    }

    [Fact]
    public void A_complaint_is_one_line_in_the_words_of_the_command()
    {
        var answer = new SlurmAnswer(1, "", "sbatch: error: invalid partition specified: nope\nsbatch: error: Batch job submission failed: Invalid partition name specified\n");
        Assert.Equal("sbatch: error: invalid partition specified: nope; Batch job submission failed: Invalid partition name specified", answer.Complaint("sbatch"));
        Assert.Equal("sbatch: unrecognized option '--bogus'", new SlurmAnswer(255, "", "sbatch: unrecognized option '--bogus'\nTry \"sbatch --help\" for more information\n").Complaint("sbatch"));
        Assert.Equal("sbatch: exit code 3", new SlurmAnswer(3, "", "").Complaint("sbatch"));
    }
}
