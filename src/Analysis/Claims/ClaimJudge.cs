namespace Bench.Analysis.Claims;

/// <summary>Tests all claims.</summary>
public static class ClaimJudge
{
    /// <summary>A finding for each claim of the catalogue, in its order.</summary>
    public static IReadOnlyList<ClaimFinding> Judge(ClaimData data) => [.. StatedClaims.All.Select(c => new ClaimFinding(c, c.Test(data)))];
}
