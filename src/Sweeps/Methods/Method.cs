using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Makes the list of steps of a cell out of its schedule, starting point and retraining.</summary>
public static class Method
{
    /// <summary>Whether a cell does nothing but cut the pretrained weights once, without a scan before, and train on by the retraining recipe, or not at all.</summary>
    public static bool IsSimple(CellSpec cell) => cell.Strategy is { IsOneShot: true, Retraining: "fine-tune" or "none", MeasureAfter: Renewals.Nothing }
        && cell.Retraining is not { LearningRate.Candidates.Count: > 0 } && !cell.Strategy.Scans;

    /// <summary>The steps, in their order.</summary>
    /// <exception cref="UserError">The starting point lies beyond the pretraining.</exception>
    public static IReadOnlyList<Step> StepsOf(CellSpec cell, MethodFacts facts)
    {
        var method = new MethodBuilder(cell, facts);
        method.Begin();
        if (cell.IsControl)
        {
            method.MeasureBefore();
            method.Retrain();
        }
        else method.Schedule.AddTo(method);
        if (method.Steps[^1] is not MeasureStep) method.Measure("last");
        return WithSelection(method.Steps);
    }

    // Nothing is selected before the last cut, nor before what it has left was measured.
    private static IReadOnlyList<Step> WithSelection(IReadOnlyList<Step> steps)
    {
        var last = steps.Index().Last(s => s.Item is CutStep or MeasureStep { Point: "before" }).Index;
        return [.. steps.Select((step, i) => step is TrainStep train && i > last ? train with { Selects = true } : step)];
    }

    /// <summary>
    /// Why a cell's parts do not go together, or not at its starting point, in one line; null where they do. What lies in one part alone, and in the
    /// criterion and scope, is found when the sweep is read.
    /// </summary>
    public static string? WhyNot(CellSpec cell, MethodFacts facts)
    {
        try
        {
            var steps = StepsOf(cell, facts);
            if (cell.IsControl) return null;
            if (facts.NeedsTraining && !steps.TakeWhile(s => s is not (CutStep or CondemnStep)).Any(s => s is TrainStep))
                return $"criterion '{cell.Strategy.Criterion}' adds up over the training before a cut, and nothing is trained before the first: take 'schedule: gradual', or 'from' a later point";
            if (facts.NeedsTraining && steps.SkipWhile(s => s is not RewindStep { What: RewindStep.Weights }).Any(s => s is CutStep))
                return $"criterion '{cell.Strategy.Criterion}' adds up over the training of weights that stay, and retraining '{cell.Strategy.Retraining}' takes them back between cuts: take lr-rewind or fine-tune";
            return WhyTooShort(cell, steps);
        }
        catch (UserError mistake)
        {
            return mistake.Message;
        }
    }

    // A run in which a schedule has no room would give the numbers of another strategy under its name.
    private static string? WhyTooShort(CellSpec cell, IReadOnlyList<Step> steps)
    {
        var (schedule, trainings) = (cell.Strategy.Schedule, steps.OfType<TrainStep>().ToList());
        if (schedule is "dynamic" or "granet" && !steps.Any(s => s is GrowStep))
            return $"schedule '{schedule}' exchanges no weight in a run of {trainings[^1].Run.Length - trainings[^1].Run.From} steps: give it a smaller 'every'";
        return trainings.Zip(trainings.Skip(1)).Any(pair => pair.First.Run.Number == pair.Second.Run.Number && pair.Second.To <= pair.First.To)
            ? $"schedule '{schedule}' has more cuts than its run of {trainings[^1].Run.Length - trainings[^1].Run.From} steps has room for"
            : null;
    }
}
