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
    /// The order of work played through in advance (<see cref="Rehearsal"/>). All jobs are taken to be slow or fast together: what slows
    /// one (another user, a hot processor) slows all.
    /// </summary>
    public static TimeLeft Of(RemainingJobs jobs, CostModel costs, int workers)
    {
        var left = jobs.Counts.Where(j => j.Value > 0).Select(j => (j.Key, j.Value)).ToList();
        var unknown = left.Where(j => costs.Seconds(j.Key) is null).ToList();
        double Play(Func<Estimate, double> of) => Rehearsal.Seconds(jobs, job => costs.Seconds(job) is { } known ? of(known) : 0, workers, []);
        return new TimeLeft
        {
            Seconds = new(Play(e => e.Low), Play(e => e.Expected), Play(e => e.High)),
            Jobs = left.Sum(j => j.Value) - unknown.Sum(j => j.Value),
            Unknown = unknown,
        };
    }
}
