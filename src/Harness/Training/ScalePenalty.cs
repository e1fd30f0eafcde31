using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// The L1 term on the scales of all norms that makes channels dispensable (Liu et al., Learning Efficient Convolutional Networks through Network Slimming,
/// ICCV 2017), as the paper's code has it: s · sign(γ) is added to the gradient of each scale γ, and nothing to one that is 0.
/// </summary>
internal sealed class ScalePenalty : IDisposable
{
    private readonly double strength;
    private readonly List<(Tensor Scale, Tensor Gradient)> scales;

    private ScalePenalty(Network network, double strength)
    {
        this.strength = strength;
        scales = [.. ScalesOf(network)];
    }

    /// <summary>That of a run; null where its recipe has none.</summary>
    /// <exception cref="UserError">There are no norms that it could bear on.</exception>
    public static ScalePenalty? Of(TrainingSetup setup)
    {
        var (network, recipe) = (setup.Network, setup.Recipe);
        if (!network.Norms.Any(n => n.IsAffine) && recipe.WhyNotWithoutNorms(setup.Phase, network.Model.Name) is { } idle) throw new UserError(idle);
        return recipe.ScaleL1 > 0 ? new(network, recipe.ScaleL1) : null;
    }

    /// <summary>Adds it to the gradients at the present values.</summary>
    public void Add()
    {
        using var _ = no_grad();
        foreach (var (scale, gradient) in scales)
        {
            using var sign = scale.sign();
            gradient.add_(sign, alpha: Scalars.Of(strength));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, gradient) in scales) gradient.Dispose();
    }

    private static IEnumerable<(Tensor Scale, Tensor Gradient)> ScalesOf(Network network)
    {
        var names = network.Norms.Select(n => n.Scale).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, (name, parameter)) in network.Parameters.Index())
            if (names.Contains(name)) yield return (parameter, network.Flat.ViewOf(network.Flat.Gradients, index).DetachFromDisposeScope());
    }
}
