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
    public void A_ratio_that_one_scope_cannot_have_is_not_skipped_for_the_others()
    {
        const string text = "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [global-magnitude, layer-magnitude, random]\ncompressions: [2, 4]\nseeds: [1]\n";
        foreach (var scope in new[] { "global", "layer" })
        {
            var plan = Plan(text, new Words.Facts { InfeasibleFor = (strategy, compression) => strategy.Scope == scope && compression > 2 ? "at most 2.5" : null });
            Assert.All(plan.Skipped, s => Assert.Equal((scope, 4.0), (s.Cell.Spec.Strategy.Scope, s.Cell.Spec.Compression)));
            Assert.Equal(scope == "global" ? 2 : 1, plan.Skipped.Count);
        }
    }

    [Fact]
    public void Scores_from_a_file_that_are_not_of_a_model_are_skipped_for_that_model_alone()
    {
        var vocabulary = Words.All with { Criteria = [.. Words.All.Criteria, new("file", false) { Options = [new FileOption("file", "")] }] };
        const string text = "datasets: [mnist]\nmodels: [lenet5, conv2]\nstrategies: [random, {name: theirs, criterion: {name: file, file: a.safetensors}, scope: global}]\ncompressions: [2, 4]\nseeds: [1, 2]\n";
        var asked = 0;
        var plan = Planner.Plan(Words.Load(text, vocabulary, "a.safetensors"), new Words.Facts { Unscored = cell => Interlocked.Increment(ref asked) > 0 && cell.Model == "conv2" ? "not of conv2" : null });
        Assert.Equal(4, plan.Skipped.Count);
        Assert.All(plan.Skipped, s => Assert.Equal(("theirs", "conv2", "not of conv2"), (s.Cell.Spec.Strategy.Name, s.Cell.Spec.Model, s.Reason)));
        Assert.Equal(12, plan.Cells.Count);
        Assert.Equal(2, asked); // once a model, and never for what reads no file
    }

    [Fact]
    public void A_renewal_for_measurements_has_the_version_of_the_retraining_that_does_it()
    {
        const string text = "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [random, {name: a, base: random, measure-after: renew-norm}]\ncompressions: [2]\nseeds: [1]\n";
        var raised = Words.All with { Retrainings = [.. Words.All.Retrainings.Select(r => r.Name == "renew-norm" ? r with { Version = 2 } : r)] };
        var (before, after) = (Plan(text), Planner.Plan(Words.Load(text, raised), new Words.Facts()));
        Assert.All(before.Cells.Zip(after.Cells), pair => Assert.Equal(pair.First.Spec.Strategy.Name == "a", pair.First.Identity != pair.Second.Identity));
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

    [Theory]
    [InlineData("pretraining", "")]
    [InlineData("retraining", "quick-tune, ")]
    public void A_term_on_norm_scales_skips_models_without_norms(string phase, string recipe)
    {
        var text = $"{Grid}{phase}: {{recipe: {(recipe == "" ? "quick-train, " : recipe)}scale-l1: 1e-4}}\n";
        Assert.Empty(Plan(text).Skipped);
        var plan = Plan(text, new Words.Facts { Norms = false });
        Assert.Empty(plan.Cells);
        Assert.Contains($"{phase}: 'scale-l1' bears on the scales of norms, and model lenet5 has none", plan.Skipped.Select(s => s.Reason));
        Assert.Empty(Plan(Grid, new Words.Facts { Norms = false }).Skipped);
    }

    // 54,000 training samples: 900 steps an epoch at a batch of 60, 844 at one of 64.
    [Theory]
    [InlineData("pretraining: {recipe: quick-train, epochs: 4}\nretraining: {epochs: 3}", 7, null)]
    [InlineData("pretraining: {steps: 1800, batch: 60}\nretraining: {epochs: 3, batch: 64}", null, 1800 + 2700)]
    [InlineData("pretraining: {epochs: 4, batch: 60}\nretraining: {steps: 422, batch: 64}", null, 3600 + 450)]
    [InlineData("pretraining: {steps: 1800, batch: 60}\nretraining: {steps: 844, batch: 64}", null, 1800 + 900)]
    public void Scratch_total_trains_by_the_pretraining_for_the_epochs_of_both(string recipes, int? epochs, int? steps)
    {
        var text = "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [{name: a, base: random, retraining: scratch-total}]\ncompressions: [1, 2]\nseeds: [1]\n" + recipes + "\n";
        Assert.All(Plan(text).Cells, cell => Assert.Equal(cell.Spec.Pretraining! with { Epochs = epochs, Steps = steps }, cell.Spec.Retraining));
    }

    [Fact]
    public void What_scratch_total_does_not_take_from_the_retraining_makes_no_other_cells()
    {
        const string text = "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [random, {name: a, base: random, retraining: scratch-total}]\ncompressions: [2]\nseeds: [1]\n";
        var (before, slower, longer) = (Plan(text), Plan(text + "retraining: {learning-rate: 1e-5}\n"), Plan(text + "retraining: {epochs: 31}\n"));
        Assert.Equal([false, true], before.Cells.Zip(slower.Cells, (a, b) => a.Identity == b.Identity));
        Assert.Equal([false, false], before.Cells.Zip(longer.Cells, (a, b) => a.Identity == b.Identity));
        Assert.Contains(Plan(text + "retraining: {steps: 1000000000}\n").Skipped, s => s.Cell.Spec.Strategy.Name == "a" && s.Reason.Contains("more than the 1000000000 that a run can have", StringComparison.Ordinal));
    }

    [Fact]
    public void Scratch_total_goes_beside_several_learning_rates_of_other_strategies()
    {
        var plan = Plan("datasets: [mnist]\nmodels: [lenet5]\nstrategies: [random, {name: a, base: random, schedule: {name: iterative, budget: per-round}, retraining: scratch-total}]\n"
            + "compressions: [2]\nseeds: [1]\nretraining: {learning-rate: [0.1, 0.01]}\n");
        Assert.Equal([2, 0], plan.Cells.Select(c => c.Spec.Retraining!.LearningRate.Candidates.Count));
    }

    private const string Warmed = """
        datasets: [digits]
        models: [lenet-300-100, lenet5]
        strategies: [global-magnitude, {name: raw, criterion: magnitude, scope: layer, retraining: none}]
        compressions: [1, 2]
        seeds: [1]
        experiments:
          - {}
          - retraining: {epochs: 9, learning-rate: {rate: 0.1, warmup: 0.1}}
          - pretraining: {epochs: 9, learning-rate: {rate: 0.1, schedule: cosine, warmup: 0.1}}
          - pretraining: {recipe: quick-train}
            retraining: {recipe: quick-train}
        """;

    [Fact]
    public void Another_arithmetic_of_warm_up_concerns_the_recipes_that_have_a_linear_one()
    {
        var (before, after) = (Plan(Warmed), Planner.Plan(Words.Load(Warmed, Words.All with { WarmupVersion = 2 }), new Words.Facts()));
        Assert.All(before.Cells.Zip(after.Cells), pair =>
        {
            var (old, cell) = pair;
            Assert.Equal(cell.Spec.Pretraining!.LearningRate.RisesLinearly, old.PretrainingIdentity != cell.PretrainingIdentity);
            Assert.Equal(cell.Spec.Pretraining!.LearningRate.RisesLinearly || cell.Spec.Retraining?.LearningRate.RisesLinearly == true, old.Identity != cell.Identity);
        });
        Assert.Equal(2 * (2 + 4), before.Cells.Zip(after.Cells).Count(pair => pair.First.Identity != pair.Second.Identity));
        Assert.Equal(2, before.Pretrainings.Zip(after.Pretrainings).Count(pair => pair.First.Identity != pair.Second.Identity));
    }

    [Fact]
    public void Another_arithmetic_of_a_models_training_concerns_that_model()
    {
        var raised = Words.All with { Models = [.. Words.All.Models.Select(m => m.Name == "lenet5" ? m with { TrainingVersion = 2 } : m)] };
        var (before, after) = (Plan(Warmed), Planner.Plan(Words.Load(Warmed, raised), new Words.Facts()));
        Assert.All(before.Cells.Zip(after.Cells), pair =>
        {
            Assert.Equal(pair.Second.Spec.Model == "lenet5", pair.First.Identity != pair.Second.Identity);
            Assert.Equal(pair.Second.Spec.Model == "lenet5", pair.First.PretrainingIdentity != pair.Second.PretrainingIdentity);
        });
        var imported = Warmed.Replace("models: [lenet-300-100, lenet5]", "models: [lenet5]\nstart: {weights: a.safetensors}");
        imported = imported[..imported.IndexOf("  - pretraining", StringComparison.Ordinal)];
        Assert.Equal(Plan(imported, files: "a.safetensors").Pretrainings.Single().Identity,
            Planner.Plan(Words.Load(imported, raised, "a.safetensors"), new Words.Facts()).Pretrainings.Single().Identity);
    }

    [Fact]
    public void A_cell_tells_the_identity_of_what_it_starts_from_whatever_versions_its_retraining_has()
    {
        var raised = Words.All with { WarmupVersion = 2, Models = [.. Words.All.Models.Select(m => m with { TrainingVersion = m.Name == "lenet5" ? 2 : 1 })] };
        Assert.All(Planner.Plan(Words.Load(Warmed, raised), new Words.Facts()).Cells, c => Assert.Equal(c.PretrainingIdentity, CellIdentity.PretrainingOf(c.Spec)));
    }

    // As released: what is sound is not computed again.
    [Fact]
    public void Cells_without_a_linear_warm_up_keep_their_identity()
    {
        var plan = Planner.Plan(Words.Load(Warmed, Words.All with { WarmupVersion = 2 }), new Words.Facts());
        var kept = plan.Cells.Where(c => c.Spec.Model == "lenet-300-100" && c.Spec.Versions.Count == 0).ToList();
        Assert.Equal(
        [
            "19be4a39069d28858dba64dc0d978f6d", "f63efe13cb5a6eacfbfd9653caa17fd3", "02f9af5e0c063eed541867f3c1e442cc",
            "89648756297edb7b1657852aa17bd732", "9c4f9d1ca903334d8b415b7d444e49db", "7706abd4cc885865e03b1b792594a246",
            "0730cd97aae5d9432a50c863b8e8323b", "c0493040f444cc41935b5749391dbe34",
        ], kept.Select(c => c.Identity));
        Assert.Equal(["34ff78443c919fee3e8d9371e342ec1b", "5a19de1b0d7f3d835540cd8925cbbcbb"], kept.Select(c => c.PretrainingIdentity).Distinct());
    }

    [Theory]
    [InlineData("pretraining: {epochs: 3, batch: 257}", 2000, "pretraining: 'batch: 257' leaves one sample to the last batch (1800 = 7 × 257 + 1), of which batch norm 'bn' sees one value a channel; batch 256 would do")]
    [InlineData("pretraining: {steps: 8, batch: 257}", 2000, "pretraining: 'batch: 257' leaves one")]
    [InlineData("pretraining: {steps: 7, batch: 257}", 2000, null)] // no run gets to the short batch
    [InlineData("pretraining: {epochs: 3, batch: 7}", 2000, "pretraining: 'batch: 7' leaves one sample to the last batch (1800 = 257 × 7 + 1), of which batch norm 'bn' sees one value a channel; batch 6 would do")]
    [InlineData("pretraining: {epochs: 3, batch: 2}", 2001, "pretraining: 'batch: 2' leaves one sample to the last batch (1801 = 900 × 2 + 1), of which batch norm 'bn' sees one value a channel; batch 7 would do")]
    [InlineData("retraining: {epochs: 3, batch: 1}", 2000, "retraining: 'batch: 1' means batches of one sample, of which batch norm 'bn' sees one value a channel; batch 2 would do")]
    [InlineData("retraining: {epochs: 3, batch: 256}", 2000, null)]
    [InlineData("retraining: {epochs: 3, batch: 1800}", 2000, null)]
    [InlineData("retraining: {epochs: 3, batch: 1000000000}", 2000, null)]
    [InlineData("scoring: {samples: 129, batch: 64, batch-norm: train}", 2000, "scoring: 'batch: 64' leaves one sample to the last batch (129 = 2 × 64 + 1), of which batch norm 'bn' sees one value a channel; batch 63 would do")]
    [InlineData("scoring: {samples: 129, batch: 64}", 2000, null)]
    [InlineData("scoring: {batch: 1}\nprotocol: shrinkbench", 2000, "scoring: one sample, of which batch norm 'bn' sees one value a channel; two would do")]
    [InlineData("scoring: {samples: 100, batch: 1, batch-norm: train}", 2000, "scoring: 'batch: 1' means batches of one sample, of which batch norm 'bn' sees one value a channel; batch 2 would do")]
    [InlineData("retraining: {epochs: 100000000, batch: 60}", 2000, "retraining: 100000000 epochs of 30 steps are more than the 1000000000 steps that a run can have: at most 33333333 epochs")]
    public void A_run_that_cannot_be_trained_is_skipped_with_what_would_do(string line, int published, string? reason)
    {
        var text = "datasets: [shapes]\nmodels: [vgg16-bn, resnet20]\nstrategies: [layer-gradient]\ncompressions: [2]\nseeds: [1]\n" + line;
        var plan = Plan(text, new Words.Facts { Sizes = Bench.Sweeps.Costs.SplitSizes.OfPublished(published, 100), Lone = model => model == "vgg16-bn" ? "bn" : null });
        var why = plan.Skipped.Where(s => s.Cell.Spec.Model == "vgg16-bn").Select(s => s.Reason).SingleOrDefault();
        if (reason is null) Assert.Null(why);
        else Assert.StartsWith(reason, why);
        if (reason?.Contains("epochs of") != true) Assert.Equal("resnet20", plan.Cells[^1].Spec.Model);
        Assert.Empty(Plan(text, new Words.Facts { Sizes = null, Lone = _ => "bn" }).Skipped); // of own data that are not read
    }

    [Fact]
    public void A_scoring_batch_of_one_hinders_only_who_scores_on_it()
    {
        var plan = Plan(
            "datasets: [shapes]\nmodels: [vgg16-bn]\nstrategies: [random, layer-gradient]\ncompressions: [1, 2]\nseeds: [1]\nscoring: {batch: 1, batch-norm: train}",
            new Words.Facts { Lone = _ => "bn" });
        Assert.Equal(["dense", "random"], plan.Cells.Select(c => c.Spec.Strategy.Name));
        Assert.Equal("layer-gradient", Assert.Single(plan.Skipped).Cell.Spec.Strategy.Name);
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
    public void Weights_that_do_not_fit_are_mistakes_of_the_sweep_once_for_each_data_set_that_the_model_takes()
    {
        var text = Grid.Replace("[lenet5, conv2]", "[lenet5]") + "start: {weights: w, rename: {fc: linear}}\n";
        var facts = new Words.Facts { MisfitOfWeights = start => $"{Path.GetFileName(start.Path)} has no {start.Rename!["fc"]}", Misfit = (data, _) => data == "mnist" ? null : "too small" };
        Assert.Equal("w has no linear", Assert.Throws<UserError>(() => Plan(text, facts, "w")).Message);
        Assert.NotEmpty(Plan(text, new(), "w").Cells);
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
