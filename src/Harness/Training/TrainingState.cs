using System.Text.Json;
using Bench.Models;
using Bench.Results;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// Where a run stands: its log, its best epoch so far, and the sums of the epoch under way. Together with the network
/// and the optimizer this is all that a checkpoint holds.
/// </summary>
internal sealed class TrainingState : IDisposable
{
    private readonly Network network;
    private readonly CheckpointFile? checkpoint;
    private readonly List<EpochRecord> log = [];
    private readonly Tensor lossSum;
    private readonly Tensor correct;
    private Snapshot? best;
    private double bestTop1 = -1;
    private int selectedEpoch;
    private long samplesInEpoch;
    private long samples;
    private double lastRate;

    private TrainingState(Network network, CheckpointFile? checkpoint)
    {
        (this.network, this.checkpoint) = (network, checkpoint);
        lossSum = zeros(1, dtype: float64, device: network.Device.Place).DetachFromDisposeScope();
        correct = zeros(1, dtype: int64, device: network.Device.Place).DetachFromDisposeScope();
    }

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochRecord> Log => log;

    /// <summary>Steps taken in the epoch under way.</summary>
    public int StepInEpoch { get; private set; }

    /// <summary>Seconds that the epoch under way had taken before an interruption.</summary>
    public double SecondsBefore { get; private set; }

    /// <summary>Over the samples of the epoch under way, as they were trained on.</summary>
    public double MeanLoss => lossSum.item<double>() / samplesInEpoch;

    /// <summary>The state of a new run or, where a checkpoint of this very run is there, of the interrupted one: then network and optimizer are set to it too.</summary>
    public static TrainingState StartOrResume(TrainingSetup setup, FlatOptimizer optimizer)
    {
        var state = new TrainingState(setup.Network, setup.Checkpoint);
        if (setup.Checkpoint?.TryRead() is not { } saved) return state;
        try
        {
            state.Resume(saved.Tensors, saved.Text, optimizer);
        }
        finally
        {
            foreach (var tensor in saved.Tensors.Values) tensor.Dispose();
        }
        return state;
    }

    /// <summary>Adds a step's loss and hits to the epoch's sums, on the device: reading them would wait for it.</summary>
    public void Observe(Tensor loss, Tensor logits, LabeledBatch batch, double rate)
    {
        using var _ = no_grad();
        lossSum.add_(loss.detach(), alpha: Scalars.Of(batch.Count));
        correct.add_(logits.argmax(1).eq(batch.Labels).sum(), Scalars.One);
        samplesInEpoch += batch.Count;
        lastRate = rate;
        StepInEpoch++;
    }

    /// <summary>Closes the epoch: logs it and keeps its weights if none before had as high a validation top-1.</summary>
    public void EndEpoch(Evaluation validation, int steps, double seconds)
    {
        log.Add(new EpochRecord
        {
            Epoch = log.Count + 1, Steps = steps, Seconds = seconds, LearningRate = lastRate,
            TrainLoss = MeanLoss, TrainTop1 = (double)correct.item<long>() / samplesInEpoch,
            ValidationLoss = validation.Loss, ValidationTop1 = validation.Top1, ValidationTop5 = validation.Top5,
        });
        if (validation.Top1 > bestTop1)
        {
            bestTop1 = validation.Top1;
            selectedEpoch = log.Count;
            best?.Dispose();
            best = Snapshot.Of(network);
        }
        samples += samplesInEpoch;
        samplesInEpoch = StepInEpoch = 0;
        SecondsBefore = 0;
        lossSum.zero_();
        correct.zero_();
    }

    public TrainingOutcome Finish(int steps, int validationSamples)
    {
        var selected = best ?? throw new InvalidOperationException("a run of no epoch has nothing to select");
        best = null;
        return new TrainingOutcome
        {
            Epochs = log, SelectedEpoch = selectedEpoch, Selected = selected, Steps = steps, Samples = samples, ValidationSamples = validationSamples,
        };
    }

    /// <summary>Saves where the last checkpoint is old enough.</summary>
    public void SaveIfDue(FlatOptimizer optimizer, double seconds, TimeProvider time)
    {
        if (checkpoint?.IsDue(time) == true) Save(optimizer, seconds);
    }

    /// <summary>Saves everything from which the run can go on.</summary>
    public void Save(FlatOptimizer optimizer, double seconds)
    {
        if (checkpoint is null) return;
        using var scope = NewDisposeScope();
        using var current = Snapshot.Of(network);
        var tensors = current.Tensors("network").Concat(best?.Tensors("best") ?? [])
            .Concat(optimizer.State.Select(s => ("optimizer/" + s.Key, s.Value)))
            .Append(("sums/loss", lossSum)).Append(("sums/correct", correct))
            .ToDictionary(t => t.Item1, t => t.Item2.cpu());
        var position = new Position(optimizer.Steps, StepInEpoch, samplesInEpoch, samples, selectedEpoch, bestTop1, lastRate, seconds, log);
        checkpoint.Write(tensors, JsonSerializer.Serialize(position, HarnessJson.Default.Position));
    }

    public void Dispose()
    {
        lossSum.Dispose();
        correct.Dispose();
        best?.Dispose();
    }

    private void Resume(Dictionary<string, Tensor> tensors, string text, FlatOptimizer optimizer)
    {
        var position = JsonSerializer.Deserialize(text, HarnessJson.Default.Position)!;
        using (var current = Snapshot.From(tensors, "network", network.Buffers.Count)) current.Restore(network);
        if (position.SelectedEpoch > 0) best = Snapshot.From(tensors, "best", network.Buffers.Count);
        optimizer.Resume(position.Steps, optimizer.State.Keys.ToDictionary(k => k, k => tensors["optimizer/" + k]));
        lossSum.copy_(tensors["sums/loss"]);
        correct.copy_(tensors["sums/correct"]);
        (StepInEpoch, samplesInEpoch, samples) = (position.StepInEpoch, position.SamplesInEpoch, position.Samples);
        (selectedEpoch, bestTop1, lastRate, SecondsBefore) = (position.SelectedEpoch, position.BestTop1, position.LastRate, position.Seconds);
        log.AddRange(position.Log);
    }

    /// <summary>The numbers of a checkpoint.</summary>
    internal sealed record Position(
        int Steps, int StepInEpoch, long SamplesInEpoch, long Samples, int SelectedEpoch, double BestTop1, double LastRate, double Seconds,
        IReadOnlyList<EpochRecord> Log);
}
