using System.Text.Json;
using Bench.Models;
using Bench.Results;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// Where training stands, through all runs of a cell: its log, its best epoch so far, and the sums of the epoch under way. Together with the network,
/// the optimizer and what stands beside it this is all that a checkpoint holds.
/// </summary>
internal sealed class TrainingState : IDisposable
{
    // Of checkpoints: raised when what they hold changes, with which older ones are of no use.
    private const int Layout = 2;

    private Network network;
    private readonly CheckpointFile? checkpoint;
    private readonly List<EpochRecord> log = [];
    private readonly Tensor lossSum;
    private readonly Tensor correct;
    private long samplesInEpoch;
    private double lastRate;
    private (Dictionary<string, Tensor> Tensors, Position Position)? interrupted; // until its run has taken up its optimizer

    private TrainingState(Network network, CheckpointFile? checkpoint)
    {
        (this.network, this.checkpoint) = (network, checkpoint);
        lossSum = zeros(1, dtype: float64, device: network.Device.Place).DetachFromDisposeScope();
        correct = zeros(1, dtype: int64, device: network.Device.Place).DetachFromDisposeScope();
    }

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochRecord> Log => log;

    /// <summary>The best epoch so far that may be selected; null before the first.</summary>
    public BestEpoch? Best { get; private set; }

    /// <summary>Steps taken in all.</summary>
    public int Steps { get; private set; }

    /// <summary>Training samples seen in all, with repetition.</summary>
    public long Samples { get; private set; }

    /// <summary>Steps taken in the epoch under way.</summary>
    public int StepInEpoch { get; private set; }

    /// <summary>Seconds that the epoch under way had taken before an interruption.</summary>
    public double SecondsBefore { get; set; }

    /// <summary>Over the samples of the epoch under way, as they were trained on.</summary>
    public double MeanLoss => lossSum.item<double>() / samplesInEpoch;

    /// <summary>What else a checkpoint holds; null: nothing.</summary>
    public IBeside? Beside { get; init; }

    /// <summary>The state of a new run or, where a checkpoint of this very run is there, of the interrupted one: then the network is set to it too.</summary>
    /// <param name="network">What is trained.</param>
    /// <param name="checkpoint">Where interrupted runs are kept; null: nowhere.</param>
    /// <param name="beside">What else a checkpoint holds.</param>
    public static TrainingState StartOrResume(Network network, CheckpointFile? checkpoint, IBeside? beside = null)
    {
        var state = new TrainingState(network, checkpoint) { Beside = beside };
        if (checkpoint?.TryRead(FaultOf) is { } saved) state.TakeUp(saved.Tensors, saved.Text);
        return state;
    }

    /// <summary>Goes on with a smaller network; no epoch has been selected.</summary>
    public void MoveTo(Network small)
    {
        Select(null);
        network = small;
    }

