namespace Bench.Analysis.Claims;

/// <summary>What results say of a claim.</summary>
public enum ClaimVerdict
{
    /// <summary>Too little is known, or it shows neither.</summary>
    NotDecided,

    /// <summary>It holds, on the data sets and models that were looked at.</summary>
    Supported,

    /// <summary>The opposite holds on them.</summary>
    Refuted,
}

/// <summary>A claim about pruning that results can support or refute. A claim is one file and one line in <see cref="StatedClaims"/> (docs/claims.md).</summary>
public sealed record Claim
{
    /// <summary>Short and unique: its number.</summary>
    public required string Id { get; init; }

    /// <summary>The claim, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>Who says so.</summary>
    public required string Source { get; init; }

    /// <summary>How it is decided, in words: what is compared, what is averaged, which test.</summary>
    public required string Procedure { get; init; }

    /// <summary>What a sweep must have so that it can be decided.</summary>
    public required ClaimNeeds Needs { get; init; }

    /// <summary>What the results say: made by <see cref="OnAverage"/>, <see cref="Somewhere"/> or a procedure of its own.</summary>
    public required Func<ClaimData, ClaimEvidence> Test { get; init; }
}

/// <summary>What a sweep must have so that a claim can be decided.</summary>
/// <param name="Strategies">As entries of a sweep file, such as <c>random</c> or <c>{name: mine, base: global-magnitude, schedule: iterative}</c>.</param>
/// <param name="Ratios">Compression ratios; 1 is the control.</param>
public sealed record ClaimNeeds(IReadOnlyList<string> Strategies, IReadOnlyList<double> Ratios)
{
    /// <summary>Data set × model pairs: <see cref="OnAverage.Pairs"/> let a test over pairs reach significance.</summary>
    public int Pairs { get; init; } = OnAverage.Pairs;

    /// <summary>Whether data sets must come with two different models.</summary>
    public bool TwoModels { get; init; }

    /// <summary>Whether each pair must be retrained in a second way, just as long.</summary>
    public bool TwoRetrainings { get; init; }
}

/// <summary>What the results say of a claim.</summary>
public sealed record ClaimEvidence
{
    public required ClaimVerdict Verdict { get; init; }

    /// <summary>Why the verdict is so, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Of what the estimate is, such as <c>global − layerwise</c>.</summary>
    public string Contrast { get; init; } = "";

    /// <summary>In <see cref="Unit"/>; null where nothing could be compared.</summary>
    public double? Estimate { get; init; }

    /// <summary>Of the estimate, with its confidence; null where there is none.</summary>
    public Statistics.Interval? Interval { get; init; }

    /// <summary>Whether <see cref="Interval"/> holds for all places at once, as the corrected p-value does.</summary>
    public bool IsIntervalCorrected { get; init; }
    public string Unit { get; init; } = "points";

    /// <summary>The test behind the verdict; empty where none could be made.</summary>
    public string Test { get; init; } = "";

    /// <summary>Pairs, or places, that the test is over.</summary>
    public int N { get; init; }

    /// <summary>Corrected p-value of the test; null where it has none, or where there is one for each place.</summary>
    public double? P { get; init; }

    /// <summary>Each data set × model (with what else tells tests apart) that was looked at.</summary>
    public IReadOnlyList<ClaimPlace> Places { get; init; } = [];

    /// <summary>What else there is to know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What would decide it; empty where it is decided.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Seeds that would do at each place as far as these results tell; <see cref="Paired.LeastSeeds"/> at least.</summary>
    public int SeedsNeeded { get; init; } = Paired.LeastSeeds;
}

/// <summary>What the results of one place say.</summary>
/// <param name="Name">The data set × model, with what else tells tests apart.</param>
/// <param name="Estimate">The mean over seeds.</param>
/// <param name="Interval">95 %, t, of this place by itself: not corrected, other than <paramref name="P"/>; null for a single seed.</param>
/// <param name="Seeds">n.</param>
/// <param name="P">Paired t over seeds, corrected by Holm over all places; null where undefined.</param>
public sealed record ClaimPlace(string Name, double Estimate, Statistics.Interval? Interval, int Seeds, double? P)
{
    /// <summary>Significantly as the claim says: 1; significantly the other way: −1; else 0.</summary>
    public int Side => P is { } p && p < Paired.Significance && Seeds >= Paired.LeastSeeds ? Math.Sign(Estimate) : 0;
}

/// <summary>A claim with what the results say of it.</summary>
public sealed record ClaimFinding(Claim Claim, ClaimEvidence Evidence)
{
    public ClaimVerdict Verdict => Evidence.Verdict;
}
