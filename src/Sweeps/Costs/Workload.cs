namespace Bench.Sweeps.Costs;

/// <summary>The samples that a job passes through the network, with repetition: what its time is made of.</summary>
/// <param name="Trained">Forward, backward and update.</param>
/// <param name="Evaluated">Forward only: validation before and after every epoch, test before and after.</param>
public sealed record Workload(long Trained, long Evaluated)
{
    /// <summary>Training the dense network and evaluating it; imported weights are evaluated only.</summary>
    public static Workload OfPretraining(RecipeSpec? recipe, SplitSizes sizes) => new(
        Samples(recipe, sizes.Train),
        (recipe is null ? 1 : Epochs(recipe, sizes.Train)) * sizes.Validation + sizes.Test);

    /// <summary>
    /// Evaluating the pruned network, retraining it, which evaluates the validation split after every epoch, and the test split at its
    /// last and at its selected epoch (which is counted as another one wherever it can be).
    /// </summary>
    public static Workload OfCell(RecipeSpec? recipe, SplitSizes sizes)
    {
        var epochs = Epochs(recipe, sizes.Train);
        var points = 1 + Math.Min(2, epochs);
        return new(Samples(recipe, sizes.Train), (epochs + 1) * sizes.Validation + points * sizes.Test);
    }

    /// <summary>Of a cell's list of steps: all of it, as if nothing were shared.</summary>
    public static Workload OfSteps(IReadOnlyList<Step> steps, SplitSizes sizes)
    {
        long trained = 0, evaluated = 0;
        var (run, at) = (0, 0);
        foreach (var step in steps)
            switch (step)
            {
                case TrainStep train:
                    var from = train.Run.Number == run ? at : train.Run.From;
                    trained += (long)(SamplesBetween(train.Run, from, train.To, sizes.Train) * train.Run.Stretch);
                    evaluated += (long)(EpochsBetween(train.Run, from, train.To, sizes.Train) * train.Run.Stretch) * sizes.Validation;
                    (run, at) = (train.Run.Number, train.To);
                    break;
                case MeasureStep measure:
                    evaluated += sizes.Validation + (measure.Point == "before" ? 1 : 2) * sizes.Test + (measure.Renewal?.Samples ?? 0);
                    break;
                case ScanStep scan:
                    evaluated += (long)scan.Measurements * (scan.Samples == 0 ? sizes.Validation : Math.Min(scan.Samples, sizes.Validation));
                    break;
                case RenewNormStep renew:
                    evaluated += renew.Rule.Samples;
                    break;
            }
        return new(trained, evaluated);
    }

    /// <summary>Samples of the steps of a run from one to another.</summary>
    public static long SamplesBetween(TrainingSpan run, int from, int to, int train) =>
        Samples(run.Recipe with { Epochs = null, Steps = to }, train) - Samples(run.Recipe with { Epochs = null, Steps = from }, train);

    private static int EpochsBetween(TrainingSpan run, int from, int to, int train)
    {
        var perEpoch = StepsPerEpoch(run.Recipe, train);
        return to / perEpoch - from / perEpoch + (to == run.Length && to % perEpoch > 0 ? 1 : 0);
    }

    /// <summary>Samples that a recipe trains on, the short last batches of epochs taken as they are.</summary>
    public static long Samples(RecipeSpec? recipe, int train)
    {
        if (recipe is null) return 0;
        if (recipe.Epochs is { } epochs) return (long)epochs * train;
        var perEpoch = StepsPerEpoch(recipe, train);
        var steps = recipe.Steps!.Value;
        return (long)(steps / perEpoch) * train + steps % perEpoch * recipe.Batch;
    }

    private static long Epochs(RecipeSpec? recipe, int train) =>
        recipe is null ? 0 : recipe.Epochs ?? (recipe.Steps!.Value + StepsPerEpoch(recipe, train) - 1) / StepsPerEpoch(recipe, train);

    private static int StepsPerEpoch(RecipeSpec recipe, int train) => Math.Max(1, (train + recipe.Batch - 1) / recipe.Batch);
}
