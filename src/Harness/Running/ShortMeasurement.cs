using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Harness.Running;

/// <summary>
/// Some seconds of a cell's real work: training steps with its recipes on its data, an evaluation of some batches, and a mask. Each is
/// done once to warm up and then repeated. Nothing is kept.
/// </summary>
internal sealed class ShortMeasurement(CellSpec cell, Network network, Dataset data, Normalization normalization, TimeProvider time, CancellationToken stop)
{
    private const int Repetitions = 3, LargestEvaluation = 2 * Evaluator.BatchSize, MostSteps = 200;
    private const double SecondsOfTraining = 0.3;

    public PairMeasurement Run()
    {
        PeakMemory.Restart();
        var other = Repeat(() => Seconds(() => Prune().Dispose()));
        using var few = data.Test.Head(Math.Min(data.Test.Count, LargestEvaluation));
        var evaluation = Repeat(() => Seconds(() => Evaluator.Evaluate(network, few, normalization, "measured", "test", stop)) / few.Count);
        var pretraining = cell.Pretraining is { } before ? Train(before, evaluation.Average()) : [];
        var retraining = cell.Retraining is { } after ? Train(after, evaluation.Average()) : [];
        return new PairMeasurement
        {
            Sizes = new(data.Train.Count, data.Validation.Count, data.Test.Count),
            Pretraining = pretraining, Retraining = retraining, Evaluation = evaluation, Other = other, PeakMemory = PeakMemory.Bytes(),
        };
    }

    // A run ends with an evaluation of the validation split: of one batch of it here, whose time is taken off.
    private double[] Train(RecipeSpec recipe, double evaluationOfSample)
    {
        using var batch = data.Validation.Head(Math.Min(data.Validation.Count, recipe.Batch));
        var shortened = data with { Validation = batch };
        var most = Math.Min((data.Train.Count + recipe.Batch - 1) / recipe.Batch, recipe.Steps ?? int.MaxValue); // an epoch, or the run
        var steps = Math.Min(2, most);
        var warm = Step();
        steps = Math.Clamp((int)(SecondsOfTraining / (warm * recipe.Batch)), 1, Math.Min(MostSteps, most));
        return [.. Enumerable.Range(0, Repetitions).Select(_ => Step())];

        double Step()
        {
            var run = recipe with { Epochs = null, Steps = steps };
            long trained = 0;
            var seconds = Seconds(() =>
            {
                using var outcome = Trainer.Train(
                    new TrainingSetup { Network = network, Data = shortened, Normalization = normalization, Recipe = run, Seed = cell.Seed, Precision = cell.Precision },
                    time, stop);
                trained = Workload.Samples(run, data.Train.Count);
            });
            return Math.Max(0, seconds - batch.Count * evaluationOfSample) / trained;
        }
    }

    private MaskSet Prune()
    {
        var protocol = Protocols.Find(cell.Protocol);
        if (cell.IsControl) return MaskSet.Dense(network, protocol);
        using var scores = Pruner.Score(network, protocol, Criteria.Find("magnitude"), [], "eval", cell.Seed);
        return Pruner.Cut(network, protocol, new GlobalScope(), scores, cell.Compression, cell.Seed); // the cell's own scope may follow another strategy, whose scores cost more
    }

    private static double[] Repeat(Func<double> measure)
    {
        measure(); // warms up
        return [.. Enumerable.Range(0, Repetitions).Select(_ => measure())];
    }

    private double Seconds(Action work)
    {
        var started = time.GetTimestamp();
        work();
        return time.GetElapsedTime(started).TotalSeconds;
    }
}
