using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Measuring;
using Bench.Harness.Methods;
using Bench.Harness.Sensitivity;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Sweeps.Costs;
using Bench.Tensors;

namespace Bench.Harness.Running;

/// <summary>
/// Turns cells into results: start → scores → masks → retraining → measurements. Keeps what the next cell may need again
/// (decoded data, networks, scores), none of which changes a number.
/// </summary>
internal sealed class CellRunner(SearchPath data, WorkFolder folder, TimeSpan checkpointEvery, TimeProvider time, Action<string> warn) : IDisposable
{
    private readonly Starts starts = new(folder, checkpointEvery, time, warn);
    private readonly LatestCache<Dataset> datasets = new(capacity: 2);
    private readonly LatestCache<Network> networks = new(capacity: 4);
    private readonly CutMaker cuts = new();
    private HeldScan? scan;
    private (string Start, IReadOnlyList<int> Of) predictions = ("", []);

    /// <summary>Where networks and data are kept.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>Told what is being done.</summary>
    public Action<WorkerProgress> Progress { get; init; } = _ => { };

    /// <summary>Told that a state is there which other cells need too.</summary>
    public Action<string> Kept { get; init; } = _ => { };

    /// <summary>Bytes that such states may take on the disk.</summary>
    public long SharedBytes { get; init; } = long.MaxValue;

    /// <summary>Names the checkpoints of what is run next; sorts after those of earlier attempts.</summary>
    public string Attempt
    {
        get => starts.Attempt;
        set => starts.Attempt = value;
    }

    /// <summary>Makes sure that a start is there, and the points of its training that are asked for; says whether the start was there already.</summary>
    public (PretrainingRecord Record, bool Cached) Pretrain(CellSpec cell, string identity, CancellationToken stop, IReadOnlyList<SharedState>? points = null)
    {
        var dataset = Load(cell.Dataset);
        var network = NetworkFor(cell, dataset);
        var record = starts.Provide(cell, identity, network, dataset, Report("pretrain"), stop);
        var wasThere = starts.WasThere;
        foreach (var point in points ?? []) starts.PreparePoint(cell, identity, point.PointStep, network, dataset, Report("pretrain"), stop);
        return (record, wasThere);
    }

