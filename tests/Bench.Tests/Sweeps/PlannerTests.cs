using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

public class PlannerTests
{
    private const string Grid = "datasets: [mnist, cifar10]\nmodels: [lenet5, conv2]\nstrategies: [global-magnitude, layer-gradient, random]\ncompressions: [1, 2, 4]\nseeds: [1, 2]\n";

    private static SweepPlan Plan(string text, Words.Facts? facts = null, params string[] files) => Planner.Plan(Words.Load(text, files: files), facts ?? new());

    [Fact]
    public void Cells_are_the_product_of_the_axes_with_one_control_for_all_strategies()
    {
        var plan = Plan(Grid);
        Assert.Equal(2 * 2 * 2 * (3 * 2 + 1), plan.Cells.Count);
        Assert.Equal(8, plan.Cells.Count(c => c.Spec.IsControl));
        Assert.Equal(plan.Cells.Count, plan.Cells.Select(c => c.Identity).Distinct().Count());
        var control = plan.Cells[0].Spec;
        Assert.Equal(("dense", null, null, 1.0, "fine-tune"), (control.Strategy.Name, control.Strategy.Criterion, control.Strategy.Scope, control.Compression, control.Strategy.Retraining));
        Assert.Equal("shrinkbench-plain", control.Retraining!.Name);
    }

    [Fact]
    public void All_strategies_and_ratios_at_one_seed_come_before_the_next_seed()
    {
        var seeds = Plan(Grid).Cells.Select(c => c.Spec.Seed).ToList();
        Assert.Equal(seeds.Order(), seeds);
    }

    [Fact]
    public void A_pretraining_is_shared_by_all_cells_of_a_dataset_model_and_seed()
    {
        var plan = Plan(Grid);
        Assert.Equal(8, plan.Pretrainings.Count);
        Assert.All(plan.Pretrainings, p => Assert.Equal(7, p.Cells));
        Assert.Equal(plan.Cells.Select(c => c.PretrainingIdentity).Distinct(), plan.Pretrainings.Select(p => p.Identity));
    }

    [Fact]
    public void Without_compression_1_there_is_no_control() =>
        Assert.DoesNotContain(Plan(Grid.Replace("[1, 2, 4]", "[2, 4]")).Cells, c => c.Spec.IsControl);

    [Fact]
    public void Each_kind_of_retraining_has_a_control_of_its_own()
    {
        var plan = Plan(Grid.Replace("random]", "{name: raw, criterion: magnitude, scope: layer, retraining: none}]"));
        var controls = plan.Cells.Where(c => c.Spec.IsControl && c.Spec is { Seed: 1, Model: "lenet5", Dataset.Name: "mnist" }).ToList();
        Assert.Equal(["fine-tune", "none"], controls.Select(c => c.Spec.Strategy.Retraining));
        Assert.Null(controls[1].Spec.Retraining);
        Assert.Equal(controls[0].PretrainingIdentity, controls[1].PretrainingIdentity);
    }

    [Fact]
    public void A_cell_that_two_blocks_reach_is_one_cell()
    {
        var plan = Plan(Grid + "experiments:\n  - {}\n  - {seeds: [2, 3], strategies: [random]}\n");
        Assert.Equal(56 + 4 * 3, plan.Cells.Count);
        Assert.Equal(12, plan.Pretrainings.Count);
    }

    [Fact]
    public void Imported_weights_are_one_pretraining_whatever_the_number_of_seeds()
    {
        var plan = Plan(Grid.Replace("[lenet5, conv2]", "[resnet20]").Replace("[mnist, cifar10]", "[cifar10]") + "start: {weights: w.safetensors}\n", null, "w.safetensors");
        var start = Assert.Single(plan.Pretrainings);
        Assert.Null(start.Seed);
        Assert.Equal(14, start.Cells);
        Assert.All(plan.Cells, c => Assert.Null(c.Spec.Pretraining));
        Assert.Equal(64, start.Spec.Start!.Sha256.Length);
    }

    [Fact]
    public void What_cannot_be_is_skipped_with_its_reason()
    {
        var plan = Plan(Grid, new Words.Facts
        {
            Misfit = (dataset, model) => (dataset, model) == ("mnist", "conv2") ? "conv2 takes colour" : null,
            Infeasible = (model, compression) => model == "lenet5" && compression > 2 ? "at most 2.5" : null,
        });
        Assert.Equal(14, plan.Skipped.Count(s => s.Reason == "conv2 takes colour"));
        Assert.Equal(2 * 2 * 3, plan.Skipped.Count(s => s.Reason == "at most 2.5"));
        Assert.Equal(56 - 14 - 12, plan.Cells.Count);
        Assert.Equal(6, plan.Pretrainings.Count);
        Assert.Empty(plan.MissingData);
    }

    [Fact]
    public void A_missing_dataset_is_said_once_and_its_cells_are_skipped()
    {
        var plan = Plan(Grid, new Words.Facts { Missing = dataset => dataset == "mnist" ? "fetch it" : null });
        Assert.Equal(("mnist", "fetch it"), Assert.Single(plan.MissingData.Select(m => (m.Dataset.Name, m.Reason))));
        Assert.Equal(28, plan.Skipped.Count);
        Assert.Equal(28, plan.Cells.Count);
    }

    [Fact]
    public void Versions_beyond_1_reach_the_cells_that_they_concern()
    {
        var vocabulary = Words.All with { Criteria = [new("magnitude", false, 2), new("gradient", true), new("activation", true), new("random", false)] };
        var before = Plan(Grid);
        var after = Planner.Plan(Words.Load(Grid, vocabulary), new Words.Facts());
        Assert.Equal(before.Cells.Where(c => c.Spec.Strategy.Criterion != "magnitude").Select(c => c.Identity),
            after.Cells.Where(c => c.Spec.Strategy.Criterion != "magnitude").Select(c => c.Identity));
        Assert.Empty(before.Cells.Where(c => c.Spec.Strategy.Criterion == "magnitude").Select(c => c.Identity).Intersect(after.Cells.Select(c => c.Identity)));
        Assert.Equal(before.Pretrainings.Select(p => p.Identity), after.Pretrainings.Select(p => p.Identity));
    }

    [Fact]
    public void Own_data_that_are_wrong_are_mistakes_of_the_sweep_all_said_at_once()
    {
        const string own = "{{name: {0}, format: csv, train: [a], test: [b], classes: 2, shape: [1, 1, 1]}}";
        var text = Grid.Replace("cifar10", $"{string.Format(own, "x")}, {string.Format(own, "y")}");
        var facts = new Words.Facts { Data = name => name == "mnist" ? new() : throw new UserError(name == "x" ? "/a:1: no number" : "dataset y: too few") };
        Assert.Equal("dataset x: /a:1: no number\ndataset y: too few", Assert.Throws<UserError>(() => Plan(text, facts, "a", "b")).Message);
    }

    [Fact]
    public void A_hundred_thousand_cells_are_planned_in_seconds()
    {
        var text = Grid.Replace("[1, 2, 4]", "[2, 4, 8, 16, 32, 64]").Replace("seeds: [1, 2]", $"seeds: [{string.Join(", ", Enumerable.Range(1, 1400))}]");
        var sweep = Words.Load(text);
        // Processor time: other work on the machine does not count.
        var before = Environment.CpuUsage.TotalTime;
        Assert.Equal(100_800, Planner.Plan(sweep, new Words.Facts()).Cells.Count);
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{seconds:F2} s of processor time");
        Assert.True(seconds < 10, $"took {seconds} s of processor time");
    }
}
