using Bench.Core;

namespace Bench.Harness.Training;

/// <summary>Whole runs of training.</summary>
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

    /// <summary>Trains in place.</summary>
    /// <exception cref="TrainingFailed">A loss, a parameter or a statistic is NaN or infinite.</exception>
    /// <exception cref="UserError">The run is too long, one of its batches shows a batch norm one value a channel, or the recipe bears on norms and there are none.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint, where there is one, holds the state.</exception>
    public static TrainingOutcome Train(TrainingSetup setup, TimeProvider time, CancellationToken stop)
    {
        using var state = TrainingState.StartOrResume(setup.Network, setup.Checkpoint);
        using var session = new TrainingSession(setup, state, time, stop);
        session.TrainTo(session.Length);
        return state.Finish(setup.Data.Validation.Count);
    }
}
