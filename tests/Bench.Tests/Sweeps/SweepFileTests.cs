using System.Text.Json;
using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

public class SweepFileTests
{
    private const string Small = "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [random]\ncompressions: [2]\nseeds: [1]\n";

    [Fact]
    public void A_small_sweep_has_the_documented_defaults()
    {
        var sweep = Words.Load(Small);
        Assert.Equal("s", sweep.Name);
        Assert.Equal(Small, sweep.Text);
        var experiment = Assert.Single(sweep.Experiments);
        Assert.Equal("bench", experiment.Protocol);
        Assert.Equal("fp32", experiment.Precision);
        Assert.Equal("lottery-lenet", experiment.Models[0].Pretraining.Name);
        Assert.Equal("shrinkbench-plain", experiment.Models[0].Retraining.Name);
        var strategy = Assert.Single(experiment.Strategies);
        Assert.Equal(("random", "global", "weight", "one-shot", "fine-tune"),
            (strategy.Criterion, strategy.Scope, strategy.Structure, strategy.Schedule, strategy.Retraining));
        Assert.Null(experiment.Start);
    }

    [Fact]
    public void A_block_goes_over_the_top_level_key_by_key()
    {
        var sweep = Words.Load(Small + """
            name: mine
            description: words
            experiments:
              - models: [conv2, conv4]
              - datasets: [cifar10]
                seeds: [7, 8]
            """);
        Assert.Equal(("mine", "words"), (sweep.Name, sweep.Description));
        Assert.Equal(["mnist", "cifar10"], sweep.Experiments.Select(e => e.Datasets.Single().Name));
        Assert.Equal([2, 1], sweep.Experiments.Select(e => e.Models.Count));
        Assert.Equal([1, 2], sweep.Experiments.Select(e => e.Seeds.Count));
    }

    [Fact]
    public void A_recipe_is_the_named_one_with_the_written_values_instead()
    {
        var model = Words.Load(Small + """
            pretraining: {recipe: he-cifar, epochs: 5, learning-rate: 0.05}
            retraining: {optimizer: {name: sgd, momentum: 0.8}, learning-rate: {schedule: one-cycle}, crop-padding: 2}
            """).Experiments[0].Models[0];
        Assert.Equal((5, null, 128, true, 4), (model.Pretraining.Epochs, model.Pretraining.Steps, model.Pretraining.Batch, model.Pretraining.Flip, model.Pretraining.CropPadding));
        Assert.Equal([0.5, 0.75], model.Pretraining.LearningRate.Drops);
        Assert.Equal(0.05, model.Pretraining.LearningRate.Rate);
        Assert.Equal(new OptimizerSpec { Name = "sgd", Momentum = 0.9, WeightDecay = 1e-4 }, model.Pretraining.Optimizer);
        Assert.Equal(new OptimizerSpec { Name = "sgd", Momentum = 0.8 }, model.Retraining.Optimizer);
        Assert.Equal(("one-cycle", 3e-4, 0.3), (model.Retraining.LearningRate.Schedule, model.Retraining.LearningRate.Rate, model.Retraining.LearningRate.Warmup));
        Assert.Equal(2, model.Retraining.CropPadding);
    }

    [Fact]
    public void The_term_on_norm_scales_is_the_recipes_unless_something_is_written()
    {
        var (named, written) = (Recipe("recipe: slimming-cifar"), Recipe("recipe: slimming-cifar, scale-l1: 1e-5"));
        Assert.Equal((1e-4, 1e-5, 0, 0.5), (named.ScaleL1, written.ScaleL1, Recipe("recipe: slimming-cifar, scale-l1: 0").ScaleL1, Recipe("recipe: quick-train, scale-l1: 0.5").ScaleL1));
        Assert.Equal(named with { ScaleL1 = 1e-5 }, written);

        static RecipeSpec Recipe(string keys) => Words.Load($"{Small}pretraining: {{{keys}}}\n").Experiments[0].Models[0].Pretraining;
    }

    [Fact]
    public void Scoring_options_reach_only_criteria_that_look_at_data()
    {
        var strategies = Words.Load(Small.Replace("[random]", "[random, layer-gradient, {name: few, criterion: gradient, scope: layer, scoring: {samples: 10}}]")
            + "scoring: {samples: 256, batch: 64, batch-norm: train}\n").Experiments[0].Strategies;
        Assert.Equal([(1024, 128, "eval"), (256, 64, "train"), (10, 10, "eval")], strategies.Select(s => (s.ScoringSamples, s.ScoringBatch, s.ScoringBatchNorm)));
    }

    [Fact]
    public void The_shrinkbench_protocol_scores_one_batch_in_training_mode()
    {
        var strategy = Words.Load(Small.Replace("[random]", "[layer-gradient]") + "protocol: shrinkbench\nscoring: {batch: 64}\n").Experiments[0].Strategies[0];
        Assert.Equal((64, 64, "train"), (strategy.ScoringSamples, strategy.ScoringBatch, strategy.ScoringBatchNorm));
    }

    [Fact]
    public void Own_data_is_read_with_paths_relative_to_the_file_and_referred_to_by_name()
    {
        var sweep = Words.Load(Small.Replace("[mnist]", "[{name: mine, format: csv, train: [a], test: [b], classes: 3, shape: [1, 8, 8], label: first, header: true, max-value: 16, mean: [0.5], std: [0.2]}]")
            + "experiments:\n  - models: [conv2]\n  - datasets: [mine]\n", files: ["a", "b"]);
        var files = sweep.Experiments[1].Datasets[0].Files!;
        Assert.Same(files, sweep.Experiments[0].Datasets[0].Files);
        Assert.True(Path.IsPathFullyQualified(files.Train[0]));
        Assert.Equal(("csv", 3, "first", true, 16.0), (files.Format, files.Classes, files.Label, files.Header, files.MaxValue));
        Assert.Equal([1, 8, 8], files.Shape!);
        Assert.Equal([0.5], files.Mean!);
    }

