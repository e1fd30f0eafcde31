using System.Text.Json;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Results;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Training;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Running;

public sealed class CellRunnerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> warnings = [];

    public void Dispose() => folder.Dispose();

    [Theory, InlineData("global-magnitude", 8), InlineData("layer-gradient", 3), InlineData("random", 16)]
    public void As_many_weights_as_asked_are_kept_also_in_the_retrained_network(string strategy, double compression)
    {
        var cell = TinyCells.Cell(strategy, compression);
        CellResult result;
        using (var runner = Runner(checkpointEvery: TimeSpan.Zero)) result = Run(runner, cell);

        Assert.Equal(result.Size.AskedKept, result.Size.KeptPrunable);
        Assert.Equal((long)(result.Size.TotalParameters / compression), result.Size.KeptParameters);
        Assert.DoesNotContain("count-missed", result.Flags);

        // The last checkpoint, at the end of the last epoch but one, holds the network itself.
        var (tensors, _) = CheckedTensorFile.Read(Assert.Single(Checkpoints(TinyCells.Planned(cell).Identity)));
        using var network = Network.Create(ModelCatalogue.Find(cell.Model), new(1, 8, 8), 10, SeededStream.For(0, "initialization"));
        foreach (var layer in result.Layers)
        {
            var index = network.Parameters.ToList().FindIndex(p => p.Name == network.Layers[layer.Index].WeightName);
            Assert.Equal(layer.Kept, network.Flat.ViewOf(tensors["network/values"], index).count_nonzero().item<long>());
        }
        Assert.Equal(result.Size.KeptPrunable, result.Layers.Where(l => l.Prunable).Sum(l => l.Kept));
    }

    [Fact]
    public void A_cell_run_first_equals_the_same_cell_run_after_others()
    {
        var cell = TinyCells.Cell("global-gradient", 8, seed: 2);
        string first, last;
        using (var runner = Runner()) first = Numbers(Run(runner, cell));
        Directory.Delete(folder.Path, recursive: true); // pretrained weights too
        using (var runner = Runner())
        {
            foreach (var other in new[]
                {
                    TinyCells.Cell("global-gradient", 2, seed: 2), TinyCells.Cell("global-gradient", 8, seed: 1), TinyCells.Cell("layer-gradient", 8, seed: 2),
                    TinyCells.Cell("random", 8, seed: 2, model: "conv2"), TinyCells.Cell("layer-activation", 2, seed: 2), TinyCells.Cell("global-magnitude", 2, seed: 2),
                })
                Run(runner, other);
            last = Numbers(Run(runner, cell));
            Assert.Equal(last, Numbers(Run(runner, cell))); // everything that it needs is in memory now
        }
        Assert.Equal(first, last);
    }

    [Fact]
    public void The_control_is_the_dense_network_with_the_same_start_and_budget()
    {
        using var runner = Runner();
        var pruned = Run(runner, TinyCells.Cell("random", 4));
        var control = Run(runner, TinyCells.Cell(StrategySpec.Dense, 1));
        Assert.Equal(pruned.StartFingerprint, control.StartFingerprint);
        Assert.Equal((pruned.Budget.Epochs, pruned.Budget.Steps, pruned.Budget.Samples), (control.Budget.Epochs, control.Budget.Steps, control.Budget.Samples));
        Assert.Equal(pruned.Epochs.Select(e => e.LearningRate), control.Epochs.Select(e => e.LearningRate));
        Assert.Equal((control.Size.PrunableParameters, control.Size.DenseMacs, 1.0), (control.Size.KeptPrunable, control.Size.EffectiveMacs, control.Size.AchievedCompression));
        Assert.Equal("selected", control.Headline);
    }

    [Fact]
    public void Without_retraining_the_network_is_measured_as_it_was_cut()
    {
        var cell = TinyCells.Cell("global-magnitude", 2);
        cell = cell with { Retraining = null, Strategy = cell.Strategy with { Retraining = "none" } };
        using var runner = Runner();
        var result = Run(runner, cell);
        Assert.Equal(("before", 0, 0L), (result.Headline, result.SelectedEpoch, result.Budget.Samples));
        Assert.Equal(["test", "validation"], result.Evaluations.Select(e => e.Split).Order());
        Assert.Empty(result.Epochs);
    }

    [Fact]
    public void Imported_weights_headline_the_last_epoch_and_are_flagged()
    {
        using var runner = Runner();
        var weights = Path.Combine(folder.Path, "weights.safetensors");
        using (var network = Network.Create(ModelCatalogue.Find("lenet-300-100"), new(1, 8, 8), 10, SeededStream.For(9, "initialization")))
            SafeTensorsFile.Write(weights, network.CopyState());
        var cell = TinyCells.Cell() with { Pretraining = null, Start = new() { Path = weights, Sha256 = Fingerprint.OfFile(weights) } };

        var result = Run(runner, cell);
        Assert.Equal("last", result.Headline);
        Assert.Contains("validation-seen", result.Flags);
        Assert.Equal(result.StartFingerprint, Run(runner, cell with { Seed = 2 }).StartFingerprint);
        Assert.DoesNotContain("validation-seen", Run(runner, TinyCells.Cell()).Flags);

        File.AppendAllText(weights, "x");
        Directory.Delete(Path.Combine(Work.Path, "pretrained"), recursive: true);
        Assert.Contains("has changed", Assert.Throws<Bench.Harness.Training.TrainingFailed>(() => Run(runner, cell)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Imported_weights_are_renamed_as_the_cell_says()
    {
        using var runner = Runner();
        var (plain, other) = (Path.Combine(folder.Path, "plain.safetensors"), Path.Combine(folder.Path, "other.safetensors"));
        using (var network = Network.Create(ModelCatalogue.Find("lenet-300-100"), new(1, 8, 8), 10, SeededStream.For(9, "initialization")))
        {
            var state = network.CopyState();
            SafeTensorsFile.Write(plain, state);
            SafeTensorsFile.Write(other, state.ToDictionary(t => t.Key.Replace("fc3.", "head.", StringComparison.Ordinal), t => t.Value));
        }
        CellSpec From(string path, Dictionary<string, string>? rename) => TinyCells.Cell() with
        {
            Pretraining = null, Retraining = null, Strategy = TinyCells.Cell().Strategy with { Retraining = "none" }, Start = new() { Path = path, Sha256 = Fingerprint.OfFile(path), Rename = rename },
        };

        Assert.Equal(Run(runner, From(plain, null)).StartFingerprint, Run(runner, From(other, new() { ["head"] = "fc3" })).StartFingerprint);
        Assert.Contains("lacks fc3.weight", Assert.Throws<UserError>(() => Run(runner, From(other, null))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dead_layers_chance_and_exploded_losses_are_flags_of_the_results()
    {
        using var runner = Runner();
        string[] warned = ["nearly-dead-layer", "at-chance", "loss-exploded"];
        var cell = TinyCells.Cell("random", compression: 35);
        var tooMuch = Run(runner, cell with { Retraining = null, Strategy = cell.Strategy with { Retraining = "none" } });
        Assert.Equal(["nearly-dead-layer", "at-chance"], tooMuch.Flags.Intersect(warned));
        Assert.Equal(tooMuch.Size.CutOffOutputs > 0, tooMuch.Flags.Contains("cut-off"));
        var tooFast = TinyCells.Recipe(1, 1) with { Epochs = null, Steps = 1, Optimizer = new() { Name = "sgd" }, LearningRate = new() { Rate = 1e4 } };
        Assert.Contains("loss-exploded", Run(runner, TinyCells.Cell() with { Retraining = tooFast }).Flags);
        Assert.Empty(Run(runner, TinyCells.Cell()).Flags.Intersect(warned));
    }

    [Fact]
    public void What_is_odd_about_own_data_is_a_flag_of_the_results()
    {
        var train = folder.File("train.csv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 7},3\n")));
        var test = folder.File("test.csv", "200,1,3\n");
        var files = new OwnFiles { Format = "csv", Train = [train], Test = [test], Classes = 10, Shape = [1, 1, 2] };
        files = files with { Sha256 = DatasetLoader.FingerprintOf(files) };
        using var runner = Runner();
        Assert.Contains("one-class", Run(runner, TinyCells.Cell() with { Dataset = new() { Name = "mine", Files = files } }).Flags);
        Assert.DoesNotContain("one-class", Run(runner, TinyCells.Cell()).Flags);

        // Other content is not what the cell's identity says.
        folder.File("test.csv", "201,1,3\n");
        using var later = Runner();
        Assert.Equal("dataset mine: its files have changed since the sweep was planned",
            Assert.Throws<UserError>(() => Run(later, TinyCells.Cell() with { Dataset = new() { Name = "mine", Files = files } })).Message);
    }

    [Fact]
    public void A_cell_that_is_left_without_numbers_fails_and_names_the_phase()
    {
        using var runner = Runner();
        string Reason(CellSpec cell) => Assert.Throws<Bench.Harness.Training.TrainingFailed>(() => Run(runner, cell)).Message;
        RecipeSpec Step(double rate) => TinyCells.Recipe(1, rate) with { Epochs = null, Steps = 1, Optimizer = new() { Name = "sgd" }, LearningRate = new() { Rate = rate } };

        Assert.Matches("^(NaN|infinite) .* after epoch 1 of retraining$", Reason(TinyCells.Cell() with { Retraining = Step(1e30) }));
        var doomed = TinyCells.Cell() with { Pretraining = Step(1e38) };
        Assert.Matches("^(NaN|infinite) .* after epoch 1 of pretraining$", Reason(doomed));
        Assert.False(File.Exists(Work.Pretrained(TinyCells.Planned(doomed).PretrainingIdentity)));

        // Finite weights of which a forward pass overflows: found before anything is trained.
        var weights = Path.Combine(folder.Path, "large.safetensors");
        using (var network = Network.Create(ModelCatalogue.Find("lenet-300-100"), new(1, 8, 8), 10, SeededStream.For(9, "initialization")))
        {
            network.Flat.Values.mul_(Scalars.Of(1e30));
            SafeTensorsFile.Write(weights, network.CopyState());
        }
        var imported = TinyCells.Cell() with { Pretraining = null, Start = new() { Path = weights, Sha256 = Fingerprint.OfFile(weights) } };
        Assert.Equal("NaN validation loss with the imported weights", Reason(imported));
    }

    [Fact]
    public void Pretrained_weights_that_an_earlier_build_kept_without_numbers_are_made_again()
    {
        var cell = TinyCells.Cell();
        using var runner = Runner();
        var expected = Numbers(Run(runner, cell));
        var file = Work.Pretrained(TinyCells.Planned(cell).PretrainingIdentity);
        var (state, text) = CheckedTensorFile.Read(file);
        using (no_grad()) state["fc1.bias"].fill_(Scalars.Of(double.NaN));
        CheckedTensorFile.Write(file, state, text);
        Assert.Equal(expected, Numbers(Run(runner, cell)));
        Assert.Contains("NaN", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pretraining_evaluates_validation_once_an_epoch_and_the_test_split_once()
    {
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        var evaluated = new List<long>();
        network.Body.Observe([""], before: (_, input) =>
        {
            if (network.Mode == PassMode.Evaluation) evaluated.Add(input.shape[0]);
        });
        var cell = TinyCells.Cell() with { Pretraining = TinyTraining.Recipe(epochs: 3) };
        var starts = new Starts(Work, TimeSpan.FromHours(1), TimeProvider.System, warnings.Add);
        var record = starts.Provide(cell, "start", network, data, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal([23, 23, 23, 17], evaluated);
        Assert.Equal(record.Epochs[record.SelectedEpoch - 1].ValidationLoss, record.Evaluations.Single(e => e.Split == "validation").Loss);
    }

    [Fact]
    public void Every_evaluation_of_validation_is_that_of_its_epoch()
    {
        using var runner = Runner();
        var result = Run(runner, TinyCells.Cell(epochs: 5, rate: 0.05));
        foreach (var (point, epoch) in new[] { ("last", result.Epochs[^1]), ("selected", result.Epochs[result.SelectedEpoch - 1]) })
        {
            var evaluation = result.Evaluations.Single(e => e.Split == "validation" && e.Point == point);
            Assert.Equal((epoch.ValidationLoss, epoch.ValidationTop1, epoch.ValidationTop5), (evaluation.Loss, evaluation.Top1, evaluation.Top5));
        }
        Assert.Equal(6, result.Evaluations.Count);
    }

    [Fact]
    public void A_damaged_pretraining_is_said_and_done_again_with_the_same_weights()
    {
        var cell = TinyCells.Cell();
        using var runner = Runner();
        var expected = Numbers(Run(runner, cell));
        var file = Work.Pretrained(TinyCells.Planned(cell).PretrainingIdentity);
        var bytes = File.ReadAllBytes(file);
        foreach (var damaged in new[] { bytes[..(bytes.Length / 2)], [.. bytes[..^5], (byte)(bytes[^5] ^ 1), .. bytes[^4..]] })
        {
            warnings.Clear();
            File.WriteAllBytes(file, damaged);
            Assert.Equal(expected, Numbers(Run(runner, cell)));
            Assert.Contains("pretrained weights are of no use", Assert.Single(warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_finished_cells_checkpoint_is_kept_until_its_result_is_safe_a_pretrainings_goes()
    {
        var cell = TinyCells.Planned(TinyCells.Cell());
        using var runner = Runner(checkpointEvery: TimeSpan.Zero);
        Run(runner, cell.Spec);
        Assert.Single(Checkpoints(cell.Identity));
        Assert.Empty(Checkpoints(cell.PretrainingIdentity));
    }

    [Fact]
    public void Every_round_is_told_so_that_many_without_training_are_no_silence()
    {
        var told = new List<WorkerProgress>();
        var cell = TinyCells.Cell() with { Strategy = StrategyCatalogue.Find("iter-snip").Spec with { ScoringSamples = 64 }, Retraining = null };
        using var runner = new CellRunner(new SearchPath([]), Work, TimeSpan.FromHours(1), TimeProvider.System, warnings.Add) { Progress = told.Add };
        Run(runner, cell);
        Assert.InRange(told.Count(p => p.Phase == "score"), 100, 110);
    }

    private IReadOnlyList<string> Checkpoints(string identity) => CheckpointFile.Of(Work.Checkpoints, identity);

    private WorkFolder Work => new(Path.Combine(folder.Path, "work"));

    private CellRunner Runner(TimeSpan? checkpointEvery = null) =>
        new(new SearchPath([]), Work, checkpointEvery ?? TimeSpan.FromHours(1), TimeProvider.System, warnings.Add);

    private static CellResult Run(CellRunner runner, CellSpec cell)
    {
        var planned = TinyCells.Planned(cell);
        return runner.Run(cell, planned.Identity, planned.PretrainingIdentity, CancellationToken.None);
    }

    private static string Numbers(CellResult result) => JsonSerializer.Serialize(
        result with { Seconds = new Dictionary<string, double>(), Epochs = [.. result.Epochs.Select(e => e with { Seconds = 0 })], Cuts = [.. result.Cuts.Select(c => c with { Seconds = 0 })] },
        ResultsJson.Default.CellResult);
}
