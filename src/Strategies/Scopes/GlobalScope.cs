namespace Bench.Strategies;

/// <summary>One competition over the whole network: layers with low scores lose more.</summary>
public sealed class GlobalScope : IScope
{
    public string Name => "global";
    public string Title => "all layers in one competition";
    public string Source => "Lee et al., SNIP, ICLR 2019; Blalock et al., MLSys 2020";
    public bool IsWithinLayers => false;

    public IReadOnlyList<Pool> Pools(PoolRequest request) => [new Pool(0, (int)request.Elements, request.Kept)];
}
