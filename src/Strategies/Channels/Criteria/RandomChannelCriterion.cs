using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>Uniform in [0, 1), one draw for each unit of the network as it was before any cut, independent of everything but the cell's seed: rounds remove what one cut would.</summary>
public sealed class RandomChannelCriterion : IChannelCriterion
{
    /// <summary>Behaviour version of cuts in rounds: at the first one each round drew anew, so that the first channels were spared.</summary>
    public const int RoundsVersion = 2;

    public string Name => "random";
    public string Title => "a uniform random number for each channel, from the cell's seed";
    public string Source => "the baseline of Mittal et al., Recovering from random pruning, WACV 2018";
    public bool NeedsData => false;
    public bool ScoresUnits => true;

    // What is drawn for a unit does not depend on which groups may be pruned.
    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        var stream = SeededStream.For(context.Seed, "random channels");
        double[] draws = [.. Enumerable.Range(0, context.PlaceOf(context.Map.Units - 1) + 1).Select(_ => stream.NextDouble())];
        return [.. context.Groups.Select(g => tensor(Enumerable.Range(g.First, g.Units).Select(unit => draws[context.PlaceOf(unit)]).ToArray()).unsqueeze(0))];
    }
}
