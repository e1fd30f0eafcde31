namespace Bench.Sweeps.Costs;

/// <summary>
/// Plays the order of work through in advance, to know when it ends: breadth first, a pretraining on one worker each, the cells whose
/// start is there shared out evenly among the workers that are free. What the scheduler does with single cells is not followed, so the
/// end is right to about a cell.
/// </summary>
public static class Rehearsal
{
    /// <summary>A job that a worker is at, and how long it still takes.</summary>
    /// <param name="Start">The pretraining's identity.</param>
    /// <param name="Kind">Of the job.</param>
    /// <param name="Seconds">That are left of it.</param>
    public sealed record UnderWay(string Start, CostClass Kind, double Seconds);

    /// <summary>Seconds until the last worker is done.</summary>
    /// <param name="jobs">All that is left, what is under way included.</param>
    /// <param name="cost">Seconds of a job.</param>
    /// <param name="workers">How many there are.</param>
    /// <param name="underWay">What workers are at.</param>
    public static double Seconds(RemainingJobs jobs, Func<CostClass, double> cost, int workers, IReadOnlyList<UnderWay> underWay)
    {
        var starts = jobs.Starts.ToDictionary(s => s.Key, s => Part.Of(s.Value, cost));
        var running = new PriorityQueue<Part?, double>(); // pretrainings, and cells (null), by their end
        foreach (var job in underWay)
        {
            var part = starts[job.Start];
            if (!job.Kind.Pretraining) part.Work = Math.Max(0, part.Work - cost(job.Kind));
            else part.Begun = true;
            running.Enqueue(job.Kind.Pretraining ? part : null, job.Seconds);
        }
        var ahead = new Queue<Part>(starts.Values.Where(p => !p.Begun).OrderBy(p => p.Seed).ThenByDescending(p => p.Pretraining));
        var cells = starts.Values.OrderBy(p => p.Seed).ToList();
        double now = 0, end = 0;
        while (true)
        {
            while (running.TryPeek(out var ended, out var at) && at <= now)
            {
                running.Dequeue();
                ended?.Ready = true;
            }
            cells.RemoveAll(p => p.Work == 0);
            var free = workers - running.Count;
            var ready = free > 0 ? cells.Find(p => p.Ready) : null;
            if (free > 0 && ahead.TryPeek(out var next) && (ready is null || next.Seed < ready.Seed))
                running.Enqueue(ahead.Dequeue(), now + next.Pretraining);
            else if (ready is not null)
            {
                if (!ready.SharedOut) end = Math.Max(end, now + ready.Longest);
                ready.SharedOut = true;
                var alone = now + ready.Work / free;
                var until = running.TryPeek(out _, out var change) ? Math.Min(change, alone) : alone;
                ready.Work = until == alone ? 0 : ready.Work - (until - now) * free;
                now = until;
            }
            else if (running.TryPeek(out _, out var later)) now = later;
            else return Math.Max(now, end);
        }
    }

    /// <summary>A start with its cells.</summary>
    private sealed class Part
    {
        public required int Seed { get; init; }

        /// <summary>Seconds; 0 where it is there.</summary>
        public required double Pretraining { get; init; }

        /// <summary>Seconds of all cells that nobody has begun.</summary>
        public required double Work { get; set; }

        /// <summary>Seconds of the longest cell: that long it takes after the first is begun, however many workers there are.</summary>
        public required double Longest { get; init; }
        public bool Begun { get; set; }
        public bool Ready { get; set; }
        public bool SharedOut { get; set; }

        public static Part Of(StartJobs jobs, Func<CostClass, double> cost)
        {
            var cells = jobs.Cells.Where(c => c.Value > 0).Select(c => (Cost: cost(c.Key), Count: c.Value)).ToList();
            return new Part
            {
                Seed = jobs.Seed, Pretraining = jobs.Pretraining is { } pretraining ? cost(pretraining) : 0,
                Work = cells.Sum(c => c.Cost * c.Count), Longest = cells.Select(c => c.Cost).DefaultIfEmpty().Max(),
                Begun = jobs.Pretraining is null, Ready = jobs.Pretraining is null,
            };
        }
    }
}
