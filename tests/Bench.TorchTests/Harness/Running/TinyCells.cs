using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.TorchTests.Harness.Running;

/// <summary>Cells on the digits, which ship inside the product, that take a second or less.</summary>
internal static class TinyCells
{
    public static CellSpec Cell(
        string strategy = "global-magnitude", double compression = 4, int seed = 1, string model = "lenet-300-100", int epochs = 3, double rate = 2e-3)
    {
        var parts = strategy == StrategySpec.Dense ? null : StrategyCatalogue.Find(strategy).Spec;
        return new CellSpec
        {
            Protocol = "bench", Dataset = new() { Name = "digits" }, Model = model, Seed = seed, Compression = compression,
            Pretraining = Recipe(epochs: 2, rate: 2e-3), Retraining = Recipe(epochs, rate),
            Strategy = new() { Name = strategy, Criterion = parts?.Criterion, Scope = parts?.Scope, ScoringSamples = 256 },
        };
    }

    public static PlannedCell Planned(CellSpec cell) => new(cell, CellIdentity.Of(cell), CellIdentity.PretrainingOf(cell));

    public static RecipeSpec Recipe(int epochs, double rate) =>
        new() { Name = "tiny", Optimizer = new() { Name = "adam" }, LearningRate = new() { Rate = rate, Schedule = "cosine" }, Epochs = epochs, Batch = 64 };
}