    /// <summary>Runs one cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="identity">Its identity.</param>
    /// <param name="pretrainingIdentity">That of its start.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <param name="shared">States on its way that other cells need too.</param>
    /// <param name="keepWeights">Whether the weights that it ends with are kept.</param>
    /// <exception cref="OperationCanceledException">Stopped on request; the checkpoint holds the state.</exception>
    public CellResult Run(CellSpec cell, string identity, string pretrainingIdentity, CancellationToken stop, IReadOnlyList<SharedState>? shared = null, bool keepWeights = false)
    {
        var clock = new PhaseClock(time, Device);
        var dataset = Load(cell.Dataset);
        var normalization = NormalizationOf(cell, dataset);
        var network = NetworkFor(cell, dataset);
        clock.Ends("load");

        var start = starts.Provide(cell, pretrainingIdentity, network, dataset, Report("pretrain"), stop);
        var steps = Method.StepsOf(cell, MethodFactsOf.Cell(cell, network.Graph, dataset.Train.Count));
        using var context = new RunContext
        {
            Cell = cell, Network = network, Data = dataset, Normalization = normalization, Protocol = Protocols.Find(cell.Protocol), Steps = steps,
            LoadPoint = (point, into) => starts.LoadPoint(cell, pretrainingIdentity, point, into, dataset, Report("pretrain"), stop),
            DenseNetwork = () => DenseNetwork(cell, pretrainingIdentity, dataset),
            Cuts = cuts, Time = time, Stop = stop, Progress = (_, progress) => Report("retrain")(progress), Scanned = (done, all) => Progress(new("scan", 0, 0, done, all)),
        };
        starts.PreparePoints(cell, pretrainingIdentity, steps, network, dataset, Report("pretrain"), stop);
        foreach (var point in shared?.Where(s => s.IsPoint) ?? []) Kept(point.Hash);
        Progress(new("score", 0, 0, 0, 0));
        var states = new SharedStates(folder, shared ?? [], SharedBytes, warn, Kept);
        using var run = new MethodRun(context, new CheckpointFile(folder.Checkpoints, identity, Attempt, checkpointEvery, time, warn));
        states.Begin(run);
        clock.Ends("start");
        run.CarryOut(done =>
        {
            clock.Ends(PhaseClock.Of(steps[done]));
            if (done + 1 < steps.Count && steps[done + 1] is not TrainStep) Progress(new(PhaseClock.Of(steps[done + 1]), 0, 0, 0, 0)); // many rounds without training take long too
            states.Keep(run, done);
        });

        var remains = Remains.Of(context, run.State);
        var evaluations = run.State.Evaluations;
        var headline = !evaluations.Exists(e => e.Point == "last") ? "before" : cell.Start is null && evaluations.Exists(e => e.Point == "selected") ? "selected" : "last";
        var result = new CellResult
        {
            Identity = identity,
            Evaluations = [.. evaluations],
            Headline = headline,
            SelectedEpoch = run.Training.Best?.Epoch ?? 0,
            Size = remains.Size with { Footprint = Footprint.Of(context.Live.Full.Graph, context.Network) },
            Layers = remains.Layers,
            KeptUnits = remains.KeptUnits,
            Epochs = [.. run.Training.Log],
            Budget = Measurement.BudgetOf(run, dataset.Train.Count),
            Cuts = run.State.Cuts,
            Loss = Measurement.LossOf(
                run.Details.GetValueOrDefault(headline) ?? Evaluator.EvaluateInDetail(context.Network, dataset.Test, normalization, headline, "test", stop).Details,
                DensePredictions(cell, pretrainingIdentity, dataset)),
            Seconds = clock.Seconds,
            SkippedImages = dataset.SkippedImages,
            SplitFingerprint = dataset.SplitFingerprint,
            StartFingerprint = start.WeightsFingerprint,
            MaskFingerprint = remains.Fingerprint,
            Flags = Flags(),
            Environment = HostEnvironment.Describe(Device),
        };
        if (keepWeights) KeptWeights.Keep(folder.Weights(identity), result, context, run.State);
        return result;

        IReadOnlyList<string> Flags() =>
        [
            .. remains.Flags,
            .. dataset.Warnings.Select(w => w.Flag).OfType<string>(),
            .. remains.IsNearlyDead ? ["nearly-dead-layer"] : Array.Empty<string>(),
            .. ResultFlags.IsCutOff(remains.Size) ? ["cut-off"] : Array.Empty<string>(),
            .. ResultFlags.IsAtChance(evaluations.First(e => e.Point == headline && e.Split == "test"), ResultFlags.MostFrequent(dataset.Test)) ? ["at-chance"] : Array.Empty<string>(),
            .. ResultFlags.HasExploded(network.Classes, start.Epochs.Concat(run.Training.Log), start.Evaluations.Concat(evaluations)) ? ["loss-exploded"] : Array.Empty<string>(),
            .. cell.Start is not null ? ["validation-seen"] : Array.Empty<string>(),
        ];
    }

    /// <summary>Measures shortly how long the cell's work takes; nothing is written.</summary>
    public PairMeasurement Measure(CellSpec cell, CancellationToken stop)
    {
        var dataset = Load(cell.Dataset);
        return new ShortMeasurement(cell, NetworkFor(cell, dataset), dataset, NormalizationOf(cell, dataset), time, stop).Run();
    }

    /// <summary>Measures how long a pass takes through the networks of a finished cell; nothing is trained.</summary>
    /// <exception cref="UserError">What is asked needs the weights of the cell, and none are kept.</exception>
    public CellLatencies MeasureLatencies(Job job, CancellationToken stop)
    {
        var told = time.GetTimestamp();
        void AfterTurn()
        {
            if (time.GetElapsedTime(told) < TimeSpan.FromSeconds(1)) return;
            told = time.GetTimestamp();
            Progress(new("latency", 0, 0, 0, 0));
        }
        Progress(new("latency", 0, 0, 0, 0));
        return new TimedCell(folder, Device, time).Measure(job, Load(job.Cell.Dataset), AfterTurn, stop);
    }

