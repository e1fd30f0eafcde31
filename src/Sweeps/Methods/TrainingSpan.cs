using System.Globalization;
using System.Text.Json.Serialization;

namespace Bench.Sweeps;

/// <summary>A run of a recipe, from one of its steps to its end: learning rates and data are those of these steps; the optimizer begins fresh.</summary>
public sealed record TrainingSpan
{
    /// <summary>Its labels are empty.</summary>
    public required RecipeSpec Recipe { get; init; }

    /// <summary>The step (of the recipe's run, from 0) at which it begins.</summary>
    public int From { get; init; }

    /// <summary>Steps of the recipe's whole run.</summary>
    public required int Length { get; init; }

    /// <summary>Tells runs of a list apart that are else the same: each begins with a fresh optimizer.</summary>
    public int Number { get; init; }

    /// <summary>For messages: <c>pretraining</c>, <c>retraining</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Where above 1: the run is longer, by dense ÷ effective multiply-adds of the network that it begins with, but at most by this factor.</summary>
    public double Stretch { get; init; } = 1;

    /// <summary>Distillation from the cell's dense network; null: none.</summary>
    public TeacherRule? Teacher { get; init; }

    /// <summary>Masks that change at every step; null: they are fixed between cuts.</summary>
    public StraightThroughRule? StraightThrough { get; init; }

    /// <summary>An L2 penalty on what is condemned, which grows while the run goes on; null: none.</summary>
    public Growth? Growth { get; init; }

    /// <summary>Whether −w · ∂L/∂w is added up over the steps, and pruned weights keep the value that they had.</summary>
    public bool Accumulates { get; init; }

    /// <summary>What is special about it, in words.</summary>
    [JsonIgnore]
    public string Manner => string.Create(CultureInfo.InvariantCulture, $" of {Phase}{(From > 0 ? $" (from {From:N0})" : "")}")
        + (Stretch > 1 ? string.Create(CultureInfo.InvariantCulture, $", longer by dense ÷ effective multiply-adds, at most {Stretch}-fold") : "")
        + (Teacher is null ? "" : ", distilling from the dense network") + (StraightThrough is null ? "" : ", the mask made anew at every step, gradients to all weights")
        + (Growth is { } g ? string.Create(CultureInfo.InvariantCulture, $", an L2 penalty on what is to be cut growing by {g.By} every {g.Every} steps to at most {g.Most}") : "")
        + (Accumulates ? ", adding up −w·∂L/∂w" : "");
}

/// <summary>Distillation (Hinton, Vinyals and Dean 2015): (1 − weight) · cross-entropy + weight · T² · KL(teacher ‖ student), outputs softened by T.</summary>
public sealed record TeacherRule(double Temperature, double Weight);

/// <summary>
/// A coefficient λ that grows: λ · w is added to the gradient of each weight w that is to be cut (GReg-1, Wang et al. 2021). It is <paramref name="By"/> at first.
/// </summary>
/// <param name="Every">Optimizer steps after which it grows.</param>
/// <param name="By">By how much.</param>
/// <param name="Most">Where its growth ends.</param>
public sealed record Growth(int Every, double By, double Most)
{
    /// <summary>λ at a step, from 0, since the growth began.</summary>
    public double At(int step) => Math.Min(Most, By * (1 + step / Every));
}

/// <summary>At every step the mask is made anew by magnitude, and the gradient goes to all weights (straight through).</summary>
/// <param name="Cut">How; its criterion is magnitude.</param>
/// <param name="Keep">Prunable parameters kept.</param>
/// <param name="Decay">Weight decay on what the mask prunes, added to its gradient (SR-STE, Zhou et al. 2021).</param>
public sealed record StraightThroughRule(CutRule Cut, long Keep, double Decay);
