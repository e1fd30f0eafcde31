using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

/// <summary>
/// A database in which cells look alike and are not: two retraining budgets under one label, two precisions, two data sets, strategies with and without
/// retraining, and two sweeps, the second of which calls things by other names and asks for some controls that the first does not. Hits differ from cell
/// to cell by a rule that no two of them share.
/// </summary>
public sealed class TwoOfEverything : IDisposable
{
    public TwoOfEverything()
    {
        using var store = Temporary.Open();
        foreach (var seed in new[] { 1, 2, 3 })
            foreach (var dataset in new[] { "digits", "shapes" }) store.SavePretraining(Start(dataset, seed));
        var cells = (
            from dataset in new[] { "digits", "shapes" }
            from precision in new[] { "fp32", "bf16" }
            from epochs in new int?[] { 1, 3, null }
            from seed in new[] { 1, 2, 3 }
            from ratio in new[] { 1.0, 2, 4, 8 }
            from strategy in ratio == 1 ? ["dense"] : new[] { "global-magnitude", "random" }
            select Of(dataset, precision, epochs, seed, ratio, strategy)).ToList();
        // The controls of bf16 without retraining are asked for, and finished, by the second sweep only; those of three epochs on shapes by none.
        var late = cells.Where(c => c.IsControl && c.Retraining == "none" && c.Identity.Contains("bf16", StringComparison.Ordinal)).ToList();
        var never = cells.Where(c => c.IsControl && (c.Identity.StartsWith("shapes/fp32/3/", StringComparison.Ordinal) || c.Identity.StartsWith("shapes/bf16/3/", StringComparison.Ordinal))).ToList();
        var first = cells.Except(late).Except(never).ToList();
        store.RegisterSweep(Sweep("first"), [.. first.Select((cell, i) => (cell, i))], []);
        foreach (var (i, cell) in first.Index())
            if (cell is not { Strategy: "random", Compression: 8, Seed: 3 }) Save(store, cell, i);
        var second = late.Concat(cells.Where(c => c is { Dataset: "digits", Strategy: "global-magnitude" })).Select(Renamed).ToList();
        store.RegisterSweep(Sweep("second"), [.. second.Select((cell, i) => (cell, i))], []);
        foreach (var (i, cell) in late.Index()) Save(store, cell, 1000 + i);
    }

    internal TemporaryDatabase Temporary { get; } = new();

    public void Dispose() => Temporary.Dispose();

    private static CellDescription Renamed(CellDescription cell) => cell with { Strategy = cell.IsControl ? "dense" : "mine", Recipe = cell.Recipe is null ? null : "my recipe" };

    private static void Save(ResultStore store, CellDescription cell, int minute)
    {
        var hits = 900 + minute * 7 % 89 - (int)(cell.Compression * 11);
        var result = Result(cell, hits);
        var flags = cell is { Compression: 8, Seed: 2 } ? new[] { "dead-layer" } : [];
        store.Save(cell.Retraining == "none"
            ? result with { Headline = "before", SelectedEpoch = 0, Epochs = [], Flags = flags, Loss = Lost(cell, hits - 300), Evaluations = [.. result.Evaluations.Where(e => e.Point == "before")] }
            : result with { Flags = flags, Epochs = [Epoch(1, hits / 1000.0, hits / 1100.0)] }, Attempt(cell.Identity, minute: minute));
    }

    private static PretrainingRecord Start(string dataset, int seed) => Pretraining(seed) with
    {
        Identity = $"{dataset}/{seed}", Dataset = dataset, Seconds = 10 * seed,
        Configuration = $$"""{"dataset":{"name":"{{dataset}}"},"model":"lenet5","pretraining":{{Recipe(2)}},"seed":{{seed}} }""",
    };

    private static CellDescription Of(string dataset, string precision, int? epochs, int seed, double ratio, string strategy)
    {
        var retraining = epochs is { } e ? $"\"retraining\":{Recipe(e)}," : "";
        var mode = epochs is null ? "none" : "fine-tune";
        return Cell(strategy, ratio, seed) with
        {
            Identity = $"{dataset}/{precision}/{epochs}/{seed}/{ratio}/{strategy}",
            Dataset = dataset, Retraining = mode, Recipe = epochs is null ? null : "short", Start = $"{dataset}/{seed}",
            Configuration =
                $$"""
                {"protocol":"bench","dataset":{"name":"{{dataset}}"},"model":"lenet5","pretraining":{{Recipe(2)}},"strategy":{"name":"{{strategy}}"},
                "compression":{{ratio}},"seed":{{seed}},{{retraining}}"precision":"{{precision}}","versions":{ } }
                """,
        };
    }
}
