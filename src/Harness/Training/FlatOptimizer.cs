using Bench.Sweeps;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// An optimizer over the flat parameter buffer. The arithmetic is that of PyTorch's own optimizers, operation by
/// operation, so that a run equals one with <c>torch.optim</c> bit for bit.
/// </summary>
internal abstract class FlatOptimizer(FlatParameters parameters) : IDisposable
{
    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    /// <summary>Moments, by name: what a checkpoint has to keep besides <see cref="Steps"/>.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> State { get; }

    protected Tensor Values => parameters.Values;

    protected Tensor Gradients => parameters.Gradients;

    public static FlatOptimizer Create(OptimizerSpec spec, FlatParameters parameters) => spec.Name switch
    {
        "sgd" => new FlatSgd(spec, parameters),
        "adam" => new FlatAdam(spec, parameters, decoupled: false),
        "adamw" => new FlatAdam(spec, parameters, decoupled: true),
        _ => throw new ArgumentException($"no optimizer '{spec.Name}'", nameof(spec)),
    };

    /// <summary>Updates the values from the gradients, which are overwritten.</summary>
    public void Step(double rate)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Steps++;
        Update(rate);
    }

    /// <summary>Takes up the state of an interrupted run.</summary>
    public void Resume(int steps, IReadOnlyDictionary<string, Tensor> state)
    {
        Steps = steps;
        foreach (var (name, tensor) in State) tensor.copy_(state[name]);
    }

    /// <summary>Sets the moments of some weights to 0.</summary>
    /// <param name="which">(T): 1 for those, 0 for others.</param>
    public void Forget(Tensor which)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var others = ones_like(which).sub_(which);
        foreach (var moment in State.Values) moment.mul_(others);
    }

    public void Dispose()
    {
        foreach (var tensor in State.Values) tensor.Dispose();
    }

    protected abstract void Update(double rate);

    protected Tensor NewMoment() => zeros_like(Values).DetachFromDisposeScope();
}

/// <summary>Stochastic gradient descent with momentum (heavy ball or Nesterov, as PyTorch defines them) and L2 decay.</summary>
internal sealed class FlatSgd : FlatOptimizer
{
    private readonly OptimizerSpec spec;
    private readonly Tensor? momentum;

    public FlatSgd(OptimizerSpec spec, FlatParameters parameters) : base(parameters)
    {
        this.spec = spec;
        momentum = spec.Momentum > 0 ? NewMoment() : null;
        State = momentum is null ? new Dictionary<string, Tensor>() : new() { ["momentum"] = momentum };
    }

    public override IReadOnlyDictionary<string, Tensor> State { get; }

    protected override void Update(double rate)
    {
        if (spec.WeightDecay != 0) Gradients.add_(Values, alpha: Scalars.Of(spec.WeightDecay));
        var direction = Gradients;
        if (momentum is not null)
        {
            momentum.mul_(Scalars.Of(spec.Momentum)).add_(Gradients, Scalars.One);
            direction = spec.Nesterov ? Gradients.add_(momentum, alpha: Scalars.Of(spec.Momentum)) : momentum;
        }
        using var step = (-rate).ToScalar();
        Values.add_(direction, alpha: step);
    }
}

/// <summary>Adam (Kingma and Ba, ICLR 2015), with L2 decay in the gradient or, decoupled, as AdamW (Loshchilov and Hutter, ICLR 2019).</summary>
internal sealed class FlatAdam : FlatOptimizer
{
    private readonly OptimizerSpec spec;
    private readonly bool decoupled;
    private readonly Tensor first;
    private readonly Tensor second;

    public FlatAdam(OptimizerSpec spec, FlatParameters parameters, bool decoupled) : base(parameters)
    {
        this.spec = spec;
        this.decoupled = decoupled;
        first = NewMoment();
        second = NewMoment();
        State = new Dictionary<string, Tensor> { ["first"] = first, ["second"] = second };
    }

    public override IReadOnlyDictionary<string, Tensor> State { get; }

    protected override void Update(double rate)
    {
        var (correction1, correction2) = (1 - Math.Pow(spec.Beta1, Steps), 1 - Math.Pow(spec.Beta2, Steps));
        using var shrink = (1 - rate * spec.WeightDecay).ToScalar();
        using var spread = Math.Sqrt(correction2).ToScalar();
        using var step = (-rate / correction1).ToScalar();

        if (spec.WeightDecay != 0 && decoupled) Values.mul_(shrink);
        else if (spec.WeightDecay != 0) Gradients.add_(Values, alpha: Scalars.Of(spec.WeightDecay));

        first.lerp_(Gradients, 1 - spec.Beta1);
        second.mul_(Scalars.Of(spec.Beta2)).addcmul_(Gradients, Gradients, Scalars.Of(1 - spec.Beta2));

        var denominator = second.sqrt().div_(spread).add_(Scalars.Of(spec.Epsilon));
        Values.addcdiv_(first, denominator, step);
    }
}