    /// <summary>Why the text of <see cref="Contents"/> cannot be taken up; null where it can.</summary>
    public static string? FaultOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, HarnessJson.Default.Position)?.Layout == Layout ? null : "is of another version of the product";
        }
        catch (JsonException)
        {
            return "is of another version of the product";
        }
    }

    /// <summary>Sets this state, the network and what stands beside to those that <see cref="Contents"/> gave; disposes of the tensors in the end.</summary>
    public void TakeUp(Dictionary<string, Tensor> tensors, string text)
    {
        var position = JsonSerializer.Deserialize(text, HarnessJson.Default.Position)!;
        if (position.Beside is { } first && Beside is not null) network = Beside.NetworkFor(first);
        using (var current = Snapshot.From(tensors, "network", network.Buffers.Count)) current.Restore(network);
        if (position.SelectedEpoch > 0) Best = BestEpoch.From(tensors, position, network);
        lossSum.copy_(tensors["sums/loss"]);
        correct.copy_(tensors["sums/correct"]);
        (StepInEpoch, samplesInEpoch, Samples, Steps) = (position.StepInEpoch, position.SamplesInEpoch, position.Samples, position.TotalSteps);
        (lastRate, SecondsBefore) = (position.LastRate, position.Seconds);
        log.AddRange(position.Log);
        if (position.Beside is { } words) Beside?.TakeUp(tensors, words);
        if (position.HasOptimizer) interrupted = (tensors, position);
        else Release(tensors);
    }

    /// <summary>Begins a run: its optimizer gets the state of the one that was interrupted, or else no epoch is under way.</summary>
    public void BeginRun(FlatOptimizer optimizer)
    {
        if (interrupted is not { } found)
        {
            BeginEpoch();
            return;
        }
        optimizer.Resume(found.Position.Steps, optimizer.State.Keys.ToDictionary(k => k, k => found.Tensors["optimizer/" + k]));
        Release(found.Tensors);
        interrupted = null;
    }

    /// <summary>Adds a step's loss and hits to the epoch's sums, on the device: reading them would wait for it.</summary>
    public void Observe(Tensor loss, Tensor logits, LabeledBatch batch, double rate)
    {
        using var _ = no_grad();
        lossSum.add_(loss.detach(), alpha: Scalars.Of(batch.Count));
        correct.add_(logits.argmax(1).eq(batch.Labels).sum(), Scalars.One);
        samplesInEpoch += batch.Count;
        Samples += batch.Count;
        lastRate = rate;
        StepInEpoch++;
        Steps++;
    }

    /// <summary>Closes the epoch: logs it and, where it may be selected, keeps its weights if none before had as high a validation top-1.</summary>
    public void EndEpoch(Evaluation validation, double seconds, Tensor? mask, bool mayBeSelected)
    {
        log.Add(new EpochRecord
        {
            Epoch = log.Count + 1, Steps = Steps, Seconds = seconds, LearningRate = lastRate,
            TrainLoss = MeanLoss, TrainTop1 = (double)correct.item<long>() / samplesInEpoch,
            ValidationLoss = validation.Loss, ValidationTop1 = validation.Top1, ValidationTop5 = validation.Top5,
        });
        if (mayBeSelected && validation.Top1 > (Best?.Top1 ?? -1))
        {
            Best?.Dispose();
            Best = new BestEpoch(log.Count, validation.Top1, Snapshot.Of(network), mask?.clone().DetachFromDisposeScope());
        }
        BeginEpoch();
    }

    /// <summary>The evaluation of the validation split after an epoch, as it was made then.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="point">What it is stored as.</param>
    /// <param name="samples">Of the split.</param>
    public Evaluation ValidationOf(int epoch, string point, int samples) => TrainingOutcome.ValidationOf(log[epoch - 1], point, samples);

    /// <summary>What a run of the trainer alone comes to.</summary>
    public TrainingOutcome Finish(int validationSamples)
    {
        var best = Best ?? throw new InvalidOperationException("a run of no epoch has nothing to select");
        Best = null;
        return new TrainingOutcome
        {
            Epochs = log, SelectedEpoch = best.Epoch, Selected = best.Weights, Steps = Steps, Samples = Samples, ValidationSamples = validationSamples,
        };
    }

    /// <summary>Takes another best epoch in place of this one's, which it disposes of; null: none.</summary>
    public void Select(BestEpoch? best)
    {
        if (!ReferenceEquals(Best, best)) Best?.Dispose();
        Best = best;
    }

    /// <summary>Gives the best epoch away: none is kept.</summary>
    public BestEpoch? TakeBest()
    {
        var best = Best;
        Best = null;
        return best;
    }

    /// <summary>Saves where the last checkpoint is old enough.</summary>
    public void SaveIfDue(FlatOptimizer? optimizer, double seconds, TimeProvider time)
    {
        if (checkpoint?.IsDue(time) == true) Save(optimizer, seconds);
    }

    /// <summary>Saves everything from which the run can go on.</summary>
    public void Save(FlatOptimizer? optimizer, double seconds)
    {
        if (checkpoint is null) return;
        using var scope = NewDisposeScope();
        var (tensors, text) = Contents(optimizer, seconds);
        checkpoint.Write(tensors, text);
    }

    /// <summary>Everything from which training can go on, on the CPU, in the dispose scope of the caller.</summary>
    public (Dictionary<string, Tensor> Tensors, string Text) Contents(FlatOptimizer? optimizer, double seconds)
    {
        using var current = Snapshot.Of(network);
        var beside = Beside?.Contents();
        var tensors = current.Tensors("network").Concat(Best?.Tensors() ?? [])
            .Concat(optimizer?.State.Select(s => ("optimizer/" + s.Key, s.Value)) ?? [])
            .Append(("sums/loss", lossSum)).Append(("sums/correct", correct)).Concat(beside?.Tensors ?? [])
            .ToDictionary(t => t.Item1, t => t.Item2.cpu().clone());
        var position = new Position(
            optimizer?.Steps ?? 0, StepInEpoch, samplesInEpoch, Samples, Best?.Epoch ?? 0, Best?.Top1 ?? -1, lastRate, seconds, [.. log],
            Steps, optimizer is not null, beside?.Text, Layout);
        return (tensors, JsonSerializer.Serialize(position, HarnessJson.Default.Position));
    }

    public void Dispose()
    {
        lossSum.Dispose();
        correct.Dispose();
        Best?.Dispose();
        if (interrupted is { } left) Release(left.Tensors);
    }

    private void BeginEpoch()
    {
        samplesInEpoch = StepInEpoch = 0;
        SecondsBefore = 0;
        lossSum.zero_();
        correct.zero_();
    }

    private static void Release(Dictionary<string, Tensor> tensors)
    {
        foreach (var tensor in tensors.Values) tensor.Dispose();
    }

    /// <summary>The numbers of a checkpoint.</summary>
    internal sealed record Position(
        int Steps, int StepInEpoch, long SamplesInEpoch, long Samples, int SelectedEpoch, double BestTop1, double LastRate, double Seconds,
        IReadOnlyList<EpochRecord> Log, int TotalSteps, bool HasOptimizer, string? Beside, int Layout);
}
