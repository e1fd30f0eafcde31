using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Results;
using Bench.Sweeps;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// A run of training that can be stopped at any step, looked at, and gone on with: the one training loop. Everything random comes from streams of the seed
/// and the position, so a run that was interrupted and resumed from its checkpoint ends with the same bits as one that was not.
/// </summary>
internal sealed class TrainingSession : IDisposable
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    private TrainingSetup setup;
    private readonly TrainingState state;
    private FlatOptimizer optimizer;
    private readonly RunLength length;
    private Bf16Twin? twin;
    private ScalePenalty? scales;
    private readonly TimeProvider time;
    private readonly CancellationToken stop;
    private IEnumerator<LabeledBatch>? batches; // of the epoch under way
    private LabeledBatch? ahead;
    private GrowingPenalty? penalty;
    private long reported;

    /// <exception cref="UserError">The run is too long, one of its batches shows a batch norm one value a channel, or the recipe bears on norms and there are none.</exception>
    public TrainingSession(TrainingSetup setup, TrainingState state, TimeProvider time, CancellationToken stop)
    {
        (this.setup, this.state, this.time, this.stop) = (setup, state, time, stop);
        var recipe = setup.Length is { } steps ? setup.Recipe with { Epochs = null, Steps = steps } : setup.Recipe;
        length = RunLength.Of(recipe, setup.Data.Train.Count);
        if (setup.Network.LoneNorm is { } norm && LoneSample.In(setup.Phase, recipe, setup.Data.Train.Count, norm) is { } reason) throw new UserError(reason);
        optimizer = FlatOptimizer.Create(recipe.Optimizer, setup.Network.Flat);
        state.BeginRun(optimizer);
        Mask = setup.Mask;
        if (Mask is not null) setup.Network.Flat.ApplyMask(Mask);
        twin = setup.Precision == "bf16" ? new Bf16Twin(setup.Network) : null;
        scales = ScalePenalty.Of(setup);
        reported = time.GetTimestamp();
    }

    /// <summary>Zeros and ones (T), applied after every step; null: nothing is pruned. Owned by the caller.</summary>
    public Tensor? Mask { get; private set; }

    /// <summary>Of this run alone.</summary>
    public FlatOptimizer Optimizer => optimizer;

    /// <summary>The step, from 0, of the recipe's run that comes next.</summary>
    public int Position => setup.From + optimizer.Steps;

    /// <summary>Steps of the recipe's whole run.</summary>
    public int Length => length.Steps;

    // Of the step that comes next.
    private int NextEpoch => Position / length.StepsPerEpoch + 1;

    // Its steps are done, and its evaluation is not: that is so for a moment only, in which a run may be interrupted. A run may begin within an epoch.
    private bool IsAtEndOfEpoch => state.StepInEpoch > 0 && (Position % length.StepsPerEpoch == 0 || Position == length.Steps);

    /// <summary>Whether ends of epochs may be selected: nothing more will be removed.</summary>
    public bool IsFinal { get; set; } = true;

    /// <summary>Takes up another mask, which is applied; moments of weights that come back begin at 0.</summary>
    public void Remask(Tensor? mask)
    {
        using var _ = no_grad();
        using (NewDisposeScope())
            if (Mask is not null) optimizer.Forget(mask is null ? ones_like(Mask).sub_(Mask) : mask.gt(Mask).to(ScalarType.Float32));
        Mask = mask;
        if (mask is not null) setup.Network.Flat.ApplyMask(mask);
        twin?.Refresh();
    }

    /// <summary>Goes on with a smaller network, of which nothing is masked or penalized.</summary>
    /// <param name="small">With the values that it keeps.</param>
    /// <param name="of">What is kept of the optimizer's moments; of numbers laid out like the larger network's, laid out like the smaller one's.</param>
    public void MoveTo(Network small, Func<Tensor, Tensor> of)
    {
        var moved = FlatOptimizer.Create(setup.Recipe.Optimizer, small.Flat);
        var moments = optimizer.State.ToDictionary(s => s.Key, s => of(s.Value));
        moved.Resume(optimizer.Steps, moments);
        foreach (var moment in moments.Values) moment.Dispose();
        optimizer.Dispose();
        twin?.Dispose();
        scales?.Dispose();
        (optimizer, Mask, penalty, setup) = (moved, null, null, setup with { Network = small });
        twin = setup.Precision == "bf16" ? new Bf16Twin(small) : null;
        scales = ScalePenalty.Of(setup);
    }

    /// <summary>Goes on with another teacher, and other weights beneath the mask; the optimizer stays as it is.</summary>
    public void Follow(Teacher? teacher, LatentWeights? latent) => setup = setup with { Teacher = teacher, Latent = latent };

    /// <summary>Goes on with a penalty on some weights, from the next step on; null: none.</summary>
    public void Penalize(GrowingPenalty? growing) => penalty = growing;

    /// <summary>The values were changed from outside.</summary>
    public void Refresh() => twin?.Refresh();

    /// <summary>Trains until a step of the run; epochs that end on the way are evaluated.</summary>
    /// <exception cref="TrainingFailed">A loss, a parameter or a statistic is NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint, where there is one, holds the state.</exception>
    public void TrainTo(int step)
    {
        var network = setup.Network;
        while (Position < step || IsAtEndOfEpoch)
        {
            var started = time.GetTimestamp();
            var epoch = IsAtEndOfEpoch ? (Position - 1) / length.StepsPerEpoch + 1 : NextEpoch;
            network.Mode = PassMode.Training;
            for (var last = Math.Min(step, (epoch - 1) * length.StepsPerEpoch + length.StepsIn(epoch)); Position < last;)
            {
                using (var batch = Next(epoch)) Step(batch);
                if (stop.IsCancellationRequested) SaveAndStop(started);
                if (time.GetElapsedTime(reported) <= ProgressEvery) continue;
                reported = time.GetTimestamp();
                setup.Progress?.Invoke(new(epoch, length.Epochs, Position, length.Steps));
                state.SaveIfDue(optimizer, Seconds(started), time);
            }
            if (!IsAtEndOfEpoch)
            {
                state.SecondsBefore = Seconds(started); // the epoch goes on with the next call
                return;
            }
            End(epoch, started);
        }
    }

    /// <summary>The gradients of the loss on the next training batch (T), batch norm by its statistics; nothing else is changed.</summary>
    /// <returns>Samples of that batch.</returns>
    public long GradientsOfNextBatch()
    {
        var network = setup.Network;
        ahead ??= Fetch(NextEpoch);
        using var scope = NewDisposeScope();
        var kept = network.Buffers.Select(b => b.Buffer.clone()).ToList();
        network.Mode = PassMode.Training;
        SeedDropout(SeededStream.For(setup.Seed, "dropout", Position));
        network.Flat.Gradients.zero_();
        LossOf(ahead, Forward(ahead.Inputs)).backward();
        twin?.CollectGradients();
        using var _ = no_grad();
        foreach (var (buffer, saved) in network.Buffers.Select(b => b.Buffer).Zip(kept)) buffer.copy_(saved);
        return ahead.Count;
    }

    /// <summary>Saves everything from which the run can go on, where the last checkpoint is old enough.</summary>
    public void SaveIfDue() => state.SaveIfDue(optimizer, state.SecondsBefore, time);

    /// <inheritdoc/>
    public void Dispose()
    {
        ahead?.Dispose();
        batches?.Dispose();
        twin?.Dispose();
        scales?.Dispose();
        optimizer.Dispose();
    }

    private void Step(LabeledBatch batch)
    {
        var network = setup.Network;
        SeedDropout(SeededStream.For(setup.Seed, "dropout", Position));
        var rate = LearningRate.At(setup.Recipe.LearningRate, Position, length.Steps);
        if (setup.Latent?.Remask is { } remask)
        {
            Mask = remask(setup.Latent.Values);
            using var _ = no_grad();
            network.Flat.Values.copy_(setup.Latent.Values);
            network.Flat.ApplyMask(Mask);
            twin?.Refresh();
        }
        using (NewDisposeScope())
        {
            network.Flat.Gradients.zero_();
            var logits = Forward(batch.Inputs); // (N, classes)
            var loss = LossOf(batch, logits);
            loss.backward();
            twin?.CollectGradients();
            state.Observe(loss, logits, batch, rate);
        }
        setup.Latent?.BeforeStep(network, Mask);
        scales?.Add();
        penalty?.AddTo(network.Flat, Position);
        optimizer.Step(rate);
        if (setup.Latent is { } latent) latent.AfterStep(network, Mask);
        else if (Mask is not null) network.Flat.ApplyMask(Mask);
        twin?.Refresh();
    }

    private void End(int epoch, long started)
    {
        Divergence.CheckLoss(state.MeanLoss, "loss", $"in epoch {epoch} of {setup.Phase}");
        if (stop.IsCancellationRequested) SaveAndStop(started);
        var after = $"after epoch {epoch} of {setup.Phase}";
        Divergence.Check(setup.Network, after); // of any epoch, which may be the selected one
        var validation = Evaluator.Evaluate(setup.Network, setup.Data.Validation, setup.Normalization, "epoch", "validation", CancellationToken.None);
        state.EndEpoch(Divergence.Checked(validation, after), Seconds(started), IsFinal ? Mask : null, IsFinal);
        batches?.Dispose();
        batches = null;
        setup.Progress?.Invoke(new(epoch, length.Epochs, Position, length.Steps));
        if (Position < length.Steps) state.SaveIfDue(optimizer, 0, time);
    }

    private Tensor Forward(Tensor inputs) => twin is null ? setup.Network.Forward(inputs) : twin.Forward(inputs);

    private Tensor LossOf(LabeledBatch batch, Tensor logits)
    {
        var loss = nn.functional.cross_entropy(logits, batch.Labels);
        return setup.Teacher is { } teacher ? teacher.Loss(batch.Inputs, logits, loss) : loss;
    }

    private LabeledBatch Next(int epoch)
    {
        var next = ahead ?? Fetch(epoch);
        ahead = null;
        return next;
    }

    private LabeledBatch Fetch(int epoch)
    {
        if (batches is null)
        {
            var recipe = setup.Recipe;
            batches = Batches.Training(setup.Data.Train, setup.Normalization, setup.Seed, epoch, recipe.Batch, recipe.Flip, recipe.CropPadding, recipe.ResizedCrop).GetEnumerator();
            for (var done = Position - (epoch - 1) * length.StepsPerEpoch; done > 0 && batches.MoveNext(); done--) batches.Current.Dispose(); // before the interruption
        }
        if (!batches.MoveNext()) throw new InvalidOperationException($"epoch {epoch} has no batch {Position}");
        return batches.Current;
    }

    private void SaveAndStop(long since)
    {
        state.Save(optimizer, Seconds(since));
        stop.ThrowIfCancellationRequested();
    }

    private void SeedDropout(SeededStream stream)
    {
        if (twin is null) setup.Network.SeedDropout(stream);
        else twin.SeedDropout(stream);
    }

    private double Seconds(long since) => state.SecondsBefore + time.GetElapsedTime(since).TotalSeconds;
}
