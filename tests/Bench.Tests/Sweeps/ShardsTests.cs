using Bench.Core;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Tests.Sweeps;

public sealed class ShardsTests
{
    private const string Grid = "datasets: [mnist, cifar10]\nmodels: [lenet5, conv2]\nstrategies: [global-magnitude, layer-gradient, random]\ncompressions: [1, 2, 4]\nseeds: [1, 2]\n";
    private const string Chains =
        "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [lottery-ticket, global-magnitude, gradual-magnitude]\ncompressions: [1, 2, 4, 8, 16]\nseeds: [1, 2, 3]\n";

    private static SweepPlan Plan(string text, Words.Facts? facts = null) =>
        Planner.Plan(Words.Load(text, Words.All with { Strategies = [.. StrategyCatalogue.All], Structures = [new("weight")] }), facts ?? new());

    private static IReadOnlyList<IReadOnlyList<PlannedCell>> Parts(SweepPlan plan, int count) =>
        [.. Enumerable.Range(1, count).Select(k => new Shard(k, count).Of(plan).Cells)];

    // What a machine that has nothing does for a part, in the plan's own guess.
    private static double Work(SweepPlan plan, IReadOnlyList<PlannedCell> part)
    {
        var (costs, shared) = (new CostModel(plan.Pairs), SharedWork.Of(part));
        return part.DistinctBy(c => c.PretrainingIdentity).Sum(c => costs.Guess(CostClass.Of(c.Spec, pretraining: true))) + part.Sum(c =>
        {
            var kind = CostClass.Of(c.Spec, pretraining: false);
            return costs.Guess(kind) * (kind.Work is { } work ? 1 - (double)shared.SavedOf(c.Identity) / work.Trained : 1);
        });
    }

    [Theory]
    [InlineData(Grid, 1)]
    [InlineData(Grid, 3)]
    [InlineData(Grid, 5)]
    [InlineData(Grid, 56)]
    [InlineData(Grid, 80)]
    [InlineData(Chains, 2)]
    [InlineData(Chains, 7)]
    public void Every_cell_is_in_one_part_in_the_plan_s_order(string text, int count)
    {
        var plan = Plan(text);
        var parts = Parts(plan, count);
        Assert.Equal(plan.Cells.Select(c => c.Identity).Order(), parts.SelectMany(p => p).Select(c => c.Identity).Order());
        var places = plan.Cells.Index().ToDictionary(c => c.Item.Identity, c => c.Index);
        Assert.All(parts, part => Assert.Equal(part.Select(c => places[c.Identity]).Order(), part.Select(c => places[c.Identity])));
        Assert.Equal(Math.Min(count, plan.Cells.Count), parts.Count(p => p.Count > 0));
    }

    [Fact]
    public void Pretrainings_stay_whole_where_they_divide_evenly()
    {
        var plan = Plan(Grid);
        foreach (var count in new[] { 2, 4, 8 })
            Assert.All(Parts(plan, count), part => Assert.Equal((56 / count, 8 / count), (part.Count, part.DistinctBy(c => c.PretrainingIdentity).Count())));
    }

    [Theory]
    [InlineData(Grid, 3)]
    [InlineData(Grid, 5)]
    [InlineData(Grid, 7)]
    [InlineData(Chains, 3)]
    [InlineData(Chains, 4)]
    [InlineData(Chains, 5)]
    public void Parts_are_about_equal_and_make_no_more_pretrainings_twice_than_there_are_cuts(string text, int count)
    {
        var plan = Plan(text);
        var parts = Parts(plan, count);
        var work = parts.Select(p => Work(plan, p)).ToList();
        var largest = plan.Pretrainings.Max(p => new CostModel(plan.Pairs).Guess(CostClass.Of(p.Spec, pretraining: true)));
        Assert.True(work.Max() <= work.Average() * 1.3 + (text == Chains ? largest * 4 : 0), string.Join(' ', work.Select(w => $"{w:0}")));
        Assert.InRange(parts.Sum(p => p.DistinctBy(c => c.PretrainingIdentity).Count()), plan.Pretrainings.Count, plan.Pretrainings.Count + count - 1);
    }

    [Fact]
    public void Cells_that_begin_from_one_state_stay_together_unless_that_leaves_parts_without_work()
    {
        var plan = Plan(Chains);
        var shared = SharedWork.Of(plan.Cells);
        int TimesMade(int count) => Parts(plan, count).Sum(part => part.SelectMany(c => shared.Of(c.Identity).Where(s => !s.IsPoint).Take(1)).Distinct().Count());
        Assert.Equal(TimesMade(1), TimesMade(2));
        Assert.Equal(TimesMade(1), TimesMade(3));
        Assert.All(Parts(plan, 20), part => Assert.NotEmpty(part));
    }

    // Machines agree on who does what: a change here would leave cells to nobody where their builds differ.
    [Fact]
    public void The_parts_are_what_they_were() => Assert.Equal(
        "18 c192, 18 b5ac, 20 6c94",
        string.Join(", ", Parts(Plan(Grid), 3).Select(p => $"{p.Count} {Fingerprint.Of(string.Join('\n', p.Select(c => c.Identity)))[..4]}")));

    [Fact]
    public void A_part_of_a_plan_has_its_own_pretrainings_and_latencies_and_all_that_is_skipped()
    {
        var plan = Plan(Grid + "measure: [latency]\n", new() { Infeasible = (model, ratio) => model == "conv2" && ratio == 4 ? "no" : null });
        var part = new Shard(1, 4).Of(plan);
        Assert.Equal(part.Cells.Select(c => c.PretrainingIdentity).Distinct(), part.Pretrainings.Select(p => p.Identity));
        Assert.Equal(part.Cells.Count, part.Pretrainings.Sum(p => p.Cells));
        Assert.Equal(part.Cells.Select(c => c.Identity).ToHashSet(), part.Latencies);
        Assert.Equal(plan.Skipped, part.Skipped);
    }

    [Fact]
    public void Without_a_data_set_parts_would_be_others_and_are_refused() => Assert.Equal(
        "cifar10 is not here; part 1/2 of a sweep is the same everywhere only where all of its data sets are at hand",
        Assert.Throws<UserError>(() => new Shard(1, 2).Of(Plan(Grid, new() { Missing = name => name == "cifar10" ? "cifar10 is not here" : null }))).Message);

    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("2/5", 2, 5)]
    [InlineData("12/12", 12, 12)]
    public void A_part_is_named_by_two_numbers(string text, int number, int count)
    {
        Assert.True(Shard.TryParse(text, out var shard));
        Assert.Equal((new Shard(number, count), text), (shard, $"{shard}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0/5")]
    [InlineData("6/5")]
    [InlineData("2")]
    [InlineData("1/2/3")]
    [InlineData("-1/5")]
    [InlineData("1/ 5")]
    [InlineData("1.0/5")]
    [InlineData("1/99999999999")]
    public void Anything_else_names_none(string text) => Assert.False(Shard.TryParse(text, out _));
}
