using System.Globalization;
using Bench.Cli;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Benchmarks;

/// <summary>
/// A database of about so many finished cells that nobody has computed: a sweep planned and written by the product's own planner and store, with numbers that
/// a sound sweep could have. Each cell has 20 layers and 20 epochs. The same for the same size, and libtorch is never loaded.
/// </summary>
public static class MadeUpDatabase
{
    private const int Layers = 20, Epochs = 20, Total = 1_600_000, OfLayer = 79_500, Macs = 41_000_000, TestSamples = 10_000, Classes = 10;

    // Of the data that come with the product, as a sweep whose data are not there has no cells.
    private static readonly string[] Models =
    [
        "lenet-300-100", "conv2", "conv4", "conv6", "resnet20", "resnet32", "resnet44", "resnet56", "resnet20-b", "resnet32-b", "resnet44-b", "resnet56-b", "resnet18", "wrn-28-1", "wrn-28-2",
        "mobilenet-v2", "resnet110", "resnet110-b",
    ];

    private static readonly string[] Strategies =
        ["global-magnitude", "layer-magnitude", "global-gradient", "layer-gradient", "global-activation", "layer-activation", "random", "lamp", "fisher", "erk-magnitude"];

    private static readonly double[] Ratios = [1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32];

    /// <summary>Writes it, with as many whole seeds as come nearest to the size; says how many cells there are.</summary>
    public static int Write(int cells, string path)
    {
        var perSeed = Models.Length * (1 + Strategies.Length * Ratios.Length);
        var sweep = Path.GetTempFileName();
        try
        {
            File.WriteAllText(sweep, Yaml(Math.Max(1, (int)Math.Round((double)cells / perSeed))));
            File.Delete(path);
            var loaded = LoadedSweep.Load(sweep, SearchPath.From([]));
            using var store = ResultStore.Open(path, TimeProvider.System);
            loaded.Register(store);
            foreach (var start in loaded.Plan.Pretrainings) store.SavePretraining(PretrainingOf(start));
            foreach (var (i, cell) in loaded.Plan.Cells.Index()) store.Save(ResultOf(cell), AttemptAt(cell, i));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {loaded.Plan.Cells.Count:#,0} cells, {new FileInfo(path).Length / 1e6:0} MB"));
            return 0;
        }
        finally
        {
            File.Delete(sweep);
        }
    }

    private static string Yaml(int seeds) =>
        $"""
        name: made-up
        strategies: [{string.Join(", ", Strategies)}]
        compressions: [1, {string.Join(", ", Ratios.Select(r => r.ToString(CultureInfo.InvariantCulture)))}]
        seeds: [{string.Join(", ", Enumerable.Range(1, seeds))}]
        datasets: [digits]
        models: [{string.Join(", ", Models)}]
        pretraining:
          recipe: quick-train
        retraining:
          recipe: quick-tune

        """;

    private static readonly EnvironmentRecord Machine = new()
    {
        Host = "made up", Cpu = "made up", Threads = 1, OperatingSystem = "none", Dotnet = "10", TorchSharp = "none", LibTorch = "none", Product = HostEnvironment.Product,
    };

    private static CellResult ResultOf(PlannedCell cell)
    {
        var stream = SeededStream.For(cell.Spec.Seed, cell.Identity);
        var kept = (long)(Total / cell.Spec.Compression) - (Total - Layers * OfLayer);
        // A strategy loses more the later it stands in the list, and twice as much with every doubling.
        var lost = Math.Max(0, Array.IndexOf(Strategies, cell.Spec.Strategy.Name)) * 8 * (cell.Spec.Compression - 1);
        var correct = (int)(9_200 - lost + stream.NextInt(60));
        var macs = (long)(Macs / Math.Sqrt(cell.Spec.Compression));
        return new()
        {
            Identity = cell.Identity,
            Evaluations = [.. from point in new[] { "before", "last", "selected" } from split in new[] { "test", "validation" } select EvaluationAt(point, split, point == "before" ? correct / 2 : correct, stream)],
            Headline = "selected", SelectedEpoch = Epochs,
            Size = new SizeRecord
            {
                TotalParameters = Total, PrunableParameters = Layers * OfLayer, AskedKept = kept, KeptPrunable = kept, KeptParameters = kept + Total - Layers * OfLayer,
                AchievedCompression = (double)Total / (kept + Total - Layers * OfLayer), DenseMacs = Macs, EffectiveMacs = macs, TheoreticalSpeedup = (double)Macs / macs,
                DenseBytes = 4 * Total, SparseBytes = 4 * kept + Total / 8, TiedScores = 0, EffectiveKept = kept, EffectiveDensity = (double)kept / (Layers * OfLayer), CutOffOutputs = 0,
            },
            Layers = [.. Enumerable.Range(0, Layers).Select(i => LayerAt(i, kept / Layers + (i < kept % Layers ? 1 : 0)))],
            Epochs = [.. Enumerable.Range(1, Epochs).Select(e => EpochAt(e, correct, stream))],
            Budget = new BudgetRecord { Epochs = Epochs, Steps = 844 * Epochs, Samples = 54_000 * Epochs, Macs = 3.0 * Macs * 54_000 * Epochs },
            Cuts = cell.Spec.IsControl ? [] : [new CutRecord { Step = "pretrained", AskedKept = kept, Kept = kept, TiedScores = 0, Seconds = 0.2, Samples = 1_024, ForwardPasses = 8, BackwardPasses = 8 }],
            Loss = new LossRecord { Classes = [.. Enumerable.Range(0, Classes).Select(c => new ClassAccuracy(correct / Classes + (c < correct % Classes ? 1 : 0), TestSamples / Classes))], CalibrationError = 0.02, DenseAgreement = 0.9 },
            Seconds = new Dictionary<string, double> { ["load"] = 0.1, ["start"] = 0.1, ["score"] = 0.2, ["retrain"] = 60, ["evaluate"] = 3, ["total"] = 64 },
            SplitFingerprint = "split", StartFingerprint = cell.PretrainingIdentity, MaskFingerprint = Fingerprint.Of(cell.Identity), Environment = Machine,
        };
    }

    private static PretrainingRecord PretrainingOf(PlannedPretraining start)
    {
        var stream = SeededStream.For(start.Spec.Seed, start.Identity);
        return new()
        {
            Identity = start.Identity, Dataset = start.Spec.Dataset.Name, Model = start.Spec.Model, Seed = start.Seed,
            Configuration = CellIdentity.CanonicalPretrainingJson(start.Spec), WeightsFingerprint = start.Identity, SplitFingerprint = "split", SelectedEpoch = Epochs,
            Epochs = [.. Enumerable.Range(1, Epochs).Select(e => EpochAt(e, 9_200, stream))], Seconds = 120, Environment = Machine,
            Evaluations = [EvaluationAt("selected", "test", 9_200, stream), EvaluationAt("selected", "validation", 9_200, stream)],
        };
    }

    private static AttemptRecord AttemptAt(PlannedCell cell, int minute) => new()
    {
        Identity = cell.Identity, Started = DateTimeOffset.UnixEpoch.AddMinutes(minute), Ended = DateTimeOffset.UnixEpoch.AddMinutes(minute + 1), Host = "made up", ProcessId = 1, Outcome = "finished",
    };

    private static Evaluation EvaluationAt(string point, string split, int correct, SeededStream stream) =>
        new() { Point = point, Split = split, Loss = 0.3 + 0.1 * stream.NextDouble(), Correct = correct, CorrectTop5 = 9_900, Total = TestSamples };

    private static LayerRecord LayerAt(int index, long kept) => new()
    {
        Index = index, Name = $"layer{index}.conv", Kind = "conv2d", Shape = "150×530×1×1", Prunable = true, Channels = 150, KeptChannels = 150, DeadChannels = 0, DisconnectedOutputs = 0,
        Weights = OfLayer, Kept = kept, EffectiveKept = kept, DenseMacs = Macs / Layers, EffectiveMacs = Macs / Layers * kept / OfLayer,
    };

    private static EpochRecord EpochAt(int epoch, int correct, SeededStream stream) => new()
    {
        Epoch = epoch, Steps = 844 * epoch, TrainLoss = 0.3 + stream.NextDouble() / epoch, TrainTop1 = 0.9, ValidationLoss = 0.4 + stream.NextDouble() / epoch,
        ValidationTop1 = correct / (double)TestSamples - 0.002 * (Epochs - epoch), ValidationTop5 = 0.99, LearningRate = 1e-3, Seconds = 3,
    };
}