    /// <summary>Makes one cut of a scan; what its cuts have in common stays in memory.</summary>
    public SensitivityRecord Scan(Job job, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        Progress(new("scan", 0, 0, 0, 0));
        var dataset = Load(job.Cell.Dataset);
        var network = NetworkFor(job.Cell, dataset);
        if (scan?.IsOf(job.Scan!.Scan, network, dataset) != true)
        {
            scan?.Dispose();
            scan = null;
            starts.Provide(job.Cell, job.PretrainingIdentity, network, dataset, Report("pretrain"), stop);
            var context = new RunContext
            {
                Cell = job.Cell, Network = network, Data = dataset, Normalization = NormalizationOf(job.Cell, dataset), Protocol = Protocols.Find(job.Cell.Protocol), Steps = [],
                LoadPoint = (point, into) => starts.LoadPoint(job.Cell, job.PretrainingIdentity, point, into, dataset, Report("pretrain"), stop),
                DenseNetwork = () => DenseNetwork(job.Cell, job.PretrainingIdentity, dataset), Cuts = cuts, Time = time, Stop = stop,
            };
            var state = new RunState(context);
            scan = new(job.Scan!.Scan, network, context, state, new LayerScan(context, job.Scan.Rule, state));
        }
        var found = scan.Scan.Measure(job.Scan!.Unit, job.Scan.Density);
        return ScanRecords.Of(found, job.Identity, time.GetElapsedTime(started).TotalSeconds, HostEnvironment.Describe(Device));
    }

    /// <summary>Imported weights are fed inputs normalized as in their training.</summary>
    public static Normalization NormalizationOf(CellSpec cell, Dataset data) =>
        cell.Start is { Mean: { } mean, Std: { } std } ? new Normalization(mean, std) : data.Normalization;

    /// <inheritdoc/>
    public void Dispose()
    {
        scan?.Dispose();
        cuts.Dispose();
        networks.Dispose();
        datasets.Dispose();
    }

    // On the test set, of the network that cells start from.
    private IReadOnlyList<int> DensePredictions(CellSpec cell, string pretrainingIdentity, Dataset dataset)
    {
        if (predictions.Start != pretrainingIdentity)
            predictions = (pretrainingIdentity, Evaluator.EvaluateInDetail(
                DenseNetwork(cell, pretrainingIdentity, dataset), dataset.Test, NormalizationOf(cell, dataset), "dense", "test").Details.Predictions);
        return predictions.Of;
    }

    // With the pretrained weights, for distillation and the like; the weights are loaded anew, since other cells have other ones.
    private Network DenseNetwork(CellSpec cell, string pretrainingIdentity, Dataset dataset)
    {
        var dense = networks.GetOrAdd($"dense/{cell.Model}/{dataset.Info.Input}/{dataset.Info.Classes}", () => NewNetwork(cell, dataset));
        starts.LoadPoint(cell, pretrainingIdentity, StartPoint.Pretrained, dense, dataset, Report("pretrain"), CancellationToken.None);
        return dense;
    }

    // Within a sweep a name means one data set.
    private Dataset Load(DatasetSpec spec) => datasets.GetOrAdd(spec.Name, () =>
    {
        var loaded = (spec.Files is null ? DatasetLoader.Load(spec.Name, data, warn) : DatasetLoader.Load(spec.Name, spec.Files, warn)).MoveTo(Device);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // the files' bytes, which nothing else would reclaim for hours
        return loaded;
    });

    // The weights do not matter: every use of a network begins with loading a start.
    private Network NetworkFor(CellSpec cell, Dataset dataset) => networks.GetOrAdd(
        $"{cell.Model}/{dataset.Info.Input}/{dataset.Info.Classes}", () => NewNetwork(cell, dataset));

    private Network NewNetwork(CellSpec cell, Dataset dataset) =>
        Network.Create(CellModel.Of(cell), dataset.Info.Input, dataset.Info.Classes, SeededStream.For(0, "initialization"), Device);

    private Action<TrainingProgress> Report(string phase) => p => Progress(new(phase, p.Epoch, p.Epochs, p.Step, p.Steps));
}
