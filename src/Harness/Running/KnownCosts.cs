using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Harness.Running;

/// <summary>What a database knows of the cost of a plan's jobs on this machine.</summary>
public static class KnownCosts
{
    /// <summary>
    /// A model that has learned from the finished cells and pretrainings of the given pairs, as far as they were run on a processor
    /// like this one.
    /// </summary>
    /// <param name="pairs">What the plan knows of each data set × model.</param>
    /// <param name="database">Null where there is none yet.</param>
    /// <param name="asked">The pairs to look up.</param>
    public static CostModel Of(
        IReadOnlyDictionary<(string Dataset, string Model), PairFacts> pairs, ResultReader? database, IEnumerable<(string Dataset, string Model)> asked)
    {
        var costs = new CostModel(pairs);
        if (database is null) return costs;
        foreach (var (dataset, model) in asked.Distinct())
        {
            var cells = database.WorkOfCells(dataset, model, HostEnvironment.Cpu);
            // The speed of evaluation first: it is taken off the time of epochs.
            foreach (var cell in cells)
            {
                if (cell is { EvaluationSeconds: { } evaluation, OtherSeconds: { } other })
                    costs.Add(new CellObservation(
                        new(dataset, model, cell.Precision), SizesOf(costs, dataset, model, cell), cell.ValidationSamples + (long)cell.Points * cell.TestSamples, evaluation, other));
                if (cell.PeakMemory is { } peak) costs.AddMemory(dataset, model, peak);
            }
            foreach (var cell in cells) Add(costs, dataset, model, cell, pretraining: false);
            foreach (var pretraining in database.WorkOfPretrainings(dataset, model, HostEnvironment.Cpu))
            {
                costs.AddSizes(dataset, model, SizesOf(costs, dataset, model, pretraining));
                Add(costs, dataset, model, pretraining, pretraining: true);
            }
        }
        return costs;
    }

    /// <summary>Learns from a cell that has just been finished.</summary>
    public static void Add(CostModel costs, CellSpec cell, CellResult result)
    {
        var kind = PairKind.Of(cell);
        var before = result.Evaluations.Where(e => e.Point == "before").ToDictionary(e => e.Split, e => e.Total);
        var sizes = costs.PlannedSizes(cell.Dataset.Name, cell.Model) ?? SplitSizes.OfEvaluated(before["validation"], before["test"]);
        var seconds = result.Seconds;
        var evaluation = seconds.GetValueOrDefault("evaluate");
        var points = 1 + (result.Budget.Epochs > 0 ? 1 : 0) + (result.Budget.Epochs > result.SelectedEpoch ? 1 : 0);
        costs.Add(new CellObservation(
            kind, sizes, sizes.Validation + (long)points * sizes.Test, evaluation, seconds["total"] - evaluation - seconds.GetValueOrDefault("retrain")));
        // Without a recipe of its own it is that of the pretraining by which a cell is trained, if at all.
        if (result.Epochs.Count > 0 && (cell.Retraining ?? cell.Pretraining) is { } recipe)
            costs.Add(new TrainingObservation(
                TrainingKind.Of(kind, false, recipe), result.Budget.Samples, (long)result.Epochs.Count * sizes.Validation, result.Epochs.Sum(e => e.Seconds)));
    }

    /// <summary>Learns from a pretraining that has just been finished; of imported weights there is nothing to learn.</summary>
    public static void Add(CostModel costs, CellSpec cell, PretrainingRecord record)
    {
        if (cell.Pretraining is not { } recipe || record.Epochs.Count == 0) return;
        var sizes = AddSizes(costs, cell, record);
        costs.Add(new TrainingObservation(
            TrainingKind.Of(PairKind.Of(cell), true, recipe), Workload.Samples(recipe, sizes.Train), (long)record.Epochs.Count * sizes.Validation,
            record.Epochs.Sum(e => e.Seconds)));
    }

    /// <summary>Learns of a start, wherever it was made, how many samples its data have.</summary>
    public static SplitSizes AddSizes(CostModel costs, CellSpec cell, PretrainingRecord record)
    {
        int Samples(string split) => record.Evaluations.First(e => e.Split == split).Total;
        var sizes = costs.PlannedSizes(cell.Dataset.Name, cell.Model) ?? SplitSizes.OfEvaluated(Samples("validation"), Samples("test"));
        costs.AddSizes(cell.Dataset.Name, cell.Model, sizes);
        return sizes;
    }

    private static void Add(CostModel costs, string dataset, string model, FinishedWork work, bool pretraining)
    {
        if (work.Training is not { } batches) return;
        var kind = new TrainingKind(
            new(dataset, model, work.Precision), pretraining, batches.Batch, batches.Flip, batches.CropPadding, batches.ResizedCrop, batches.Optimizer);
        var trained = work.TrainedSamples ?? (long)SizesOf(costs, dataset, model, work).Train * work.Epochs; // epochs are whole, but perhaps for the last
        costs.Add(new TrainingObservation(kind, trained, (long)work.Epochs * work.ValidationSamples, work.TrainingSeconds));
    }

    // Where the plan does not know, the validation split is taken for a tenth: a part that is given as such may be anything.
    private static SplitSizes SizesOf(CostModel costs, string dataset, string model, FinishedWork work) => costs.PlannedSizes(dataset, model) ?? SplitSizes.OfEvaluated(work.ValidationSamples, work.TestSamples);
}
