namespace Bench.Analysis.Claims;

/// <summary>All claims: the ten that are commonly drawn from Blalock et al. (2020), then those of later papers (docs/claims.md).</summary>
public static class StatedClaims
{
    /// <summary>In the order of reports.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        RankingsChange.Claim,
        SmallCompressionHelps.Claim,
        RandomIsWorse.Claim,
        GlobalBeatsLayerwise.AtSize,
        GlobalBeatsLayerwise.AtSpeedup,
        LayersDiffer.Claim,
        SparseBeatsSmaller.Claim,
        ExceedsOriginal.Claim,
        InefficientGainMore.Claim,
        TradeoffImproves.Claim,
        BetterArchitecture.Claim,
        OneShotLowIterativeHigh.Claim,
        RetrainingMattersMore.Claim,
    ];
}
