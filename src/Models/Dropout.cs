using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Dropout (Srivastava et al., JMLR 2014) whose masks come from a generator of its own: TorchSharp's draws from the
/// process's global one. In training each value is zeroed with the given probability and the others are scaled by its
/// complement's inverse; in evaluation values pass unchanged. Masks are drawn on the CPU and moved: they are the same on every device.
/// </summary>
public sealed class Dropout : nn.Module<Tensor, Tensor>
{
    private readonly double probability;
    private Generator generator = new(0, CPU);

    public Dropout(double probability) : base(nameof(Dropout)) => this.probability = probability;

    /// <summary>Starts the sequence of masks that a stream determines.</summary>
    public void Reseed(SeededStream stream)
    {
        generator.Dispose();
        generator = new Generator(stream.NextUInt64(), CPU);
    }

    /// <summary>Any shape → the same shape.</summary>
    public override Tensor forward(Tensor x)
    {
        if (!training) return x.alias();
        using var drawn = empty_like(x, device: CPU).bernoulli_(1 - probability, generator).mul_(Scalars.Of(1 / (1 - probability)));
        using var kept = drawn.to(x.device);
        return x.mul(kept);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) generator.Dispose();
        base.Dispose(disposing);
    }
}
