using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps.Methods;

/// <summary>Cells of 1,000 prunable weights and 320 training samples, in batches of 32: 10 steps an epoch, 10 epochs of pretraining and 5 of retraining.</summary>
internal static class Lists
{
    public const int Prunable = 1000, Samples = 320, PerEpoch = 10, Pretraining = 100, Retraining = 50;

    public static RecipeSpec Recipe(int epochs, params double[] rates) => new()
    {
        Name = "r", Optimizer = new() { Name = "sgd" }, LearningRate = new() { Rate = rates.FirstOrDefault(0.1), Candidates = rates }, Epochs = epochs, Batch = 32,
    };

    public static CellSpec Cell(StrategySpec strategy, double compression = 4, int epochs = 10, int retrained = 5) => new()
    {
        Protocol = "bench", Dataset = new() { Name = "digits" }, Model = "lenet-300-100", Seed = 1, Compression = compression, Strategy = strategy,
        Pretraining = Recipe(epochs), Retraining = Retrainings.RecipeOf(strategy, Recipe(epochs), Recipe(retrained), Samples),
    };

    public static MethodFacts Facts(double compression = 4, bool updates = false, bool needsTraining = false, long most = 0) =>
        new(Prunable, (long)(Prunable / compression), Samples, updates, needsTraining, most);

    public static IReadOnlyList<Step> Of(StrategySpec strategy, double compression = 4, MethodFacts? facts = null) =>
        Method.StepsOf(Cell(strategy, compression), facts ?? Facts(compression, NeedsUpdate(strategy), strategy.Criterion == "movement"));

    public static StrategySpec Named(string name) => StrategyCatalogue.Find(name).Spec;

    public static StrategySpec Magnitude(string schedule = "one-shot", string retraining = "fine-tune", string from = "pretrained", OptionValues? options = null) => new()
    {
        Name = "s", Criterion = "magnitude", Scope = "global", Schedule = schedule, Retraining = retraining, From = from, ScheduleOptions = options ?? OptionValues.None,
    };

    /// <summary>What is kept by each cut.</summary>
    public static long[] Keeps(IReadOnlyList<Step> steps) => [.. steps.OfType<CutStep>().Select(c => c.Keep)];

    /// <summary>A word for each step; of training the step that it goes to.</summary>
    public static string Words(IReadOnlyList<Step> steps) => string.Join(' ', steps.Select(s => s switch
    {
        BeginStep begin => begin.At,
        TrainStep train => FormattableString.Invariant($"{train.Run.Phase}:{train.To}"),
        CondemnStep condemn => FormattableString.Invariant($"condemn:{condemn.Keep}"),
        ScanStep scan => FormattableString.Invariant($"scan:{scan.Measurements}"),
        CutStep cut => FormattableString.Invariant($"cut:{cut.Keep}"),
        RewindStep rewind => $"{rewind.What}@{rewind.To}",
        MeasureStep measure => measure.Point,
        DropStep => "drop",
        GrowStep grow => "grow-" + grow.By,
        UpdateStep => "update",
        LiftStep => "lift",
        ShuffleStep => "shuffle",
        RenewNormStep renew => renew.Rule.Repair ? "repair" : "renew",
        MarkStep => "mark",
        ChooseStep => "choose",
        _ => throw new ArgumentException(s.GetType().Name),
    }));

    private static bool NeedsUpdate(StrategySpec strategy) => strategy.Criterion is "woodfisher" or "obc" or "sparsegpt";
}
