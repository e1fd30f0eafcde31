using System.Text.Json;
using Bench.Core;

namespace Bench.Strategies;

/// <summary>
/// The layerwise counts of another strategy, on the same weights at the same ratio. Where the totals differ they are scaled by one factor, by largest
/// remainder; a layer that would exceed itself is dense, and the rest is shared anew.
/// </summary>
public sealed class LikeScope : IScope
{
    private static readonly StrategyOption Strategy = new("like", "the strategy whose layerwise counts are taken");

    public string Name => "like";
    public string Title => "each layer by itself, with as many weights as another strategy leaves it";
    public string Source => "Su et al., Sanity-checking pruning methods: random tickets can win the jackpot, NeurIPS 2020; Frankle et al., ICLR 2021";
    public IReadOnlyList<PartOption> Options => [Strategy];

    /// <summary>How the strategy that is followed cuts, as JSON.</summary>
    public static JsonElement StrategyOf(OptionValues options) => Strategy.Of(options);

    public IReadOnlyList<Pool> Pools(PoolRequest request) =>
        Allocation.Pools(request, request.Model ?? throw new ArgumentException("the scope 'like' lacks the counts that it follows", nameof(request)));
}
