using System.Globalization;
using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Where a strategy begins, as a text: <c>pretrained</c>, <c>initialization</c>, <c>epoch 2</c> or <c>step 500</c> of the pretraining.</summary>
public static class StartPoint
{
    public const string Pretrained = "pretrained";
    public const string Initialization = "initialization";

    /// <summary>The point at a step of the pretraining.</summary>
    public static string AtStep(int step) => step == 0 ? Initialization : string.Create(CultureInfo.InvariantCulture, $"step {step}");

    /// <summary>The point at the end of an epoch of the pretraining.</summary>
    public static string AtEpoch(int epoch) => epoch == 0 ? Initialization : string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}");

    /// <summary>The step of a point within the pretraining; null for <see cref="Pretrained"/>.</summary>
    public static int? StepOf(string point, int stepsPerEpoch)
    {
        if (point == Pretrained) return null;
        if (point == Initialization) return 0;
        var parts = point.Split(' ');
        if (parts is not [("epoch" or "step") and var unit, var number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
            throw new UserError($"'{point}' is no point of a pretraining: {Pretrained}, {Initialization}, epoch N or step N");
        return unit == "step" ? at : (int)Math.Min(int.MaxValue, (long)at * stepsPerEpoch);
    }
}
