using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Uniform in [0, 1), independent of everything but the cell's seed: the baseline that every criterion must beat.</summary>
public sealed class RandomCriterion : ICriterion
{
    public string Name => "random";
    public string Title => "uniform random numbers from the cell's seed";
    public string Source => "the baseline of Blalock et al., What is the state of neural network pruning?, MLSys 2020";
    public bool NeedsData => false;

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        var stream = SeededStream.For(context.Seed, "random criterion");
        return [.. context.Tensors.Select(t => Draw(stream, t.Shape))];
    }

    private static Tensor Draw(SeededStream stream, IReadOnlyList<long> shape)
    {
        using var generator = new Generator(stream.NextUInt64(), CPU);
        return rand([.. shape], generator: generator);
    }
}