    [Fact]
    public void Own_data_in_other_peoples_forms_is_described_by_keys()
    {
        OwnFiles Read(string dataset) => Words.Load(Small.Replace("[mnist]", $"[{dataset}]"), files: ["a", "b", "c"]).Experiments[0].Datasets[0].Files!;
        var table = Read("{name: mine, format: csv, train: [a], validation: [b], test-fraction: 0.2, split-seed: 3, shape: [1, 8, 8], labels: [no, 7], separator: blanks, decimal: comma, skip-columns: [2, 1], min-value: -1, max-value: 1}");
        Assert.Equal((2, "words", 0, 0.2, 3, "blanks", "comma", -1.0, 1.0), (table.Classes, table.Labels, table.Test.Count, table.TestFraction, table.SplitSeed, table.Separator, table.Decimal, table.MinValue, table.MaxValue));
        Assert.Equal(["no", "7"], table.LabelNames!);
        Assert.Equal([1, 2], table.SkipColumns);
        Assert.Equal("b", Path.GetFileName(Assert.Single(table.Validation)));
        var archive = Read("{name: mine, format: npz, train: [a], classes: 3, layout: channels-last, transpose: true, labels: {from: 1}}");
        Assert.Equal(("channels-last", true, "numbers", 1), (archive.Layout, archive.Transpose, archive.Labels, archive.LabelsFrom));
        Assert.Empty(archive.Test);
        Assert.Equal(("one-hot", 0), (Read("{name: mine, format: npz, train: [a], classes: 3, labels: one-hot}").Labels, Read("{name: mine, format: libsvm, train: [a], test: [b], classes: 3, shape: [1, 8, 8], first-index: 0}").FirstIndex));
        Assert.Equal("words", Read("{name: mine, format: cifar-python, train: [a], test: [b], classes: 3, shape: [1, 8, 8], labels: words}").Labels);
    }

    [Fact]
    public void A_default_that_is_stated_is_told_from_one_that_is_not()
    {
        OwnFiles Read(string more) => Words.Load(Small.Replace("[mnist]", $"[{{name: mine, format: npz, train: [a], classes: 3{more}}}]"), files: ["a"]).Experiments[0].Datasets[0].Files!;
        var (usual, said) = (Read(""), Read(", max-value: 255, layout: channels-first"));
        Assert.Equal((255, false, "channels-first", false), (usual.MaxValue, usual.MaxValueIsStated, usual.Layout, usual.LayoutIsStated));
        Assert.Equal((255, true, "channels-first", true), (said.MaxValue, said.MaxValueIsStated, said.Layout, said.LayoutIsStated));
        var asWorkersGetIt = JsonSerializer.Deserialize(JsonSerializer.Serialize(said, SweepJson.Default.OwnFiles), SweepJson.Default.OwnFiles)!;
        Assert.Equal((true, true), (asWorkersGetIt.MaxValueIsStated, asWorkersGetIt.LayoutIsStated));
        Assert.DoesNotContain("stated", JsonSerializer.Serialize(said, SweepJson.Default.OwnFiles), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("idx", "a, b")]
    [InlineData("cifar-bin", "a], shape: [1, 8, 8")]
    public void The_largest_value_is_of_every_format(string format, string files)
    {
        var text = Small.Replace("[mnist]", $"[{{name: mine, format: {format}, train: [{files}], test: [a{(format == "idx" ? ", b" : "")}], classes: 3, max-value: 16}}]");
        Assert.Equal(16, Words.Load(text, files: ["a", "b"]).Experiments[0].Datasets[0].Files!.MaxValue);
    }

    [Fact]
    public void Imported_weights_may_have_other_names()
    {
        var start = Words.Load(Small + "start: {weights: w, rename: {fc: linear, conv_1.weight: conv1.weight}}\n", files: ["w"]).Experiments[0].Start!;
        Assert.Equal([new("conv_1.weight", "conv1.weight"), new("fc", "linear")], start.Rename!);
        Assert.Null(Words.Load(Small + "start: {weights: w}\n", files: ["w"]).Experiments[0].Start!.Rename);
    }

    [Fact]
    public void Retraining_none_is_for_all_strategies_that_do_not_say_otherwise()
    {
        var strategies = Words.Load(Small.Replace("[random]", "[random, {name: tuned, criterion: magnitude, scope: layer, retraining: fine-tune}]") + "retraining: none\n")
            .Experiments[0].Strategies;
        Assert.Equal(["none", "fine-tune"], strategies.Select(s => s.Retraining));
    }

    [Fact]
    public void An_alias_stands_for_its_anchor() =>
        Assert.Equal([1, 2], Words.Load(Small.Replace("[1]", "&s [1, 2]") + "experiments:\n  - {seeds: *s}\n").Experiments[0].Seeds);

    [Theory]
    [InlineData("quickstart", 288, 8)]
    [InlineData("core", 648, 18)]
    public void Shipped_sweeps_load_and_have_the_promised_cells(string name, int cells, int pretrainings)
    {
        var sweep = SweepFile.Load(Path.Combine(Root(), "sweeps", name + ".yaml"), Words.All);
        var plan = Planner.Plan(sweep, new Words.Facts());
        Assert.Equal(name, sweep.Name);
        Assert.Equal(cells, plan.Cells.Count);
        Assert.Equal(pretrainings, plan.Pretrainings.Count);
        Assert.Empty(plan.Skipped);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bench.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
