using Bench.Core;
using Bench.Launching;
using Bench.Sweeps;
using static Bench.Tests.Launching.MadeUpWork;

namespace Bench.Tests.Launching;

public sealed class ClusterPlanTests
{
    private static readonly ClusterLimits Usual = new();

    public static TheoryData<int> Numbers { get; } = [.. Enumerable.Range(0, 60)];

    [Theory, MemberData(nameof(Numbers))]
    public void Every_cell_is_in_one_task_and_every_task_in_one_array(int number)
    {
        var (work, limits) = Any(number);
        var plan = ClusterPlan.Of(work, limits);
        var jobs = plan.Tasks.Where(t => t.Kind == TaskKind.Cells).SelectMany(t => t.Jobs).ToList();
        Assert.Equal(work.Cells.Select(c => c.Identity).Order(), jobs.Select(j => j.Identity).Order());
        Assert.All(jobs, j => Assert.Equal((work.Latencies.Contains(j.Identity), false), (j.Latency, j.IsFinished)));
        Assert.All(jobs, j => Assert.Equal((work.OnnxRuntime.Contains(j.Identity), work.Int8.Contains(j.Identity), work.KeptWeights.Contains(j.Identity)), (j.OnnxRuntime, j.Int8, j.KeepWeights)));
        Assert.Equal(Enumerable.Range(0, plan.Tasks.Count), plan.Tasks.Select(t => t.Task));
        Assert.Equal(Enumerable.Range(0, plan.Tasks.Count), plan.Arrays.SelectMany(a => Enumerable.Range(a.First, a.Count)));
        Assert.Equal(Enumerable.Range(0, plan.Arrays.Count), plan.Arrays.Select(a => a.Number));
        Assert.All(plan.Arrays, a => Assert.InRange(a.Count, 1, limits.MaxArraySize - 1));
        Assert.All(plan.Arrays, a => Assert.All(Enumerable.Range(a.First, a.Count), t => Assert.Equal((a.Kind, a.Level), (plan.Tasks[t].Kind, plan.Tasks[t].Level))));
    }

