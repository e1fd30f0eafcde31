using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Harness.Running;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Training;

namespace Bench.TorchTests.Harness.Methods;

/// <summary>Lists of steps carried out on <see cref="TinyTraining"/>: 4 steps an epoch, 4 epochs of pretraining and 3 of retraining, augmented, with batch norm and dropout.</summary>
internal sealed class TinyMethod : IDisposable
{
    public const int PerEpoch = 4, Pretraining = 16, Retraining = 12;

    private readonly TemporaryFolder folder = new();
    private readonly CutMaker cuts = new();
    private readonly Starts starts;
    private readonly string pretraining;
    private readonly Network dense;

    public TinyMethod(StrategySpec strategy, double compression = 4, Func<CellSpec, CellSpec>? change = null, Network? network = null)
    {
        Cell = CellOf(strategy, compression);
        if (change is not null) Cell = change(Cell);
        Network = network ?? TinyTraining.Network();
        dense = Network.Create(Network.Model, Network.Input, Network.Classes, SeededStream.For(3, "initialization"));
        pretraining = CellIdentity.PretrainingOf(Cell);
        starts = new Starts(Work, TimeSpan.FromHours(1), TimeProvider.System, Warnings.Add);
        Steps = Method.StepsOf(Cell, MethodFactsOf.Cell(Cell, Network.Graph, Data.Train.Count));
    }

    public CellSpec Cell { get; }
    public IReadOnlyList<Step> Steps { get; }
    public Dataset Data { get; } = TinyTraining.Data();
    public Network Network { get; }

    /// <summary>By which runs measure; for tests that stop them at any step.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
    public List<string> Warnings { get; } = [];
    public string Checkpoints => Work.Checkpoints;
    private WorkFolder Work => new(folder.Path);

    public static CellSpec CellOf(StrategySpec strategy, double compression = 4) => new()
    {
        Protocol = "bench", Dataset = new() { Name = "tiny" }, Model = "tiny", Seed = 5, Compression = compression, Strategy = strategy,
        Pretraining = TinyTraining.Recipe(epochs: 4),
        Retraining = Retrainings.RecipeOf(strategy, TinyTraining.Recipe(epochs: 4), TinyTraining.Recipe(rate: 0.01, epochs: 3), samples: null),
        Augmentation = Renewals.IsIn(strategy) ? new(Flip: true, CropPadding: 1) : null,
    };

    public static StrategySpec Named(string name, params (string Option, object Value)[] schedule) =>
        StrategyCatalogue.Find(name).Spec is var spec && schedule.Length == 0 ? spec : spec with { ScheduleOptions = Options(spec.ScheduleOptions, schedule) };

    public static OptionValues Options(OptionValues from, params (string Option, object Value)[] values) => values.Aggregate(from, (all, one) => one.Value switch
    {
        string text => all.With(one.Option, text),
        bool flag => all.With(one.Option, flag),
        var number => all.With(one.Option, Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture) is var d && d == Math.Floor(d)
            ? System.Text.Json.JsonSerializer.SerializeToElement((int)d) : System.Text.Json.JsonSerializer.SerializeToElement(d)),
    });

    /// <summary>Stops the run that was begun last.</summary>
    public CancellationTokenSource Stop { get; private set; } = new();

    /// <summary>A run from its beginning, or from its checkpoint.</summary>
    public MethodRun Begin(TimeSpan? checkpointEvery = null)
    {
        Stop.Dispose();
        Stop = new();
        starts.Provide(Cell, pretraining, Network, Data, _ => { }, CancellationToken.None);
        starts.PreparePoints(Cell, pretraining, Steps, Network, Data, _ => { }, CancellationToken.None);
        return new(
            new RunContext
            {
                Cell = Cell, Network = Network, Data = Data, Normalization = Data.Normalization, Protocol = Protocols.Find("bench"), Steps = Steps,
                LoadPoint = Load, Cuts = cuts, Time = Time, Stop = Stop.Token,
                DenseNetwork = () =>
                {
                    Load(StartPoint.Pretrained, dense);
                    return dense;
                },
            },
            new CheckpointFile(Work.Checkpoints, "cell", "1", checkpointEvery ?? TimeSpan.FromHours(1), TimeProvider.System, Warnings.Add));
    }

    public void Load(string point, Network network) => starts.LoadPoint(Cell, pretraining, point, network, Data, _ => { }, CancellationToken.None);

    public static Ending Run(StrategySpec strategy, double compression = 4, Func<CellSpec, CellSpec>? change = null)
    {
        using var method = new TinyMethod(strategy, compression, change);
        using var run = method.Begin();
        run.CarryOut(_ => { });
        return Ending.Of(run, method.Network);
    }

    public void Dispose()
    {
        Stop.Dispose();
        dense.Dispose();
        Network.Dispose();
        Data.Dispose();
        cuts.Dispose();
        folder.Dispose();
    }
}

/// <summary>All that the steps of a cell leave, but for seconds; as text, so that a difference is seen.</summary>
internal sealed record Ending(IReadOnlyList<string> Parts, string Network)
{
    public static Ending Of(MethodRun run, Network network) => new(
        [
            .. run.State.Evaluations.Select(e => e.ToString()),
            .. run.Training.Log.Select(e => (e with { Seconds = 0 }).ToString()),
            .. run.State.Cuts.Select(c => (c with { Seconds = 0 }).ToString()),
            run.State.Masks?.Fingerprint() ?? "dense",
            string.Join(' ', run.State.Masks?.Flags ?? []),
            FormattableString.Invariant($"{run.State.Macs:R} multiply-adds, {run.Training.Samples} + {run.State.Renewed} samples, {run.Training.Steps} steps"),
            FormattableString.Invariant($"epoch {run.Training.Best?.Epoch}, rate {run.State.ChosenRate}, active {run.ActiveShare}"),
        ],
        string.Join('\n', TinyTraining.Bits(network).Select(Convert.ToBase64String)));

    public bool Equals(Ending? other) => other is not null && Network == other.Network && Parts.SequenceEqual(other.Parts);
    public override int GetHashCode() => Network.GetHashCode(StringComparison.Ordinal);
}
