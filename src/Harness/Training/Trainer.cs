using Bench.Core;
using Bench.Datasets;
using Bench.Results;
using Bench.Sweeps;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// The training loop. Everything random comes from streams of the seed and the position, so a run that was interrupted
/// and resumed from its checkpoint ends with the same bits as one that was not.
/// </summary>
public static class Trainer
{
    /// <summary>
    /// Version of the arithmetic: raised when every cell would get other numbers. What concerns some models or recipes only has a
    /// version of its own (<see cref="Models.ModelEntry.TrainingVersion"/>, <see cref="WarmupVersion"/>): the others keep their identity.
    /// </summary>
    public const int Version = 1;

    /// <summary>Version of the linear warm-up. 2: as many whole steps as fraction × steps are, where binary fractions miss that.</summary>
    public const int WarmupVersion = 2;

    /// <summary>The arithmetic that training can use; evaluation and scoring are always in fp32.</summary>
    public static IReadOnlyList<string> Precisions { get; } = ["fp32", "bf16"];

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    /// <summary>Trains in place.</summary>
    /// <exception cref="TrainingFailed">A loss, a parameter or a statistic is NaN or infinite.</exception>
    /// <exception cref="UserError">The run is too long, or one of its batches shows a batch norm one value a channel.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint, where there is one, holds the state.</exception>
    public static TrainingOutcome Train(TrainingSetup setup, TimeProvider time, CancellationToken stop)
    {
        var (network, data, recipe) = (setup.Network, setup.Data, setup.Recipe);
        var length = RunLength.Of(recipe, data.Train.Count);
        if (network.LoneNorm is { } norm && LoneSample.In(setup.Phase, recipe, data.Train.Count, norm) is { } reason) throw new UserError(reason);
        using var optimizer = FlatOptimizer.Create(recipe.Optimizer, network.Flat);
        using var state = TrainingState.StartOrResume(setup, optimizer);
        if (setup.Mask is not null) network.Flat.ApplyMask(setup.Mask);
        using var twin = setup.Precision == "bf16" ? new Bf16Twin(network) : null;
        var reported = time.GetTimestamp();

        for (var epoch = state.Log.Count + 1; epoch <= length.Epochs; epoch++)
        {
            var started = time.GetTimestamp();
            network.Module.train();
            var done = state.StepInEpoch;
            foreach (var batch in Batches.Training(data.Train, setup.Normalization, setup.Seed, epoch, recipe.Batch, recipe.Flip, recipe.CropPadding)
                .Take(length.StepsIn(epoch)))
                using (batch)
                {
                    if (done-- > 0) continue; // before the interruption

                    SeedDropout(SeededStream.For(setup.Seed, "dropout", optimizer.Steps));
                    var rate = LearningRate.At(recipe.LearningRate, optimizer.Steps, length.Steps);
                    using (NewDisposeScope())
                    {
                        network.Flat.Gradients.zero_();
                        var logits = twin is null ? network.Forward(batch.Inputs) : twin.Forward(batch.Inputs); // (N, classes)
                        var loss = nn.functional.cross_entropy(logits, batch.Labels);
                        loss.backward();
                        twin?.CollectGradients();
                        state.Observe(loss, logits, batch, rate);
                    }
                    optimizer.Step(rate);
                    if (setup.Mask is not null) network.Flat.ApplyMask(setup.Mask);
                    twin?.Refresh();

                    if (stop.IsCancellationRequested) SaveAndStop(started);
                    if (time.GetElapsedTime(reported) > ProgressEvery)
                    {
                        reported = time.GetTimestamp();
                        setup.Progress?.Invoke(new(epoch, length.Epochs, optimizer.Steps, length.Steps));
                        state.SaveIfDue(optimizer, Seconds(started), time);
                    }
                }

            Divergence.CheckLoss(state.MeanLoss, "loss", $"in epoch {epoch} of {setup.Phase}");
            if (stop.IsCancellationRequested) SaveAndStop(started);
            var after = $"after epoch {epoch} of {setup.Phase}";
            Divergence.Check(network, after); // of any epoch, which may be the selected one
            var validation = Evaluator.Evaluate(network, data.Validation, setup.Normalization, "epoch", "validation", CancellationToken.None);
            state.EndEpoch(Divergence.Checked(validation, after), optimizer.Steps, Seconds(started));
            setup.Progress?.Invoke(new(epoch, length.Epochs, optimizer.Steps, length.Steps));
            if (epoch < length.Epochs) state.SaveIfDue(optimizer, 0, time);
        }
        return state.Finish(optimizer.Steps, data.Validation.Count);

        void SaveAndStop(long since)
        {
            state.Save(optimizer, Seconds(since));
            stop.ThrowIfCancellationRequested();
        }

        void SeedDropout(SeededStream stream)
        {
            if (twin is null) network.SeedDropout(stream);
            else twin.SeedDropout(stream);
        }

        double Seconds(long since) => state.SecondsBefore + time.GetElapsedTime(since).TotalSeconds;
    }
}
