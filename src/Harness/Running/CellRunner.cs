using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Measuring;
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
    private readonly LatestCache<Network> networks = new(capacity: 2);
    private readonly LatestCache<Scores> scores = new(capacity: 4);

    /// <summary>Where networks and data are kept.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>Told what is being done.</summary>
    public Action<WorkerProgress> Progress { get; init; } = _ => { };

    /// <summary>Names the checkpoints of what is run next; sorts after those of earlier attempts.</summary>
    public string Attempt
    {
        get => starts.Attempt;
        set => starts.Attempt = value;
    }

    /// <summary>Makes sure that a start is there; says whether it was already.</summary>
    public (PretrainingRecord Record, bool Cached) Pretrain(CellSpec cell, string identity, CancellationToken stop)
    {
        var dataset = Load(cell.Dataset);
        var record = starts.Provide(cell, identity, NetworkFor(cell, dataset), dataset, Report("pretrain"), stop);
        return (record, starts.WasThere);
    }

    /// <summary>Runs one cell.</summary>
    /// <exception cref="OperationCanceledException">Stopped on request; the checkpoint holds the state.</exception>
    public CellResult Run(CellSpec cell, string identity, string pretrainingIdentity, CancellationToken stop)
    {
        var clock = new PhaseClock(time, Device);
        var dataset = Load(cell.Dataset);
        var normalization = NormalizationOf(cell, dataset);
        var network = NetworkFor(cell, dataset);
        clock.Ends("load");

        var start = starts.Provide(cell, pretrainingIdentity, network, dataset, Report("pretrain"), stop);
        clock.Ends("start");

        Progress(new("score", 0, 0, 0, 0));
        var protocol = Protocols.Find(cell.Protocol);
        using var masks = Prune(cell, pretrainingIdentity, network, dataset, normalization, protocol);
        using var flatMask = masks.FlatMask(network);
        network.Flat.ApplyMask(flatMask);
        clock.Ends("score");

        Progress(new("evaluate", 0, 0, 0, 0));
        var evaluations = new List<Evaluation>();
        var when = cell.Retraining is null ? "without retraining" : "before retraining";
        evaluations.Add(Evaluate("before", dataset.Validation, "validation", when));
        evaluations.Add(Evaluate("before", dataset.Test, "test", when));
        clock.Ends("evaluate");

        TrainingOutcome? outcome = null;
        if (cell.Retraining is { } recipe)
        {
            var checkpoint = new CheckpointFile(folder.Checkpoints, identity, Attempt, checkpointEvery, time, warn);
            using (outcome = Trainer.Train(
                new TrainingSetup
                {
                    Network = network, Data = dataset, Normalization = normalization, Recipe = recipe, Seed = cell.Seed, Precision = cell.Precision,
                    Mask = cell.IsControl ? null : flatMask, Phase = "retraining", Checkpoint = checkpoint, Progress = Report("retrain"),
                }, time, stop))
            {
                clock.Ends("retrain");
                EvaluateAfter(outcome, "last");
                if (outcome.SelectedEpoch == outcome.Epochs.Count)
                    evaluations.AddRange(evaluations.Where(e => e.Point == "last").ToList().Select(e => e with { Point = "selected" }));
                else
                {
                    outcome.RestoreSelected(network);
                    EvaluateAfter(outcome, "selected");
                }
                clock.Ends("evaluate");
            }
        }

        var counts = Counting.Count(network, protocol, masks);
        var headline = outcome is null ? "before" : cell.Start is null ? "selected" : "last";
        return new CellResult
        {
            Identity = identity,
            Evaluations = evaluations,
            Headline = headline,
            SelectedEpoch = outcome?.SelectedEpoch ?? 0,
            Size = Measurement.SizeOf(counts),
            Layers = Measurement.LayersOf(counts),
            Epochs = outcome?.Epochs ?? [],
            Budget = Measurement.BudgetOf(outcome, counts),
            Seconds = clock.Seconds,
            SplitFingerprint = dataset.SplitFingerprint,
            StartFingerprint = start.WeightsFingerprint,
            MaskFingerprint = masks.Fingerprint(),
            Flags = Flags(),
            Environment = HostEnvironment.Describe(Device),
        };

        Evaluation Evaluate(string point, Samples samples, string split, string when) =>
            Divergence.Checked(Evaluator.Evaluate(network, samples, normalization, point, split, stop), when);

        // The validation split has been evaluated at the end of the epoch.
        void EvaluateAfter(TrainingOutcome trained, string point)
        {
            evaluations.Add(trained.Validation(point));
            evaluations.Add(Evaluate(point, dataset.Test, "test", $"after the {point} epoch of retraining"));
        }

        IReadOnlyList<string> Flags() =>
        [
            .. masks.Flags,
            .. dataset.Warnings.Select(w => w.Flag).OfType<string>(),
            .. ResultFlags.HasNearlyDeadLayer(masks) ? ["nearly-dead-layer"] : Array.Empty<string>(),
            .. ResultFlags.IsAtChance(evaluations.First(e => e.Point == headline && e.Split == "test"), ResultFlags.MostFrequent(dataset.Test)) ? ["at-chance"] : Array.Empty<string>(),
            .. ResultFlags.HasExploded(network.Classes, start.Epochs.Concat(outcome?.Epochs ?? []), start.Evaluations.Concat(evaluations)) ? ["loss-exploded"] : Array.Empty<string>(),
            .. cell.Start is not null ? ["validation-seen"] : Array.Empty<string>(),
        ];
    }

    /// <summary>Measures shortly how long the cell's work takes; nothing is written.</summary>
    public PairMeasurement Measure(CellSpec cell, CancellationToken stop)
    {
        var dataset = Load(cell.Dataset);
        return new ShortMeasurement(cell, NetworkFor(cell, dataset), dataset, NormalizationOf(cell, dataset), time, stop).Run();
    }

    /// <summary>Imported weights are fed inputs normalized as in their training.</summary>
    public static Normalization NormalizationOf(CellSpec cell, Dataset data) =>
        cell.Start is { Mean: { } mean, Std: { } std } ? new Normalization(mean, std) : data.Normalization;

    /// <inheritdoc/>
    public void Dispose()
    {
        scores.Dispose();
        networks.Dispose();
        datasets.Dispose();
    }

    private MaskSet Prune(CellSpec cell, string start, Network network, Dataset dataset, Normalization normalization, IProtocol protocol)
    {
        if (cell.IsControl) return MaskSet.Dense(network, protocol);
        var strategy = cell.Strategy;
        var criterion = Criteria.Find(strategy.Criterion!);
        if (criterion.NeedsData && network.LoneNorm is { } norm && LoneSample.InScoring(strategy, dataset.Train.Count, norm) is { } reason) throw new UserError(reason);
        var key = string.Join('/', start, protocol.Name, criterion.Name, strategy.ScoringSamples, strategy.ScoringBatch, strategy.ScoringBatchNorm, cell.Seed);
        var scored = scores.GetOrAdd(key, () =>
        {
            var samples = protocol.ScoringBatches is { } batches ? batches * strategy.ScoringBatch : strategy.ScoringSamples;
            var seen = criterion.NeedsData
                ? Batches.Scoring(dataset.Train, normalization, network.Classes, samples, strategy.ScoringBatch, cell.Seed)
                : [];
            try
            {
                return Pruner.Score(network, protocol, criterion, seen, protocol.ScoringBatchNorm ?? strategy.ScoringBatchNorm, cell.Seed);
            }
            finally
            {
                foreach (var batch in seen) batch.Dispose();
            }
        });
        return Pruner.Cut(network, protocol, Scopes.Find(strategy.Scope!), scored, cell.Compression, cell.Seed);
    }

    // Within a sweep a name means one data set.
    private Dataset Load(DatasetSpec spec) => datasets.GetOrAdd(spec.Name, () =>
    {
        var loaded = (spec.Files is null ? DatasetLoader.Load(spec.Name, data) : DatasetLoader.Load(spec.Name, spec.Files)).MoveTo(Device);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // the files' bytes, which nothing else would reclaim for hours
        return loaded;
    });

    // The weights do not matter: every use of a network begins with loading a start.
    private Network NetworkFor(CellSpec cell, Dataset dataset) => networks.GetOrAdd(
        $"{cell.Model}/{dataset.Info.Input}/{dataset.Info.Classes}",
        () => Network.Create(ModelCatalogue.Find(cell.Model), dataset.Info.Input, dataset.Info.Classes, SeededStream.For(0, "initialization"), Device));

    private Action<TrainingProgress> Report(string phase) => p => Progress(new(phase, p.Epoch, p.Epochs, p.Step, p.Steps));
}
