using Bench.Core;
using Bench.Launching;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Tests.Launching;

/// <summary>Cells and costs that nobody has measured.</summary>
internal static class MadeUpWork
{
    // 1,000 training samples, 100 a step: 10 steps an epoch.
    public static PlannedCell Cell(string strategy, double compression, int seed = 1, string model = "lenet5", int rewindTo = 0)
    {
        var spec = StrategyCatalogue.Find(strategy).Spec;
        if (rewindTo > 0) spec = spec with { RetrainingOptions = spec.RetrainingOptions.With("epoch", rewindTo) };
        var recipe = RecipeOf(4);
        var cell = new CellSpec
        {
            Protocol = "bench", Dataset = new() { Name = "digits" }, Model = model, Seed = seed, Compression = compression, Strategy = spec, Pretraining = recipe,
            Retraining = Retrainings.Find(spec.Retraining).UsesRetrainingRecipe(spec) ? RecipeOf(2) : null,
        };
        if (!Method.IsSimple(cell)) cell = cell with { Facts = new(1000, (long)(1000 / compression), 1000) };
        return new(cell, CellIdentity.Of(cell), CellIdentity.PretrainingOf(cell));
    }

    public static ClusterWork Work(IReadOnlyList<PlannedCell> cells, Func<CostClass, double>? seconds = null) => new()
    {
        Cells = cells, Shared = SharedWork.Of(cells), Seconds = seconds ?? (_ => 600), IsPretrained = _ => false, IsThere = _ => false,
    };

    /// <summary>Any sweep, the same for the same number: models, strategies, ratios, seeds, what is there and how long it takes.</summary>
    public static (ClusterWork Work, ClusterLimits Limits) Any(int number)
    {
        var random = SeededStream.For(number, "any sweep");
        string[] models = [.. new[] { "lenet5", "lenet-300-100", "conv2", "conv4", "resnet20" }.Take(1 + random.NextInt(5))];
        (string Name, int Rewind)[] all =
            [("global-magnitude", 0), ("random", 0), ("lottery-ticket", 0), ("lottery-ticket", 1), ("imp-lr-rewind", 0), ("gradual-magnitude", 0), ("snip", 0), ("layer-gradient", 0)];
        random.Shuffle<(string, int)>(all);
        var strategies = all[..(1 + random.NextInt(all.Length))];
        double[] ratios = [.. new[] { 2.0, 4, 8, 16, 32, 64 }.Take(1 + random.NextInt(6))];
        var cells = (
            from seed in Enumerable.Range(1, 1 + random.NextInt(5)) from model in models from strategy in strategies from ratio in ratios
            select Cell(strategy.Name, ratio, seed, model, strategy.Rewind)).DistinctBy(c => c.Identity).ToList();
        var speeds = models.ToDictionary(m => m, _ => Math.Pow(10, random.NextDouble() * 4)); // 1 s to 3 h
        bool There(string what) => number % 3 == 0 && what[0] < '8';
        var work = Work(cells, kind => speeds[kind.Pair.Model] * (kind.Pretraining ? 3 : 1 + (kind.Work?.Trained ?? 0) / 1e5)) with
        {
            IsPretrained = There, IsThere = state => There(state.Hash), Latencies = cells.Where((_, i) => i % 5 == 0).Select(c => c.Identity).ToHashSet(), LatencySeconds = _ => 5,
            OnnxRuntime = cells.Where((_, i) => i % 10 == 0).Select(c => c.Identity).ToHashSet(), Int8 = cells.Where((_, i) => i % 15 == 0).Select(c => c.Identity).ToHashSet(),
            KeptWeights = cells.Where((_, i) => i % 3 == 0).Select(c => c.Identity).ToHashSet(),
        };
        int[] parallelism = [1, 2, 3, 7, 20, 256];
        return (work, new ClusterLimits
        {
            Parallelism = parallelism[random.NextInt(parallelism.Length)], MaxArraySize = new[] { 5, 11, 1001 }[random.NextInt(3)],
            CellsPerTask = random.NextInt(4) == 0 ? 1 + random.NextInt(9) : null,
        });
    }

    private static RecipeSpec RecipeOf(int epochs) => new()
    {
        Name = "r", Optimizer = new() { Name = "sgd" }, LearningRate = new() { Rate = 0.1 }, Epochs = epochs, Batch = 100,
    };
}
