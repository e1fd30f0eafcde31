using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Uniform in [0, 1), one draw for each unit, independent of everything but the cell's seed.</summary>
public sealed class RandomChannelCriterion : IChannelCriterion
{
    public string Name => "random";
    public string Title => "a uniform random number for each channel, from the cell's seed";
    public string Source => "the baseline of Mittal et al., Recovering from random pruning, WACV 2018";
    public bool NeedsData => false;

    // What is drawn for a unit does not depend on which groups may be pruned.
    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        var stream = SeededStream.For(context.Seed, "random channels");
        double[] draws = [.. Enumerable.Range(0, context.Map.Units).Select(_ => stream.NextDouble())];
        return [.. context.Groups.Select(g => tensor(draws[g.First..(g.First + g.Units)]).unsqueeze(0))];
    }
}
