using Bench.Models;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// The values that weights have beneath a mask which may change: the network holds the masked ones at all times, but for the moment of an optimizer's
/// step. Owned by whoever makes it.
/// </summary>
public sealed class LatentWeights : IDisposable
{
    /// <param name="network">Its present values are the latent ones.</param>
    /// <param name="accumulates">Whether −w · ∂L/∂w is added up.</param>
    public LatentWeights(Network network, bool accumulates)
    {
        using var _ = no_grad();
        Values = network.Flat.Values.clone().DetachFromDisposeScope();
        Accumulated = accumulates ? zeros_like(Values).DetachFromDisposeScope() : null;
    }

    /// <summary>Copies of what a checkpoint holds, where the network is.</summary>
    public LatentWeights(Network network, Tensor values, Tensor? accumulated)
    {
        Values = network.Flat.Beside(values);
        Accumulated = accumulated is null ? null : network.Flat.Beside(accumulated);
    }

    /// <summary>(T), laid out like the flat parameters.</summary>
    public Tensor Values { get; }

    /// <summary>Σ −w · ∂L/∂w (T) over the steps, w being the latent values; null: it is not added up.</summary>
    public Tensor? Accumulated { get; }

    /// <summary>Makes the mask (T) of latent values before every step, straight through: the gradient goes to all weights; null: masks are changed by cuts only, and what they prune stays as it is.</summary>
    public Func<Tensor, Tensor>? Remask { get; private set; }

    /// <summary>Weight decay of what the mask prunes, beside the recipe's.</summary>
    public double Decay { get; private set; }

    /// <summary>Says how a run changes masks.</summary>
    public void Follow(Func<Tensor, Tensor>? remask, double decay) => (Remask, Decay) = (remask, decay);

    /// <summary>Puts the latent values into the network.</summary>
    public void Show(Network network)
    {
        using var _ = no_grad();
        network.Flat.Values.copy_(Values);
    }

    /// <summary>Takes up the network's present values.</summary>
    public void Take(Network network)
    {
        using var _ = no_grad();
        Values.copy_(network.Flat.Values);
    }

    /// <summary>After a backward pass at the masked values: adds up, and readies gradients and values for the optimizer.</summary>
    internal void BeforeStep(Network network, Tensor? mask)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (values, gradients) = (network.Flat.Values, network.Flat.Gradients);
        Accumulated?.addcmul_(Values, gradients, Scalars.Of(-1));
        values.copy_(Values);
        if (mask is null) return;
        if (Remask is null) gradients.mul_(mask);
        else if (Decay > 0) gradients.add_(Values.sub(Values.mul(mask)), alpha: Scalars.Of(Decay));
    }

    /// <summary>After an optimizer's step: takes up the values, and leaves the network with the masked ones.</summary>
    internal void AfterStep(Network network, Tensor? mask)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var values = network.Flat.Values;
        if (mask is null || Remask is not null) Values.copy_(values);
        else Values.copy_(where(mask.to(ScalarType.Bool), values, Values)); // momentum and decay do not move what is pruned
        if (mask is not null) values.mul_(mask);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Accumulated?.Dispose();
    }
}