    [Theory, MemberData(nameof(Numbers))]
    public void What_a_task_begins_from_is_made_in_an_earlier_level_by_a_task_that_its_array_waits_for(int number)
    {
        var (work, limits) = Any(number);
        var plan = ClusterPlan.Of(work, limits);
        var arrayOf = plan.Arrays.SelectMany(a => Enumerable.Repeat(a, a.Count)).ToList();
        var pretrainings = plan.Tasks.Where(t => t.Kind == TaskKind.Pretraining).SelectMany(t => t.Jobs.Select(j => (Task: t, Job: j))).ToDictionary(p => p.Job.Identity);
        var makers = new Dictionary<string, TaskLine>(); // a state, and who comes by it first
        foreach (var task in plan.Tasks.Where(t => t.Kind == TaskKind.Cells))
        {
            var array = arrayOf[task.Task];
            foreach (var job in task.Jobs)
            {
                Assert.Equal(work.IsPretrained(job.PretrainingIdentity) && !job.Shared.Any(s => s.IsPoint && !work.IsThere(s)), !pretrainings.ContainsKey(job.PretrainingIdentity));
                if (pretrainings.TryGetValue(job.PretrainingIdentity, out var start))
                {
                    Assert.Contains(start.Task.Task, task.Pretrainings);
                    if (array.AfterSuccess is [var sure]) Assert.Equal((start.Task.Task, job.PretrainingIdentity), (plan.Arrays[sure.Array].First + sure.Index, Assert.Single(start.Task.Jobs).Identity));
                    else Assert.True(IsAfter(array, start.Task.Task));
                    Assert.All(job.Shared.Where(s => s.IsPoint && !work.IsThere(s)), point => Assert.Contains(point, start.Job.Shared));
                }
                else Assert.Empty(array.AfterSuccess); // which would take it back for nothing
                foreach (var state in job.Shared.Where(s => !s.IsPoint && !work.IsThere(s)))
                    if (!makers.TryAdd(state.Hash, task) && makers[state.Hash] is { } maker)
                    {
                        Assert.True(maker.Level < task.Level);
                        Assert.True(WaitsFor(task, maker.Task), $"task {task.Task} does not wait for {maker.Task}");
                    }
            }
            Assert.All(task.After, other => Assert.True(arrayOf[other].Number < array.Number && IsAfter(array, other)));
        }
        bool IsAfter(ArrayPlan array, int other) => array.AfterTasks.Contains(new(arrayOf[other].Number, other - arrayOf[other].First)) || array.AfterArrays.Contains(arrayOf[other].Number);

        bool WaitsFor(TaskLine task, int other) => task.After.Any(a => a == other || WaitsFor(plan.Tasks[a], other));
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Tasks_take_15_to_60_minutes_where_costs_allow_and_the_longest_cells_come_first(int number)
    {
        var (work, limits) = Any(number);
        if (limits.CellsPerTask is not null) return;
        var plan = ClusterPlan.Of(work, limits);
        var tasks = plan.Tasks.Where(t => t.Kind == TaskKind.Cells).ToList();
        Assert.All(tasks.Where(t => t.Jobs.Count > 1), t => Assert.True(t.Seconds <= 3600, $"{t.Seconds} s"));
        foreach (var group in plan.Tasks.GroupBy(t => (t.Seed, t.Level, Makes: tasks.Any(o => o.After.Contains(t.Task)))))
            Assert.All(group.Where(t => t.Seconds < 900), t => Assert.DoesNotContain(group, other => other != t && other.Seconds + t.Seconds <= 3600));
        foreach (var array in plan.Arrays) // but for what was left over and went with another
        {
            var longest = plan.Tasks.Skip(array.First).Take(array.Count).Select(t => work.Seconds(Bench.Sweeps.Costs.CostClass.Of(t.Jobs[0].Cell, t.Kind == TaskKind.Pretraining))
                + (t.Jobs[0].Latency ? 5 * (1 + (t.Jobs[0].OnnxRuntime ? 1 : 0) + (t.Jobs[0].Int8 ? 1 : 0)) : 0)).ToList();
            if (array.Kind == TaskKind.Cells) Assert.Equal(longest.OrderDescending(), longest);
        }
    }

    [Theory, MemberData(nameof(Numbers))]
    public void No_more_tasks_run_at_once_than_asked_and_all_come_to_an_end(int number)
    {
        var (work, limits) = Any(number);
        var plan = ClusterPlan.Of(work, limits);
        var run = PretendScheduler.Run(plan, SeededStream.For(number, "noise"));
        Assert.Equal(plan.Tasks.Count, run.Order.Count);
        Assert.InRange(run.Most, 1, limits.Parallelism);
        Assert.All(plan.Arrays, a => Assert.All(a.AfterArrays.Concat(a.AfterTasks.Concat(a.AfterSuccess).Select(p => p.Array)), other => Assert.True(other < a.Number)));
    }

    [Theory, MemberData(nameof(Numbers))]
    public void No_more_tasks_run_at_once_than_asked_where_pretrainings_fail_and_what_needs_them_is_taken_back(int number)
    {
        var (work, limits) = Any(number);
        var plan = ClusterPlan.Of(work, limits);
        foreach (var share in new[] { 2, 3 })
        {
            var run = PretendScheduler.Run(plan, SeededStream.For(number, "noise"), task => task.Kind == TaskKind.Pretraining && task.Task % share == 0);
            Assert.InRange(run.Most, Math.Min(1, plan.Tasks.Count), limits.Parallelism);
        }
    }

    [Theory, MemberData(nameof(Numbers))]
    public void No_more_tasks_run_at_once_than_asked_where_somebody_cancels_arrays(int number)
    {
        var (work, limits) = Any(number);
        var plan = ClusterPlan.Of(work, limits);
        if (plan.Arrays.Count > 256) return; // of more, those far back are known to have ended by what the nearer ones say
        foreach (var share in new[] { 2, 3, 5 })
            Assert.InRange(PretendScheduler.Run(plan, SeededStream.For(number, "noise"), cancelled: array => array.Number % share == 1).Most, Math.Min(1, plan.Tasks.Count), limits.Parallelism);
    }

    // The last array of a seed fills all places. That it is taken back, as the pretraining of its model has failed, says nothing of the other model's, which run.
    [Fact]
    public void An_array_that_is_taken_back_does_not_stand_for_those_that_it_waited_for()
    {
        PlannedCell[] cells =
        [
            .. from seed in new[] { 1, 2 } from model in new[] { "lenet5", "conv2" } from ratio in Enumerable.Range(2, 8)
            select Cell(model == "conv2" ? "lottery-ticket" : "random", ratio, seed, model),
        ];
        var plan = ClusterPlan.Of(Work(cells, kind => kind.Pair.Model == "lenet5" ? 6000 : 60), Usual with { Parallelism = 4, CellsPerTask = 1 });
        var lost = plan.Tasks.First(t => t.Kind == TaskKind.Pretraining && t.Seed == 1 && t.Jobs[0].Cell.Model == "conv2").Task;
        Assert.InRange(PretendScheduler.Run(plan, fails: task => task.Task == lost).Most, 1, 4);
    }

    [Theory, MemberData(nameof(Numbers))]
    public void A_seed_s_work_is_submitted_before_the_next_seed_s(int number)
    {
        var (work, limits) = Any(number);
        var seeds = ClusterPlan.Of(work, limits).Arrays.Select(a => a.Seed).ToList();
        Assert.Equal(seeds.Order(), seeds);
    }

    // 2,000 tasks of half an hour or so, 100 at once: they take 20 turns at best.
    [Fact]
    public void The_bound_on_tasks_at_once_leaves_few_places_idle()
    {
        var cells = (
            from seed in Enumerable.Range(1, 5) from strategy in new[] { "global-magnitude", "random", "layer-gradient", "layer-magnitude" } from ratio in Enumerable.Range(0, 100)
            select Cell(strategy, 2 + ratio / 10.0, seed)).ToList();
        var plan = ClusterPlan.Of(Work(cells, kind => kind.Pretraining ? 60 : 1800), Usual with { Parallelism = 100 });
        var run = PretendScheduler.Run(plan, SeededStream.For(1, "noise"));
        Assert.Equal(2000 + 5, plan.Tasks.Count);
        Assert.Equal(100, run.Most);
        Assert.InRange(run.End, 0.9 * 20 * 1800, 1.25 * 20 * 1800);
    }

    [Fact]
    public void An_array_of_cells_waits_for_its_own_pretraining_alone()
    {
        PlannedCell[] cells = [Cell("random", 2, model: "lenet5"), Cell("random", 2, model: "conv2"), Cell("random", 4, model: "conv2")];
        var plan = ClusterPlan.Of(Work(cells, _ => 1200), Usual);
        Assert.Equal([(TaskKind.Pretraining, 2), (TaskKind.Cells, 2), (TaskKind.Cells, 1)], plan.Arrays.Select(a => (a.Kind, a.Count)));
        Assert.Equal([new TaskPlace(0, 0), new(0, 1)], plan.Arrays.SelectMany(a => a.AfterSuccess).OrderBy(p => p.Index));
        Assert.All(plan.Tasks.Where(t => t.Kind == TaskKind.Cells), t => Assert.All(t.Jobs, j => Assert.Equal(plan.Tasks[Assert.Single(t.Pretrainings)].Jobs[0].Identity, j.PretrainingIdentity)));
        Assert.All(plan.Arrays, a => Assert.Empty(a.AfterArrays));
    }

    // 50 models, of each a pretraining of 3 minutes and cells of 22 s for 15.
    [Fact]
    public void Cells_of_several_pretrainings_share_a_task_where_those_of_one_are_too_short_for_it_and_so_do_pretrainings()
    {
        PlannedCell[] cells =
        [
            .. from seed in new[] { 1, 2 } from model in Enumerable.Range(0, 50) from strategy in new[] { "random", "global-magnitude", "lottery-ticket" } from ratio in Enumerable.Range(2, 13)
            select Cell(strategy, ratio, seed, $"model{model}"),
        ];
        var plan = ClusterPlan.Of(Work(cells, kind => kind.Pretraining ? 180 : 22), Usual);
        Assert.All(plan.Tasks, t => Assert.InRange(t.Seconds, 900, 3600));
        Assert.All(plan.Tasks.Where(t => t.Kind == TaskKind.Pretraining), t => Assert.Equal(5, t.Jobs.Count));
        Assert.InRange(plan.Tasks.Count, (2 * 50 * 180 + cells.Length * 22) / 3600, (2 * 50 * 180 + cells.Length * 22) / 900);
        Assert.All(plan.Tasks.Where(t => t.Level == 1 && !plan.Tasks.Any(o => o.After.Contains(t.Task))), t => Assert.InRange(t.Pretrainings.Count, 1, 6)); // and so need not wait for all
        Assert.All(plan.Arrays, a => Assert.Empty(a.AfterSuccess)); // as one that fails would take back the cells of others
    }

    [Fact]
    public void Cells_that_start_from_what_is_there_are_not_taken_back_with_those_that_share_their_task()
    {
        PlannedCell[] cells = [Cell("random", 2, model: "lenet5"), Cell("random", 2, model: "conv2")];
        var plan = ClusterPlan.Of(Work(cells, kind => kind.Pretraining ? 1200 : 300) with { IsPretrained = start => start == cells[0].PretrainingIdentity }, Usual);
        Assert.Equal(2, Assert.Single(plan.Tasks, t => t.Kind == TaskKind.Cells).Jobs.Count);
        Assert.Equal((0, 0), (plan.Arrays[1].AfterSuccess.Count, Assert.Single(plan.Arrays[1].AfterArrays)));
    }

    // The longest way, of 32, makes all states that the others begin with; nothing waits that could begin at once.
    [Fact]
    public void Of_cells_that_share_states_the_one_with_the_longest_way_goes_first()
    {
        var cells = new[] { 2.0, 4, 8, 16, 32 }.Select(c => Cell("lottery-ticket", c)).Append(Cell("random", 2)).ToList();
        var plan = ClusterPlan.Of(Work(cells), Usual);
        Assert.Equal([0, 1, 1, 2], plan.Arrays.Select(a => a.Level));
        Assert.Equal([16.0], plan.Tasks[1].Jobs.Select(j => j.Cell.Compression)); // of 16 and 32, as long, the first
        Assert.Equal(["random"], plan.Tasks[2].Jobs.Select(j => j.Cell.Strategy.Name));
        Assert.Equal([2, 4, 8, 32.0], plan.Tasks.Skip(3).SelectMany(t => t.Jobs).Select(j => j.Cell.Compression));
        Assert.Equal([1], plan.Arrays[3].AfterArrays);
        Assert.Empty(plan.Arrays[2].AfterArrays);
        var alone = ClusterPlan.Of(Work(cells) with { Shared = SharedWork.Of(cells, pointsOnly: true) }, Usual);
        Assert.Equal([0, 1], alone.Arrays.Select(a => a.Level));
    }

    [Fact]
    public void A_point_of_the_pretraining_is_made_with_it_and_by_a_task_where_it_alone_is_missing()
    {
        PlannedCell[] cells = [Cell("lottery-ticket", 2, rewindTo: 1), Cell("lottery-ticket", 2, model: "conv2")];
        var plan = ClusterPlan.Of(Work(cells) with { IsPretrained = _ => true }, Usual);
        var made = Assert.Single(plan.Tasks, t => t.Kind == TaskKind.Pretraining);
        Assert.Equal(SharedWork.PointName(cells[0].PretrainingIdentity, 10), Assert.Single(made.Jobs[0].Shared).Hash);
        Assert.Equal(600 * 0.25, made.Seconds); // 10 of 40 steps
    }

    [Fact]
    public void Asked_numbers_of_cells_hold_whatever_they_cost()
    {
        var cells = Enumerable.Range(0, 10).Select(i => Cell("random", 2 + i)).ToList();
        var plan = ClusterPlan.Of(Work(cells), Usual with { CellsPerTask = 4 });
        Assert.Equal([4, 4, 2], plan.Tasks.Where(t => t.Kind == TaskKind.Cells).Select(t => t.Jobs.Count));
    }

    // Of 40 minutes each: four workers do four at a time.
    [Fact]
    public void A_task_of_several_workers_has_as_many_times_the_cells()
    {
        var cells = Enumerable.Range(0, 16).Select(i => Cell("random", 2 + i)).ToList();
        ClusterPlan PlanOf(double seconds) => ClusterPlan.Of(Work(cells, _ => seconds) with { IsPretrained = _ => true }, Usual with { Workers = 4 });
        Assert.Equal([(4, 2400.0), (4, 2400), (4, 2400), (4, 2400)], PlanOf(2400).Tasks.Select(t => (t.Jobs.Count, t.Seconds)));
        Assert.Equal([(8, 1200.0), (8, 1200)], PlanOf(600).Tasks.Select(t => (t.Jobs.Count, t.Seconds)));
        Assert.Equal(8000, Assert.Single(ClusterPlan.Of(Work([cells[0]], _ => 8000) with { IsPretrained = _ => true }, Usual with { Workers = 4 }).Tasks).Seconds);
    }

    [Fact]
    public void Under_a_short_time_limit_tasks_are_shorter()
    {
        var cells = Enumerable.Range(0, 16).Select(i => Cell("random", 2 + i)).ToList();
        var plan = ClusterPlan.Of(Work(cells, _ => 200) with { IsPretrained = _ => true }, Usual.Within(TimeSpan.FromMinutes(20)));
        Assert.All(plan.Tasks, t => Assert.InRange(t.Seconds, 240, 960));
        Assert.Equal(Usual, Usual.Within(null));
        Assert.Equal(Usual, Usual.Within(TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Cells_whose_latencies_alone_are_missing_wait_for_nothing()
    {
        PlannedCell[] cells = [Cell("random", 2), Cell("random", 4)];
        var plan = ClusterPlan.Of(Work([cells[0]]) with { Unmeasured = [(cells[1], new() { KeptUnits = "x", Densities = new Dictionary<string, double>() })] }, Usual);
        var job = Assert.Single(plan.Tasks.SelectMany(t => t.Jobs), j => j.IsFinished);
        Assert.Equal((cells[1].Identity, true, "x"), (job.Identity, job.Latency, job.Shape!.KeptUnits));
        Assert.Empty(plan.Arrays.Single(a => plan.Tasks[a.First].Jobs.Contains(job)).AfterSuccess);
    }

    [Fact]
    public void Nothing_to_do_is_no_array() => Assert.Empty(ClusterPlan.Of(Work([]), Usual).Arrays);
}
