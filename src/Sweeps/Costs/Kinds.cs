namespace Bench.Sweeps.Costs;

/// <summary>A network on a data set in one precision: has one speed of evaluation.</summary>
public sealed record PairKind(string Dataset, string Model, string Precision)
{
    public static PairKind Of(CellSpec cell) => new(cell.Dataset.Name, cell.Model, cell.Precision);
}

/// <summary>How a pair is trained, as far as the time of a sample depends on it.</summary>
public sealed record TrainingKind(PairKind Pair, bool Pretraining, int Batch, bool Flip, int CropPadding, double ResizedCrop, string Optimizer)
{
    public static TrainingKind Of(PairKind pair, bool pretraining, RecipeSpec recipe) =>
        new(pair, pretraining, recipe.Batch, recipe.Flip, recipe.CropPadding, recipe.ResizedCrop, recipe.Optimizer.Name);
}

/// <summary>Jobs that cost the same: those of a pair with one recipe. Seeds, strategies and ratios do not matter, unless they change how much is trained.</summary>
public sealed record CostClass(PairKind Pair, bool Pretraining, RecipeSpec? Recipe)
{
    /// <summary>The samples of a cell whose list of steps is not the simple one; null for others.</summary>
    public Workload? Work { get; init; }

    /// <param name="cell">The cell.</param>
    /// <param name="pretraining">Whether it is the pretraining that the cell starts from.</param>
    /// <param name="scanned">Whether another cell has made the scans already by which it divides.</param>
    public static CostClass Of(CellSpec cell, bool pretraining, bool scanned = false)
    {
        var kind = new CostClass(PairKind.Of(cell), pretraining, pretraining ? cell.Pretraining : cell.Retraining);
        if (pretraining || cell.Facts is not { } facts) return kind;
        var steps = Method.StepsOf(cell, facts);
        if (scanned) steps = [.. steps.Where(s => s is not ScanStep)];
        return kind with { Recipe = steps.OfType<TrainStep>().FirstOrDefault()?.Run.Recipe, Work = Workload.OfSteps(steps, facts.Sizes ?? SplitSizes.OfTrained(facts.TrainSamples)) };
    }
}
