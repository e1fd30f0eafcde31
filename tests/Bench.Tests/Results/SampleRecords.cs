using Bench.Results;

namespace Bench.Tests.Results;

/// <summary>Plausible records of cells that nobody computed.</summary>
internal static class SampleRecords
{
    public static readonly DateTimeOffset Evening = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);

    public static SweepRecord Sweep(string name = "quickstart", string text = "name: quickstart\n") =>
        new() { Name = name, Text = text, Sha256 = Bench.Core.Fingerprint.Of(text) };

    public static CellDescription Cell(string strategy, double compression, int seed) => new()
    {
        Identity = $"{strategy}/{compression}/{seed}",
        Protocol = "bench",
        Dataset = "digits",
        Model = "lenet5",
        Strategy = strategy,
        Composition = strategy,
        Criterion = strategy == "dense" ? null : strategy.Split('-')[^1],
        Scope = strategy == "dense" ? null : "global",
        Structure = "weight",
        Schedule = "one-shot",
        Retraining = "fine-tune",
        Compression = compression,
        Seed = seed,
        Recipe = "short",
        PretrainingRecipe = "lenet",
        Start = $"pretraining/{seed}",
        IsControl = strategy == "dense",
        Configuration =
            $$"""
            {"protocol":"bench","dataset":{"name":"digits"},"model":"lenet5","pretraining":{{Recipe(epochs: 2)}},"strategy":{"name":"{{strategy}}"},
            "compression":{{compression}},"seed":{{seed}},"retraining":{{Recipe(epochs: 2)}},"precision":"fp32","versions":{ } }
            """,
    };

    /// <summary>A recipe as configurations hold it.</summary>
    public static string Recipe(int epochs, int batch = 128) =>
        $$"""{"name":"short","optimizer":{"name":"adam"},"learning-rate":{"rate":0.001},"epochs":{{epochs}},"batch":{{batch}} }""";

    /// <summary>A result whose headline has this many correct of 1,000.</summary>
    public static CellResult Result(CellDescription cell, int correct = 900) => new()
    {
        Identity = cell.Identity,
        Evaluations =
        [
            Evaluation("before", "test", correct - 300), Evaluation("before", "validation", correct - 310),
            Evaluation("last", "test", correct - 5), Evaluation("last", "validation", correct - 15),
            Evaluation("selected", "test", correct), Evaluation("selected", "validation", correct - 10),
        ],
        Headline = "selected",
        SelectedEpoch = 1,
        Size = new SizeRecord
        {
            TotalParameters = 16_000,
            PrunableParameters = 15_000,
            AskedKept = (long)(16_000 / cell.Compression) - 1_000,
            KeptPrunable = (long)(16_000 / cell.Compression) - 1_000,
            KeptParameters = (long)(16_000 / cell.Compression),
            AchievedCompression = cell.Compression,
            DenseMacs = 400_000,
            EffectiveMacs = (long)(400_000 / Math.Sqrt(cell.Compression)),
            TheoreticalSpeedup = Math.Sqrt(cell.Compression),
            DenseBytes = 64_000,
            SparseBytes = 20_000,
            TiedScores = 0,
            EffectiveKept = (long)(16_000 / cell.Compression) - 1_010,
            EffectiveDensity = ((long)(16_000 / cell.Compression) - 1_010) / 15_000.0,
            CutOffOutputs = 0,
            Target = "compression",
            TargetAsked = (long)(16_000 / cell.Compression),
            TargetAchieved = (long)(16_000 / cell.Compression) - 3,
            Footprint = new()
            {
                InferenceBytes = 70_000, InferenceBytesOf128 = 900_000, DenseInferenceBytes = 90_000, DenseInferenceBytesOf128 = 1_300_000,
                FileBytes = 65_000, CompressedBytes = 30_000,
            },
        },
        Layers = [Layer(0, "conv1", "conv2d", "20×1×5×5", 500, 300), Layer(1, "fc1", "linear", "100×145", 14_500, 1_700)],
        Epochs = [Epoch(1, 0.5, 0.88), Epoch(2, 0.4, 0.87)],
        Budget = new BudgetRecord { Epochs = 2, Steps = 20, Samples = 2_560, Macs = 3.0 * 400_000 * 2_560 },
        Cuts = cell.IsControl ? [] : [Cut(cell)],
        Loss = Lost(cell, correct),
        Seconds = new Dictionary<string, double> { ["load"] = 0.1, ["score"] = 0.2, ["retrain"] = 2, ["evaluate"] = 0.3, ["total"] = 2.6 },
        SplitFingerprint = "split",
        StartFingerprint = $"weights of {cell.Start}",
        MaskFingerprint = $"mask of {cell.Identity}",
        Environment = Machine,
    };

    public static Evaluation Evaluation(string point, string split, int correct, double loss = 0.25) =>
        new() { Point = point, Split = split, Loss = loss, Correct = correct, CorrectTop5 = 990, Total = 1_000 };

    public static EpochRecord Epoch(int epoch, double loss, double top1) => new()
    {
        Epoch = epoch,
        Steps = 10 * epoch,
        TrainLoss = loss,
        TrainTop1 = 0.9,
        ValidationLoss = 0.3,
        ValidationTop1 = top1,
        ValidationTop5 = 0.99,
        LearningRate = 0.01,
        Seconds = 1,
    };

    /// <summary>Ten classes of a hundred samples.</summary>
    public static LossRecord Lost(CellDescription cell, int correct) => new()
    {
        Classes = [.. Enumerable.Range(0, 10).Select(label => new ClassAccuracy(correct / 10 + (label < correct % 10 ? 1 : 0), 100))],
        CalibrationError = 0.02 * cell.Compression, DenseAgreement = cell.IsControl ? 1 : correct / 1000.0,
    };

    public static CutRecord Cut(CellDescription cell) => new()
    {
        Step = "pretrained", AskedKept = (long)(16_000 / cell.Compression) - 1_000, Kept = (long)(16_000 / cell.Compression) - 1_000, TiedScores = 0,
        Seconds = 0.2, Samples = 1_024, ForwardPasses = 8, BackwardPasses = 8,
    };

    public static AttemptRecord Attempt(string identity, string outcome = "finished", string? reason = null, int minute = 0) => new()
    {
        Identity = identity,
        Started = Evening.AddMinutes(minute),
        Ended = Evening.AddMinutes(minute).AddSeconds(30),
        Host = "node1",
        ProcessId = 4711,
        Outcome = outcome,
        Reason = reason,
    };

    public static PretrainingRecord Pretraining(int seed) => new()
    {
        Identity = $"pretraining/{seed}",
        Dataset = "digits",
        Model = "lenet5",
        Seed = seed,
        Configuration = $$"""{"dataset":{"name":"digits"},"model":"lenet5","pretraining":{{Recipe(epochs: 2)}},"seed":{{seed}} }""",
        WeightsFingerprint = $"weights of pretraining/{seed}",
        SplitFingerprint = "split",
        SelectedEpoch = 2,
        Epochs = [Epoch(1, 1.5, 0.8), Epoch(2, 0.7, 0.9)],
        Evaluations = [Evaluation("selected", "test", 960 + seed), Evaluation("selected", "validation", 950)],
        Seconds = 12,
        Environment = Machine,
    };

    public static EnvironmentRecord Machine { get; } = new()
    {
        Host = "node1",
        Cpu = "Zen 5",
        Threads = 1,
        OperatingSystem = "Debian 12",
        Dotnet = ".NET 10.0.1",
        TorchSharp = "0.107.0",
        LibTorch = "2.10.0",
        Product = "0.1.0+abc",
    };

    /// <summary>The same machine, but its GPU has computed.</summary>
    public static EnvironmentRecord Gpu { get; } = Machine with { Device = "cuda:1 NVIDIA H100" };

    private static LayerRecord Layer(int index, string name, string kind, string shape, long weights, long kept) => new()
    {
        Index = index,
        Name = name,
        Kind = kind,
        Shape = shape,
        Prunable = true,
        Weights = weights,
        Kept = kept,
        DenseMacs = 200_000,
        EffectiveMacs = 200_000 * kept / weights,
        Dead = kept == 0,
        EffectiveKept = kept - 5,
        DisconnectedOutputs = 1,
        Channels = 20 * (index + 1),
        KeptChannels = 10 * (index + 1),
        DeadChannels = 1,
    };
}
