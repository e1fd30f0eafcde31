using System.Text.Json;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Exporting;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Onnx;
using Bench.Results;
using Bench.Sweeps;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Running;

/// <summary>The dense weights that cells start from: pretrained once and kept on the disk, or imported.</summary>
internal sealed class Starts(WorkFolder folder, TimeSpan checkpointEvery, TimeProvider time, Action<string> warn)
{
    /// <summary>Names the checkpoints of what is done next.</summary>
    public string Attempt { get; set; } = "1";

    /// <summary>Whether what was asked for last had been made before.</summary>
    public bool WasThere { get; private set; }

    /// <summary>
    /// Puts the start's weights into the network, pretraining first where that has not been done; returns its record.
    /// A damaged file is done again, which is said.
    /// </summary>
    public PretrainingRecord Provide(CellSpec cell, string identity, Network network, Dataset data, Action<TrainingProgress> progress, CancellationToken stop)
    {
        var known = TryRead(identity, network, out var isDamaged);
        WasThere = known is not null;
        if (known is not null) return known;
        var record = cell.Start is null ? Pretrain(cell, identity, network, data, progress, stop) : Import(cell, identity, network, data, stop);
        var state = network.CopyState();
        if (!isDamaged && TryRead(identity, network, out _) is { } first) record = first; // of another attempt, whose weights others start from by now
        else
        {
            network.LoadState(state);
            CheckedTensorFile.Write(folder.Pretrained(identity), state, JsonSerializer.Serialize(record, ResultsJson.Default.PretrainingRecord));
        }
        Dispose(state);
        folder.DeleteCheckpoints(identity, Attempt);
        return record;
    }

    /// <summary>
    /// Puts weights into the network: of the start (<see cref="StartPoint.Pretrained"/>), of a step of its pretraining (see <see cref="PreparePoints"/>), at
    /// initialization, or drawn anew (<see cref="RewindStep.Redrawn"/>).
    /// </summary>
    public void LoadPoint(CellSpec cell, string identity, string point, Network network, Dataset data, Action<TrainingProgress> progress, CancellationToken stop)
    {
        if (point == StartPoint.Pretrained) Provide(cell, identity, network, data, progress, stop);
        else if (point == StartPoint.Initialization) Initialize(network, cell.Seed, "initialization");
        else if (point == RewindStep.Redrawn) Initialize(network, cell.Seed, "weights drawn anew");
        else if (!TryLoad(folder.Point(identity, StepOf(point)), network)) throw new IOException($"{folder.Point(identity, StepOf(point))} has gone while it was in use");
    }

    /// <summary>Makes sure that the weights at all steps of the pretraining are there to which a cell's steps go back; the network is used for it.</summary>
    public void PreparePoints(
        CellSpec cell, string identity, IReadOnlyList<Step> steps, Network network, Dataset data, Action<TrainingProgress> progress, CancellationToken stop)
    {
        foreach (var point in steps.OfType<RewindStep>().Where(s => s.What == RewindStep.Weights).Select(s => s.To).Distinct())
            if (point is not (StartPoint.Initialization or RewindStep.Redrawn)) PreparePoint(cell, identity, StepOf(point), network, data, progress, stop);
    }

    /// <summary>Makes sure that the weights at a step of the pretraining are there; the network is used for it.</summary>
    public void PreparePoint(CellSpec cell, string identity, int step, Network network, Dataset data, Action<TrainingProgress> progress, CancellationToken stop)
    {
        var path = folder.Point(identity, step);
        if (TryLoad(path, network)) return;
        Initialize(network, cell.Seed, "initialization");
        var checkpoint = new CheckpointFile(folder.Checkpoints, $"{identity}-{step}", Attempt, checkpointEvery, time, warn);
        using var training = TrainingState.StartOrResume(network, checkpoint);
        using var session = new TrainingSession(
            new TrainingSetup
            {
                Network = network, Data = data, Normalization = data.Normalization, Recipe = cell.Pretraining!, Seed = cell.Seed, Precision = cell.Precision,
                Phase = "pretraining", Progress = progress,
            }, training, time, stop) { IsFinal = false };
        session.TrainTo(step);
        var state = network.CopyState();
        CheckedTensorFile.Write(path, state, "{}");
        Dispose(state);
        folder.DeleteCheckpoints($"{identity}-{step}", Attempt);
    }

    private static int StepOf(string point) => StartPoint.StepOf(point, stepsPerEpoch: 1)!.Value;

