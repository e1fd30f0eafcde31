namespace Bench.Sweeps.Costs;

/// <summary>How long jobs take on some workers.</summary>
public sealed record TimeLeft
{
    /// <summary>Seconds of wall time until the last worker is done, of the jobs whose time is known.</summary>
    public required Estimate Seconds { get; init; }

    /// <summary>How many jobs that is.</summary>
    public required int Jobs { get; init; }

    /// <summary>Jobs of which nothing is known.</summary>
    public required IReadOnlyList<(CostClass Kind, int Count)> Unknown { get; init; }

    /// <summary>
    /// The work divided by the workers, but no less than the longest job: the scheduler keeps every worker busy, and begins with
    /// what takes longest. All jobs are taken to be slow or fast together: what slows one (another user, a hot processor) slows all.
    /// </summary>
    public static TimeLeft Of(RemainingJobs jobs, CostModel costs, int workers)
    {
        Estimate work = default, longest = default;
        var known = 0;
        var unknown = new List<(CostClass, int)>();
        foreach (var (kind, count) in jobs.Counts.Where(j => j.Value > 0))
            if (costs.Seconds(kind) is { } seconds)
            {
                work += count * seconds;
                longest = Longer(longest, seconds);
                known += count;
            }
            else unknown.Add((kind, count));
        return new TimeLeft { Seconds = Longer(1.0 / workers * work, longest), Jobs = known, Unknown = unknown };
    }

    private static Estimate Longer(Estimate a, Estimate b) =>
        new(Math.Max(a.Low, b.Low), Math.Max(a.Expected, b.Expected), Math.Max(a.High, b.High));
}
