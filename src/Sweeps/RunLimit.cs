using System.Globalization;

namespace Bench.Sweeps;

/// <summary>How long a training run may be: steps are counted in 32 bits.</summary>
public static class RunLimit
{
    /// <summary>Optimizer steps of one run; no batch, count or length in a sweep is larger.</summary>
    public const int Steps = 1_000_000_000;

    /// <summary>Why a recipe's run is too long, with the longest; null where it is not.</summary>
    public static string? Exceeded(string phase, RecipeSpec recipe, int train)
    {
        var perEpoch = (train - 1) / recipe.Batch + 1;
        if (recipe.Steps > Steps) return string.Create(CultureInfo.InvariantCulture, $"{phase}: {recipe.Steps} steps are more than the {Steps} that a run can have");
        return recipe.Epochs is { } epochs && (long)epochs * perEpoch > Steps
            ? string.Create(CultureInfo.InvariantCulture,
                $"{phase}: {epochs} epochs of {perEpoch} steps are more than the {Steps} steps that a run can have: at most {Steps / perEpoch} epochs")
            : null;
    }
}
