namespace Bench.Analysis.Claims;

/// <summary>Tests claims.</summary>
public static class ClaimJudge
{
    /// <summary>A finding for each claim of the catalogue, in its order.</summary>
    public static IReadOnlyList<ClaimFinding> Judge(ClaimData data) => Judge(data, StatedClaims.All);

    /// <summary>A finding for each of some claims.</summary>
    public static IReadOnlyList<ClaimFinding> Judge(ClaimData data, IReadOnlyList<Claim> claims) => [.. claims.Select(c => new ClaimFinding(c, c.Test(data)))];
}
