using Bench.Harness.Running;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.TorchTests.Harness.Running;

/// <summary>Whole nights on a clock that is only counted: who works at what, and what is there when the night is cut short.</summary>
public sealed class NightTests
{
    private const double Long = 100;

    // Ten cells of 1 s for each seed and model, and one pretraining that takes far longer.
    private static IReadOnlyList<PlannedCell> Plan(int seeds, params string[] models) =>
    [
        .. from seed in Enumerable.Range(1, seeds)
           from model in models
           from strategy in new[] { "global-magnitude", "random" }
           from compression in new[] { 2.0, 4, 8, 16, 32 }
           select TinyCells.Planned(TinyCells.Cell(strategy, compression, seed, model)),
    ];

    private static double Cost(CostClass job) => (job.Pretraining ? Long : 1) * (job.Pair.Model == "conv2" ? 2 : 1);

    /// <summary>Something that a worker did, and when.</summary>
    private sealed record Entry(int Worker, Job Job, double From, double To);

    // Asks for each free worker in turn, as the coordinator's threads do; no worker may be left without a job that could be begun.
    private static List<Entry> Play(IReadOnlyList<PlannedCell> plan, int workers)
    {
        var scheduler = new Scheduler(plan, Cost);
        var night = new List<Entry>();
        var busy = new PriorityQueue<Entry, double>();
        var free = new SortedSet<int>(Enumerable.Range(0, workers));
        for (double now = 0; ;)
        {
            foreach (var worker in free.ToList())
            {
                if (scheduler.TryTake(worker) is not { } job) break;
                free.Remove(worker);
                var entry = new Entry(worker, job, now, now + Cost(CostClass.Of(job.Cell, job.Kind == JobKind.Pretraining)));
                night.Add(entry);
                busy.Enqueue(entry, entry.To);
            }
            if (!busy.TryPeek(out _, out now)) return night;
            while (busy.TryPeek(out var done, out var end) && end == now)
            {
                scheduler.Finished(busy.Dequeue().Job);
                free.Add(done.Worker);
            }
        }
    }

    [Theory]
    [InlineData(1, 2, "lenet5")] // two seeds, one after the other
    [InlineData(1, 1, "lenet5", "lenet-300-100")] // two models
    [InlineData(2, 4, "lenet5")]
    public void A_night_of_long_pretrainings_that_is_stopped_halfway_has_finished_cells(int workers, int seeds, params string[] models)
    {
        var night = Play(Plan(seeds, models), workers);
        var cells = night.Where(e => e.Job.Kind == JobKind.Cell && e.To <= night.Max(last => last.To) / 2 + 10).ToList();
        Assert.True(cells.Count >= 10, $"{cells.Count} cells");
        if (models.Length == 1) Assert.Equal(10, cells.Count(e => e.Job.Cell.Seed == 1));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(8)]
    public void Nothing_of_a_later_seed_is_begun_while_something_of_an_earlier_one_can_be(int workers)
    {
        var plan = Plan(3, "lenet5", "conv2");
        var night = Play(plan, workers);
        foreach (var entry in night)
            foreach (var other in night.Where(o => o.From > entry.From && o.Job.Cell.Seed < entry.Job.Cell.Seed))
                Assert.True(other.Job.Kind == JobKind.Cell && StartOf(other).To > entry.From, $"{entry} before {other}");

        Entry StartOf(Entry cell) => night.Single(e => e.Job.Identity == cell.Job.PretrainingIdentity);
    }

    [Theory, InlineData(2), InlineData(3), InlineData(8)]
    public void A_worker_is_without_work_only_while_everything_left_waits_for_a_pretraining_under_way(int workers)
    {
        var night = Play(Plan(3, "lenet5", "conv2"), workers);
        foreach (var moment in night.Select(e => e.To).Distinct())
        {
            if (night.Count(e => e.From <= moment && moment < e.To) >= workers) continue;
            foreach (var later in night.Where(e => e.From > moment))
                Assert.True(later.Job.Kind == JobKind.Cell && night.Single(e => e.Job.Identity == later.Job.PretrainingIdentity).To > moment, $"{later} could be begun at {moment}");
        }
    }

    [Theory]
    [InlineData(1, 2, "lenet5")]
    [InlineData(2, 3, "lenet5")] // the third pretraining comes after the cells, with nobody beside it
    [InlineData(2, 3, "lenet5", "conv2")]
    [InlineData(3, 2, "lenet5", "conv2")]
    [InlineData(16, 3, "lenet5", "conv2")]
    public void The_end_that_is_foreseen_is_that_of_the_night_to_about_a_cell(int workers, int seeds, params string[] models)
    {
        var plan = Plan(seeds, models);
        var end = Play(plan, workers).Max(e => e.To);
        Assert.InRange(Rehearsal.Seconds(RemainingJobs.Of(plan, _ => false), Cost, workers, []), end - 2, end + 2);
    }

    [Fact]
    public void The_end_of_a_hundred_thousand_cells_is_foreseen_from_as_few_costs_as_that_of_a_few()
    {
        CellSpec[] specs = [.. Enumerable.Range(1, 10).Select(seed => TinyCells.Cell("random", 2, seed))];
        var (few, _) = Foresee(cellsEach: 10);
        var (asked, end) = Foresee(cellsEach: 10_000);
        // Nine pretrainings and 100,000 cells on two workers; the last pretraining has nobody beside it.
        Assert.InRange(end, 50_000 + 9 * Long / 2, 50_000 + 9 * Long / 2 + 10);
        Assert.Equal(few, asked);

        (int Asked, double End) Foresee(int cellsEach)
        {
            var jobs = RemainingJobs.Of(specs.SelectMany(spec => Enumerable.Repeat(TinyCells.Planned(spec), cellsEach)), _ => false);
            var count = 0;
            var seconds = Rehearsal.Seconds(jobs, Counted, 2, [new(CellIdentity.PretrainingOf(specs[0]), CostClass.Of(specs[0], true), 3)]);
            return (count, seconds);

            double Counted(CostClass job)
            {
                count++;
                return Cost(job);
            }
        }
    }

    [Fact]
    public void The_end_is_foreseen_from_the_middle_of_the_night_too()
    {
        var plan = Plan(2, "lenet5");
        var jobs = RemainingJobs.Of(plan, _ => false);
        var start = plan[0].PretrainingIdentity;
        var pretraining = CostClass.Of(plan[0].Spec, pretraining: true);
        Assert.Equal(220 - 40, Rehearsal.Seconds(jobs, Cost, 1, [new(start, pretraining, Long - 40)]), 9);

        jobs.PretrainingDone(start);
        for (var i = 0; i < 5; i++) jobs.CellDone(start, CostClass.Of(plan[0].Spec, pretraining: false));
        Assert.Equal(4.5 + 110, Rehearsal.Seconds(jobs, Cost, 1, [new(start, CostClass.Of(plan[0].Spec, pretraining: false), 0.5)]), 9);
    }
}
