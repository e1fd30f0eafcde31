using System.Text.Json;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
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

    /// <summary>
    /// Puts the start's weights into the network, pretraining first where that has not been done; returns its record.
    /// A damaged file is done again, which is said.
    /// </summary>
    public PretrainingRecord Provide(CellSpec cell, string identity, Network network, Dataset data, Action<TrainingProgress> progress, CancellationToken stop)
    {
        if (TryRead(identity, network) is { } known) return known;
        var record = cell.Start is null ? Pretrain(cell, identity, network, data, progress, stop) : Import(cell, identity, network, data, stop);
        var state = network.CopyState();
        CheckedTensorFile.Write(folder.Pretrained(identity), state, JsonSerializer.Serialize(record, ResultsJson.Default.PretrainingRecord));
        Dispose(state);
        folder.DeleteCheckpoints(identity);
        return record;
    }

    private PretrainingRecord? TryRead(string identity, Network network)
    {
        var path = folder.Pretrained(identity);
        if (!File.Exists(path)) return null;
        try
        {
            var (state, text) = CheckedTensorFile.Read(path);
            network.LoadState(state);
            Dispose(state);
            return JsonSerializer.Deserialize(text, ResultsJson.Default.PretrainingRecord);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or JsonException)
        {
            warn($"pretrained weights are of no use and made again: {damaged.Message}");
            return null;
        }
    }

    private PretrainingRecord Pretrain(CellSpec cell, string identity, Network network, Dataset data, Action<TrainingProgress> progress, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        using (var fresh = Network.Create(network.Model, network.Input, network.Classes, SeededStream.For(cell.Seed, "initialization")))
        {
            var initial = fresh.CopyState();
            network.LoadState(initial);
            Dispose(initial);
        }
        var checkpoint = new CheckpointFile(folder.Checkpoints, identity, Attempt, checkpointEvery, time, warn);
        using var outcome = Trainer.Train(
            new TrainingSetup
            {
                Network = network, Data = data, Normalization = data.Normalization, Recipe = cell.Pretraining!, Seed = cell.Seed, Precision = cell.Precision,
                Phase = "pretraining", Checkpoint = checkpoint, Progress = progress,
            }, time, stop);
        outcome.RestoreSelected(network);
        var record = Describe(cell, identity, network, data, data.Normalization, started, stop) with
        {
            Seed = cell.Seed, Epochs = outcome.Epochs, SelectedEpoch = outcome.SelectedEpoch,
        };
        return record;
    }

    private PretrainingRecord Import(CellSpec cell, string identity, Network network, Dataset data, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        if (Fingerprint.OfFile(cell.Start!.Path) != cell.Start.Sha256)
            throw new TrainingFailed($"{cell.Start.Path} has changed since the sweep was planned");
        WeightImport.Load(network, cell.Start.Path, cell.Start.Rename);
        return Describe(cell, identity, network, data, CellRunner.NormalizationOf(cell, data), started, stop);
    }

    private PretrainingRecord Describe(
        CellSpec cell, string identity, Network network, Dataset data, Normalization normalization, long started, CancellationToken stop)
    {
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
                Evaluator.Evaluate(network, data.Validation, normalization, "selected", "validation", stop),
                Evaluator.Evaluate(network, data.Test, normalization, "selected", "test", stop),
            ],
            Seconds = time.GetElapsedTime(started).TotalSeconds, Environment = HostEnvironment.Describe(network.Device),
        };
    }

    private static void Dispose(Dictionary<string, Tensor> state)
    {
        foreach (var tensor in state.Values) tensor.Dispose();
    }
}
