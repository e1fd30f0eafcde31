namespace Bench.Sweeps;

/// <summary>What a list of steps depends on besides the cell.</summary>
/// <param name="Prunable">P: parameters that the protocol and the strategy's limits let be pruned.</param>
/// <param name="Kept">How many of them the asked ratio leaves; P for the control.</param>
/// <param name="TrainSamples">Of the training split.</param>
/// <param name="Updates">Whether the criterion gives new values to the weights that are left.</param>
/// <param name="NeedsTraining">Whether the criterion reads what training steps have added up.</param>
/// <param name="Most">How many the scope and the limits let be kept: first cuts in rounds are no nearer to dense. 0 stands for P.</param>
public sealed record MethodFacts(long Prunable, long Kept, int TrainSamples, bool Updates = false, bool NeedsTraining = false, long Most = 0)
{
    /// <summary>Parameters that are cut one by one where single layers are scanned, and to how many densities where a sweep does not say.</summary>
    public int Tensors { get; init; }

    /// <inheritdoc cref="Tensors"/>
    public int Densities { get; init; }

    /// <summary>Of all splits, for what the cell takes: its steps do not depend on it. Null where only the training split is known.</summary>
    public Costs.SplitSizes? Sizes { get; init; }

    public long Most { get; init; } = Most == 0 ? Prunable : Most;

    /// <summary>Optimizer steps of an epoch; the last batch may be short.</summary>
    public int StepsPerEpoch(RecipeSpec recipe) => (TrainSamples - 1) / recipe.Batch + 1;

    /// <summary>Optimizer steps of a run.</summary>
    public int StepsOf(RecipeSpec recipe) => recipe.Steps ?? checked(recipe.Epochs!.Value * StepsPerEpoch(recipe));
}
