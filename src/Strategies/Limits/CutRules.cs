using Bench.Core;

namespace Bench.Strategies;

/// <summary>Which scores compete with each other and what single layers keep: all of a cut that planning can know.</summary>
public sealed record CutRules(IScope Scope)
{
    /// <summary>Of the scope.</summary>
    public OptionValues Options { get; init; } = OptionValues.None;

    public LayerLimits Limits { get; init; } = LayerLimits.None;

    /// <summary>How many elements of each prunable parameter may be kept: what the scope lets be, within the limits.</summary>
    /// <param name="tensors">Those that the limits let be pruned.</param>
    /// <exception cref="UserError">An option of the scope does not fit these layers.</exception>
    public IReadOnlyList<Bounds> Bounds(IReadOnlyList<TensorSize> tensors) =>
    [
        .. tensors.Zip(Scope.Bounds(tensors, Options), (tensor, own) =>
        {
            var limits = Limits.Of(tensor);
            return new Bounds(Math.Clamp(own.Least, limits.Least, limits.Most), Math.Clamp(own.Most, limits.Least, limits.Most));
        }),
    ];
}
