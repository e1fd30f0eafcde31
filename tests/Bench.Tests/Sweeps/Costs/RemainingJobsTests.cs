using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Tests.Sweeps.Costs;

public class RemainingJobsTests
{
    private static readonly SweepPlan Plan = Planner.Plan(
        Words.Load("datasets: [mnist]\nmodels: [lenet5, lenet]\nstrategies: [random, layer-gradient]\ncompressions: [1, 2]\nseeds: [1, 2]\n"), new Words.Facts());

    private static CostModel KnowingLenet5(double secondsACell)
    {
        var costs = new CostModel(Plan.Pairs);
        var pair = new PairKind("mnist", "lenet5", "fp32");
        costs.Add(new CellObservation(pair, new(54_000, 6_000, 10_000), Evaluated: 1, EvaluationSeconds: 0, OtherSeconds: secondsACell));
        foreach (var kind in RemainingJobs.Of(Plan.Cells, _ => false).Counts.Keys.Where(k => k.Pair == pair))
            costs.Add(new TrainingObservation(TrainingKind.Of(pair, kind.Pretraining, kind.Recipe!), Trained: 1, Evaluated: 0, Seconds: 0));
        return costs;
    }

    [Fact]
    public void Each_shared_pretraining_counts_once_and_one_that_is_there_not_at_all()
    {
        var jobs = RemainingJobs.Of(Plan.Cells, _ => false);
        Assert.Equal([2, 2], jobs.Counts.Where(j => j.Key.Pretraining).Select(j => j.Value));
        Assert.Equal([6, 6], jobs.Counts.Where(j => !j.Key.Pretraining).Select(j => j.Value));

        var made = Plan.Pretrainings[0].Identity;
        Assert.Equal(3, RemainingJobs.Of(Plan.Cells, start => start == made).Counts.Where(j => j.Key.Pretraining).Sum(j => j.Value));
        Assert.Equal(2, RemainingJobs.Of(Plan.Cells.Take(1), _ => false).Counts.Values.Sum());
    }

    [Fact]
    public void Work_is_divided_by_the_workers_but_no_job_by_itself()
    {
        var jobs = RemainingJobs.Of(Plan.Cells.Where(c => c.Spec.Model == "lenet5"), _ => true);
        Assert.Equal(60, TimeLeft.Of(jobs, KnowingLenet5(10), workers: 1).Seconds.Expected, 6);
        Assert.Equal(30, TimeLeft.Of(jobs, KnowingLenet5(10), workers: 2).Seconds.Expected, 6);
        Assert.Equal(10, TimeLeft.Of(jobs, KnowingLenet5(10), workers: 100).Seconds.Expected, 6);
    }

    [Fact]
    public void What_is_not_known_is_left_out_and_named()
    {
        var left = TimeLeft.Of(RemainingJobs.Of(Plan.Cells, _ => false), KnowingLenet5(10), workers: 1);
        Assert.Equal(8, left.Jobs);
        Assert.All(left.Unknown, u => Assert.Equal("lenet", u.Kind.Pair.Model));
        Assert.Equal(8, left.Unknown.Sum(u => u.Count));
    }

    [Fact]
    public void A_pruned_cell_of_each_unknown_pair_is_measured()
    {
        var jobs = RemainingJobs.Of(Plan.Cells, _ => false);
        Assert.Equal(["lenet5", "lenet"], Unmeasured.Of(Plan.Cells, jobs, new CostModel(Plan.Pairs)).Select(c => c.Model));
        var one = Assert.Single(Unmeasured.Of(Plan.Cells, jobs, KnowingLenet5(10)));
        Assert.Equal(("lenet", false), (one.Model, one.IsControl));
    }

    [Fact]
    public void A_scan_that_cells_of_all_ratios_divide_by_counts_once_a_network()
    {
        var plan = Planner.Plan(Words.Load("datasets: [mnist]\nmodels: [lenet5]\nstrategies: [sensitivity-magnitude]\ncompressions: [1, 2, 4, 8]\nseeds: [1, 2]\n", Words.All with { Strategies = StrategyCatalogue.All }), new Words.Facts());
        var jobs = RemainingJobs.Of(plan.Cells, _ => true);
        var cells = plan.Cells.Where(c => !c.Spec.IsControl).ToList();
        var (with, without) = (CostClass.Of(cells[0].Spec, pretraining: false).Work!, CostClass.Of(cells[0].Spec, pretraining: false, scanned: true).Work!);
        Assert.True(with.Evaluated > without.Evaluated && with.Trained == without.Trained);
        Assert.Equal((2, 4), (jobs.Counts.Single(j => j.Key.Work == with).Value, jobs.Counts.Single(j => j.Key.Work == without).Value));
        Assert.Single(SharedWork.Of(plan.Cells.Where(c => c.Spec.Seed == 1)).Kept); // on the disk too
        foreach (var cell in plan.Cells) jobs.CellDone(cell.PretrainingIdentity, jobs.ClassOf(cell.Spec, pretraining: false));
        Assert.All(jobs.Counts.Values, left => Assert.Equal(0, left));
    }

    [Fact]
    public void The_disk_takes_cells_weights_and_a_checkpoint_a_worker()
    {
        var jobs = RemainingJobs.Of(Plan.Cells, _ => false);
        Assert.Equal(new DiskUse(12 * 5_000, 4 * 4 * 10_000, 3 * 16 * 10_000), DiskUse.Of(Plan.Pairs, 12, jobs, workers: 3, bytesPerCell: 5_000));
    }
}
