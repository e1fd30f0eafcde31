using Bench.Analysis.Claims;
using Bench.Core;
using Bench.Results;

namespace Bench.Tests.Analysis.Claims;

/// <summary>Made-up cells for claims: accuracy falls by half a point with every doubling, noise of seeds is about 0.05 points.</summary>
internal sealed class Evidence
{
    public const string Magnitude = """{"criterion":"magnitude","scope":"global","structure":"weight","schedule":"one-shot"}""";
    public const string Layer = """{"criterion":"magnitude","scope":"layer","structure":"weight","schedule":"one-shot"}""";
    public const string Erk = """{"criterion":"magnitude","scope":"erk","structure":"weight","schedule":"one-shot"}""";
    public const string Lamp = """{"criterion":"lamp","scope":"global","structure":"weight","schedule":"one-shot"}""";
    public const string Chance = """{"criterion":"random","scope":"global","structure":"weight","schedule":"one-shot"}""";
    public const string Rounds = """{"criterion":"magnitude","scope":"global","structure":"weight","schedule":"iterative","schedule-options":"rounds=3"}""";
    public const string Narrow = """{"criterion":"width","scope":"layer","structure":"channel","schedule":"one-shot","retraining":"scratch-total"}""";
    public const string Dense = """{"structure":"weight","schedule":"one-shot"}""";

    public const string DenseAnew = """{"structure":"weight","schedule":"one-shot","retraining":"scratch-total"}""";

    public static readonly (string Dataset, string Model)[] Three = [("mnist", "lenet5"), ("fashion-mnist", "lenet5"), ("cifar10", "resnet20")];
    public static readonly (string Dataset, string Model)[] Six = [.. Three, ("mnist", "lenet-300-100"), ("fashion-mnist", "lenet-300-100"), ("cifar10", "conv4")];

    private readonly List<ResultRow> rows = [];
    private readonly Dictionary<string, ClaimFacts> facts = [];

    public int Seeds { get; init; } = 4;
    public bool Synthetic { get; init; }
    public IReadOnlyList<double> Ratios { get; init; } = [2, 4, 8, 16];

    public ClaimData Data => ClaimData.Of(rows, facts);

    public IReadOnlyList<ResultRow> Rows => rows;

    /// <summary>Cells of a method at all ratios (of the control at 1).</summary>
    /// <param name="pair">Where.</param>
    /// <param name="composition">What it is.</param>
    /// <param name="effect">What is added to its accuracy, by ratio.</param>
    /// <param name="parameters">Of the dense network; its multiply-adds are as many.</param>
    /// <param name="way">Recipe of the retraining.</param>
    /// <param name="samples">Training samples since the start.</param>
    /// <param name="epochs">In all.</param>
    public Evidence Add((string Dataset, string Model) pair, string composition, Func<double, double>? effect = null, double parameters = 1e6, string way = "short", double samples = 1000, double epochs = 10, double start = 0.9)
    {
        for (var seed = 1; seed <= Seeds; seed++)
            foreach (var ratio in composition is Dense or DenseAnew ? [1] : Ratios)
            {
                var identity = $"{pair}/{composition}/{way}/{ratio}/{seed}";
                rows.Add(new()
                {
                    Identity = identity, Protocol = "bench", Dataset = pair.Dataset, Synthetic = Synthetic, Model = pair.Model, Strategy = "a strategy", Composition = composition, Retraining = "fine-tune",
                    IsControl = composition is Dense or DenseAnew, ControlPoint = composition is Narrow or DenseAnew ? "scratch" : "usual", Imported = false, Setting = $$"""{"retraining.name":"{{way}}","pretraining.name":"long"}""",
                    Seed = seed, Compression = ratio, AchievedCompression = ratio, TheoreticalSpeedup = ratio, BudgetEpochs = epochs, Top1Before = 0.5, Top5 = 1, Loss = 1, Flags = [],
                    Top1 = 0.9 - 0.005 * Math.Log2(ratio) + (effect?.Invoke(ratio) ?? 0) + 0.0005 * SeededStream.For(1, identity).NextNormal(),
                });
                facts[identity] = new(start, parameters, parameters, samples);
            }
        return this;
    }
}
