using Bench.Harness.Running;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.TorchTests.Harness.Running;

public sealed class SchedulerTests
{
    private static readonly string[] Strategies = ["global-magnitude", "layer-magnitude", "global-gradient", "random"];

    // Two seeds; in each a short model before a long one, as a sweep file may name them.
    private static IReadOnlyList<PlannedCell> Plan() =>
    [
        .. from seed in new[] { 7, 3 }
           from model in new[] { "lenet5", "conv2" }
           from strategy in Strategies
           from compression in new[] { 2.0, 4, 8 }
           select TinyCells.Planned(TinyCells.Cell(strategy, compression, seed, model)),
    ];

    private static double Cost(CostClass job) => job.Pair.Model == "conv2" ? 10 : 1;

    // All jobs in the order in which workers that take one after the other get them; every one is finished at once.
    private static List<(int Worker, Job Job)> Order(IReadOnlyList<PlannedCell> plan, int workers = 1, Func<CostClass, double>? cost = null)
    {
        var scheduler = new Scheduler(plan, cost ?? Cost);
        var order = new List<(int, Job)>();
        for (var worker = 0; scheduler.Take(worker, CancellationToken.None) is { } job; worker = (worker + 1) % workers)
        {
            order.Add((worker, job));
            scheduler.Finished(job);
        }
        return order;
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Every_job_is_given_out_once_and_a_start_before_its_cells(int workers)
    {
        var order = Order(Plan(), workers).Select(o => o.Job).ToList();
        Assert.Equal(Plan().Select(c => c.Identity).Order(), order.Where(j => j.Kind == JobKind.Cell).Select(j => j.Identity).Order());
        Assert.Equal(4, order.Count(j => j.Kind == JobKind.Pretraining));
        var there = new HashSet<string>();
        foreach (var job in order) Assert.True(job.Kind == JobKind.Pretraining ? there.Add(job.Identity) : there.Contains(job.PretrainingIdentity));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void A_seed_is_finished_pretrainings_included_before_the_next_is_begun_whatever_takes_longest(int workers) =>
        Assert.Equal(Enumerable.Repeat(7, 26).Concat(Enumerable.Repeat(3, 26)), Order(Plan(), workers).Select(o => o.Job.Cell.Seed));

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void In_each_seed_the_longest_come_first_and_cells_that_can_be_begun_before_another_pretraining(int workers)
    {
        foreach (var seed in Order(Plan(), workers).Select(o => o.Job).GroupBy(j => j.Cell.Seed))
        {
            Assert.Equal(Enumerable.Repeat("conv2", 13).Concat(Enumerable.Repeat("lenet5", 13)), seed.Select(j => j.Cell.Model));
            Assert.Equal([0, 13], seed.Index().Where(j => j.Item.Kind == JobKind.Pretraining).Select(j => j.Index));
        }
    }

    [Fact]
    public void A_worker_stays_with_the_start_and_criterion_that_it_has_in_memory()
    {
        var cells = Order(Plan(), workers: 2).Where(o => o.Job.Kind == JobKind.Cell && o.Job.Cell is { Seed: 7, Model: "conv2" }).ToList();
        // Magnitude has six cells, the two others three each: one worker takes those, one the others.
        foreach (var criterion in cells.GroupBy(o => o.Job.Cell.Strategy.Criterion)) Assert.Single(criterion.Select(o => o.Worker).Distinct());
    }

    [Fact]
    public void A_worker_without_a_criterion_of_its_own_helps_with_what_is_longest()
    {
        var plan = Plan().Where(c => c.Spec.Seed == 7 && (c.Spec.Model == "lenet5" || c.Spec.Strategy.Criterion == "random")).ToList();
        var cells = Order(plan, workers: 3).Where(o => o.Job.Kind == JobKind.Cell).Take(3).ToList();
        Assert.All(cells, o => Assert.Equal("conv2", o.Job.Cell.Model));
        Assert.Equal(3, cells.Select(o => o.Worker).Distinct().Count());
    }

    [Fact]
    public void A_later_seed_whose_start_is_ready_first_is_begun()
    {
        var scheduler = new Scheduler([.. Plan().Where(c => c.Spec.Model == "conv2")], Cost);
        var pretrainings = new[] { 1, 2 }.Select(worker => scheduler.Take(worker, CancellationToken.None)!).ToList();
        scheduler.Finished(pretrainings[1]);
        Assert.Equal(3, scheduler.Take(2, CancellationToken.None)!.Cell.Seed);
        scheduler.Finished(pretrainings[0]);
        Assert.Equal(7, scheduler.Take(1, CancellationToken.None)!.Cell.Seed);
    }

    [Fact]
    public void Cells_whose_start_is_not_ready_do_not_hold_up_the_others()
    {
        var scheduler = new Scheduler(Plan(), Cost);
        var starts = Enumerable.Range(0, 4).Select(i => scheduler.Take(i, CancellationToken.None)!).ToList();
        scheduler.Finished(starts.Single(s => s.Cell is { Model: "lenet5", Seed: 7 }));
        Assert.Equal(("lenet5", 7), (scheduler.Take(0, CancellationToken.None)!.Cell.Model, 7));
        scheduler.Finished(starts.Single(s => s.Cell is { Model: "conv2", Seed: 7 }));
        Assert.Equal("conv2", scheduler.Take(1, CancellationToken.None)!.Cell.Model);
    }

    [Fact]
    public void A_failed_attempt_is_made_up_for_first_and_a_failed_start_takes_its_cells_with_it()
    {
        var scheduler = new Scheduler(Plan(), Cost);
        var lost = scheduler.Take(0, CancellationToken.None)!;
        Assert.Equal(Plan().Count(c => c.PretrainingIdentity == lost.Identity), scheduler.Failed(lost, "NaN").Count);
        scheduler.Finished(scheduler.Take(0, CancellationToken.None)!);

        var job = scheduler.Take(0, CancellationToken.None)!;
        scheduler.TryAgain(job);
        Assert.Equal(job, scheduler.Take(1, CancellationToken.None));
    }

    [Fact]
    public void A_pretraining_that_is_tried_again_keeps_to_its_seed()
    {
        var scheduler = new Scheduler([.. Plan().Where(c => c.Spec.Model == "conv2")], Cost);
        var first = scheduler.Take(1, CancellationToken.None)!;
        var second = scheduler.Take(2, CancellationToken.None)!;
        scheduler.Finished(first);
        scheduler.TryAgain(second);
        Assert.Equal((JobKind.Cell, 7), scheduler.Take(2, CancellationToken.None) is { } job ? (job.Kind, job.Cell.Seed) : default);
        Assert.Equal(second, Remaining(scheduler).First(j => j.Kind == JobKind.Pretraining));
    }

    [Fact]
    public void The_order_is_the_same_every_time() =>
        Assert.Equal(Order(Plan(), 3).Select(o => (o.Worker, o.Job.Identity)), Order(Plan(), 3).Select(o => (o.Worker, o.Job.Identity)));

    private static IEnumerable<Job> Remaining(Scheduler scheduler)
    {
        while (scheduler.Take(2, CancellationToken.None) is { } job)
        {
            scheduler.Finished(job);
            yield return job;
        }
    }
}
