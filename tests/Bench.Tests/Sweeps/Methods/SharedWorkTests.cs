using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Tests.Sweeps.Methods;

public sealed class SharedWorkTests
{
    // 1,000 training samples, 100 a step: 10 steps an epoch.
    private static PlannedCell Cell(string strategy, double compression, int seed = 1, int pretrainingEpochs = 4, int rewindTo = 0)
    {
        var spec = StrategyCatalogue.Find(strategy).Spec;
        if (rewindTo > 0) spec = spec with { RetrainingOptions = spec.RetrainingOptions.With("epoch", System.Text.Json.JsonSerializer.SerializeToElement(rewindTo)) };
        var recipe = new RecipeSpec { Name = "r", Optimizer = new() { Name = "sgd" }, LearningRate = new() { Rate = 0.1 }, Epochs = pretrainingEpochs, Batch = 100 };
        var cell = new CellSpec
        {
            Protocol = "bench", Dataset = new() { Name = "digits" }, Model = "lenet5", Seed = seed, Compression = compression, Strategy = spec, Pretraining = recipe,
            Retraining = Retrainings.Find(spec.Retraining).UsesRetrainingRecipe(spec) ? recipe with { Epochs = 2 } : null,
        };
        if (!Method.IsSimple(cell)) cell = cell with { Facts = new(1000, (long)(1000 / compression), 1000) };
        return new(cell, CellIdentity.Of(cell), CellIdentity.PretrainingOf(cell));
    }

    [Fact]
    public void Five_ratios_of_a_lottery_ticket_cost_the_longest_chain_and_a_last_round_each()
    {
        double[] ratios = [2, 4, 8, 16, 32];
        var cells = ratios.Select(c => Cell("lottery-ticket", c)).ToList();
        var work = SharedWork.Of(cells);
        // Rounds of 0.8: 800, 640, 512 | 500; 327, 262 | 250; ...: 4, 7, 10, 13 and 16 rounds of 4,000 samples.
        Assert.Equal(4000 * (4 + 7 + 10 + 13 + 16), work.Samples);
        Assert.Equal(4000 * (15 + 5), work.Samples - work.SavedSamples);
        // Ways part after 3, 6, 9 and 12 rounds: the longest chain passes all of these, the shortest one.
        Assert.Equal([1, 2, 3, 4, 4], cells.Select(c => work.Of(c.Identity).Count));
        Assert.Equal(4, work.Kept.Count);
    }

    [Fact]
    public void Simple_cells_share_nothing_but_their_pretraining()
    {
        var work = SharedWork.Of([Cell("global-magnitude", 2), Cell("global-magnitude", 4), Cell("random", 4)]);
        Assert.Equal((0, 0, 0), (work.Samples, work.SavedSamples, work.Kept.Count));
    }

    [Fact]
    public void A_scan_of_single_layers_is_made_once_for_all_ratios_and_apart_for_other_densities()
    {
        var work = SharedWork.Of([Cell("sensitivity-magnitude", 2), Cell("sensitivity-magnitude", 4), Cell("global-magnitude", 4)]);
        Assert.Equal(1, Assert.Single(work.Kept).State.Step); // after the scan, which follows the beginning
        Assert.Empty(SharedWork.Of([Cell("sensitivity-magnitude", 2), Cell("sensitivity-magnitude", 4, seed: 2)]).Kept);
        var other = Cell("sensitivity-magnitude", 4) is var cell ? cell with
        {
            Spec = cell.Spec with { Strategy = cell.Spec.Strategy with { ScopeOptions = Bench.Core.OptionValues.None.With("samples", System.Text.Json.JsonSerializer.SerializeToElement(100)) } },
        } : null!;
        Assert.Empty(SharedWork.Of([Cell("sensitivity-magnitude", 2), other]).Kept);
    }

    [Fact]
    public void Seed_recipe_and_criterion_tell_prefixes_apart()
    {
        Assert.Empty(SharedWork.Of([Cell("lottery-ticket", 4), Cell("lottery-ticket", 8, seed: 2)]).Kept);
        Assert.Empty(SharedWork.Of([Cell("lottery-ticket", 4), Cell("lottery-ticket", 8, pretrainingEpochs: 5)]).Kept);
        Assert.Empty(SharedWork.Of([Cell("lottery-ticket", 4), Cell("imp-lr-rewind", 8)]).Kept);
        Assert.Single(SharedWork.Of([Cell("lottery-ticket", 4), Cell("lottery-ticket", 8)]).Kept);
    }

