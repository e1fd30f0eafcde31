namespace Bench.Sweeps.Costs;

/// <summary>A network on a data set in one precision: has one speed of evaluation.</summary>
public sealed record PairKind(string Dataset, string Model, string Precision)
{
    public static PairKind Of(CellSpec cell) => new(cell.Dataset.Name, cell.Model, cell.Precision);
}

/// <summary>How a pair is trained, as far as the time of a sample depends on it.</summary>
public sealed record TrainingKind(PairKind Pair, bool Pretraining, int Batch, bool Flip, int CropPadding, string Optimizer)
{
    public static TrainingKind Of(PairKind pair, bool pretraining, RecipeSpec recipe) =>
        new(pair, pretraining, recipe.Batch, recipe.Flip, recipe.CropPadding, recipe.Optimizer.Name);
}

/// <summary>Jobs that cost the same: those of a pair with one recipe. Seeds, strategies and ratios do not matter.</summary>
public sealed record CostClass(PairKind Pair, bool Pretraining, RecipeSpec? Recipe)
{
    public static CostClass Of(CellSpec cell, bool pretraining) =>
        new(PairKind.Of(cell), pretraining, pretraining ? cell.Pretraining : cell.Retraining);
}
