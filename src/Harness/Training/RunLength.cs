using Bench.Core;
using Bench.Sweeps;

namespace Bench.Harness.Training;

/// <summary>How many steps and epochs a recipe takes on a training set; a run measured in steps ends within an epoch.</summary>
public sealed record RunLength(int Epochs, int Steps, int StepsPerEpoch, int Batch, int TrainSamples)
{
    /// <exception cref="UserError">The run is too long.</exception>
    public static RunLength Of(RecipeSpec recipe, int trainSamples)
    {
        if (RunLimit.Exceeded("training", recipe, trainSamples) is { } reason) throw new UserError(reason);
        var perEpoch = (trainSamples - 1) / recipe.Batch + 1;
        var steps = recipe.Steps ?? recipe.Epochs!.Value * perEpoch;
        return new((steps - 1) / perEpoch + 1, steps, perEpoch, recipe.Batch, trainSamples);
    }

    /// <summary>Steps in an epoch (from 1).</summary>
    public int StepsIn(int epoch) => Math.Min(StepsPerEpoch, Steps - (epoch - 1) * StepsPerEpoch);

    /// <summary>Samples that the whole run trains on, with repetition; the last batch of an epoch may be short.</summary>
    public long Samples
    {
        get
        {
            long whole = Steps / StepsPerEpoch, rest = Steps % StepsPerEpoch;
            return whole * TrainSamples + rest * Batch;
        }
    }
}