    private static void Initialize(Network network, int seed, string purpose)
    {
        using var fresh = Network.Create(network.Graph, SeededStream.For(seed, purpose));
        var initial = fresh.CopyState();
        network.LoadState(initial);
        Dispose(initial);
    }

    private bool TryLoad(string path, Network network)
    {
        try
        {
            if (SharedTensorFile.TryRead(path) is not var (state, _)) return false;
            network.LoadState(state);
            Dispose(state);
            return true;
        }
        catch (InvalidDataException damaged)
        {
            warn($"weights at a step of a pretraining are of no use and made again: {damaged.Message}");
            return false;
        }
    }

    // Null where there is none, or it is damaged; another attempt may put a sound one there in the next moment.
    private PretrainingRecord? TryRead(string identity, Network network, out bool isDamaged)
    {
        isDamaged = false;
        var path = folder.Pretrained(identity);
        try
        {
            if (SharedTensorFile.TryRead(path) is not var (state, text)) return null;
            network.LoadState(state);
            Dispose(state);
            var record = JsonSerializer.Deserialize(text, ResultsJson.Default.PretrainingRecord);
            if (record?.Evaluations.All(e => double.IsFinite(e.Loss)) == true && Divergence.IsFinite(network)) return record;
            throw new InvalidDataException($"{path} holds NaN or infinite values");
        }
        catch (Exception damaged) when (damaged is InvalidDataException or JsonException)
        {
            isDamaged = true;
            warn($"pretrained weights are of no use and made again: {damaged.Message}");
            return null;
        }
    }

    private PretrainingRecord Pretrain(CellSpec cell, string identity, Network network, Dataset data, Action<TrainingProgress> progress, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        Initialize(network, cell.Seed, "initialization");
        var checkpoint = new CheckpointFile(folder.Checkpoints, identity, Attempt, checkpointEvery, time, warn);
        using var outcome = Trainer.Train(
            new TrainingSetup
            {
                Network = network, Data = data, Normalization = data.Normalization, Recipe = cell.Pretraining!, Seed = cell.Seed, Precision = cell.Precision,
                Phase = "pretraining", Checkpoint = checkpoint, Progress = progress,
            }, time, stop);
        outcome.RestoreSelected(network);
        var record = Describe(cell, identity, network, data, data.Normalization, started, outcome.Validation("selected"), stop) with
        {
            Seed = cell.Seed, Epochs = outcome.Epochs, SelectedEpoch = outcome.SelectedEpoch,
        };
        return record;
    }

    private PretrainingRecord Import(CellSpec cell, string identity, Network network, Dataset data, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        if (OnnxFile.FingerprintOfAny(cell.Start!.Path) != cell.Start.Sha256)
            throw new TrainingFailed($"{cell.Start.Path} has changed since the sweep was planned");
        if (StatedNormalization.Misfit(cell, data.Normalization) is { } misfit) throw new TrainingFailed(misfit);
        if (cell.Network?.Sha256 == cell.Start.Sha256) OnnxModel.LoadWeights(network, cell.Start.Path);
        else WeightImport.Load(network, new AnyWeightFile(cell.Start.Path), cell.Start.Rename);
        return Describe(cell, identity, network, data, CellRunner.NormalizationOf(cell, data), started, null, stop);
    }

    private PretrainingRecord Describe(
        CellSpec cell, string identity, Network network, Dataset data, Normalization normalization, long started, Evaluation? validation, CancellationToken stop)
    {
        var when = cell.Start is null ? "after the selected epoch of pretraining" : "with the imported weights";
        var state = network.CopyState();
        var fingerprint = CheckedTensorFile.HashOf(state);
        Dispose(state);
        return new PretrainingRecord
        {
            Identity = identity, Dataset = cell.Dataset.Name, Model = cell.Model,
            Configuration = CellIdentity.CanonicalPretrainingJson(cell),
            WeightsFingerprint = fingerprint, SplitFingerprint = data.SplitFingerprint,
            SelectedEpoch = 0, Epochs = [],
            Evaluations =
            [
                validation ?? Divergence.Checked(Evaluator.Evaluate(network, data.Validation, normalization, "selected", "validation", stop), when),
                Divergence.Checked(Evaluator.Evaluate(network, data.Test, normalization, "selected", "test", stop), when),
            ],
            Seconds = time.GetElapsedTime(started).TotalSeconds, Environment = HostEnvironment.Describe(network.Device),
        };
    }

    private static void Dispose(Dictionary<string, Tensor> state)
    {
        foreach (var tensor in state.Values) tensor.Dispose();
    }
}