    // States that lie on people's disks are found by these names, and what is computed once must go on being so.
    [Theory]
    [InlineData("lottery-ticket", "be8a9b0631317f16d446c7f3e059dbdb")]
    [InlineData("gradual-magnitude", "b6560962ac54d29fcf26c2cdbcdb80c6")]
    [InlineData("movement", "9525e7edaac22053f0cd4c3466b8c8ac")]
    [InlineData("woodfisher-iterative", "b4fde847801752e1d46a8e6eb502e5f7")]
    [InlineData("scratch-b", "4535c80827e0c57bc6ede0334830c5b5")]
    [InlineData("rigl", "64a2288ad8bf2a41e0b60c76e49f1001")]
    public void Names_of_states_stay_what_they_were_released_as(string strategy, string hash)
    {
        var cell = Cell(strategy, 4).Spec;
        var steps = Method.StepsOf(cell, cell.Facts! with { NeedsTraining = strategy == "movement" });
        Assert.Equal(hash, SharedWork.HashesOf(cell, steps)[^1]);
    }

    [Fact]
    public void A_state_is_free_once_the_last_cell_that_needs_it_is_done()
    {
        var (short_, middle, @long) = (Cell("lottery-ticket", 2), Cell("lottery-ticket", 4), Cell("lottery-ticket", 8));
        var work = SharedWork.Of([short_, middle, @long]);
        Assert.Empty(work.Done(@long.Identity));
        Assert.Single(work.Done(middle.Identity));
        Assert.Single(work.Done(short_.Identity));
        Assert.Empty(work.Needed);
    }

    [Fact]
    public void A_point_of_the_pretraining_goes_with_the_last_cell_that_goes_back_to_it_even_if_that_is_the_only_one()
    {
        var cell = Cell("lottery-ticket", 2, rewindTo: 1);
        var work = SharedWork.Of([cell]);
        Assert.Equal(SharedWork.PointName(cell.PretrainingIdentity, 10), Assert.Single(work.Done(cell.Identity)).Hash);
    }

    [Fact]
    public void Points_are_kept_and_go_also_where_every_cell_computes_all_of_its_own()
    {
        PlannedCell[] cells = [Cell("lottery-ticket", 4, rewindTo: 1), Cell("lottery-ticket", 8, rewindTo: 1), Cell("lottery-ticket", 4), Cell("lottery-ticket", 8)];
        Assert.Equal([false, false, true], SharedWork.Of(cells).Kept.Select(k => k.State.IsPoint).Order());
        var work = SharedWork.Of(cells, pointsOnly: true);
        Assert.Equal(new KeptState(new(-1, SharedWork.PointName(cells[0].PretrainingIdentity, 10)), "digits", "lenet5"), Assert.Single(work.Kept));
        Assert.Empty(work.Done(cells[0].Identity));
        Assert.Single(work.Done(cells[1].Identity));
        Assert.Empty(work.Kept);
        Assert.Empty(work.Done(cells[2].Identity));
    }

    // Two points of four bytes a parameter, and one state of four times that; that of a small network counts as such.
    [Fact]
    public void Disk_of_points_and_states_is_that_of_their_own_networks()
    {
        var pairs = new Dictionary<(string, string), PairFacts> { [("digits", "lenet5")] = new(1, 100, null), [("digits", "vgg16-bn")] = new(1, 1_000_000, null) };
        PlannedCell[] cells = [Cell("lottery-ticket", 4, rewindTo: 1), Cell("lottery-ticket", 8, rewindTo: 1), Cell("lottery-ticket", 8, rewindTo: 2)];
        var use = new DiskUse(1, 2, 3).With(pairs, SharedWork.Of(cells).Kept);
        Assert.Equal(new DiskUse(1, 2, 3, Points: 2 * 4 * 100, Shared: 4 * 4 * 100), use);
        Assert.Equal(1 + 2 + 3 + 800 + 1600, use.Total);
    }
}
