namespace Bench.Sweeps.Costs;

/// <summary>
/// Plays the order of work through in advance, to know when it ends: breadth first, a pretraining on one worker each, then its cells on
/// the workers that are free. Many cells that cost the same are handed out some at a time, so that this takes no longer for a hundred
/// thousand of them.
/// </summary>
public static class Rehearsal
{
    // A worker is given a quarter of its share of what is left, down to one cell.
    private const int Handouts = 4;

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
        var starts = jobs.Starts.ToDictionary(s => s.Key, s => new Part(s.Value, cost));
        var running = new PriorityQueue<(int Workers, Part? Makes), double>(); // by their end
        foreach (var job in underWay)
        {
            if (job.Kind.Pretraining) starts[job.Start].IsBegun = true;
            else starts[job.Start].TakeOne(cost(job.Kind));
            running.Enqueue((1, job.Kind.Pretraining ? starts[job.Start] : null), job.Seconds);
        }
        var ahead = new Queue<Part>(starts.Values.Where(p => !p.IsBegun).OrderBy(p => p.Seed).ThenByDescending(p => p.Pretraining));
        var withCells = starts.Values.Where(p => p.HasCells).OrderBy(p => p.Seed).ThenByDescending(p => p.Longest).ToList();
        var free = workers - running.Count;
        for (double now = 0; ;)
        {
            var ready = free > 0 ? withCells.Find(p => p.IsReady) : null;
            if (free > 0 && ahead.TryPeek(out var next) && (ready is null || next.Seed < ready.Seed))
            {
                running.Enqueue((1, ahead.Dequeue()), now + next.Pretraining);
                free--;
            }
            else if (ready is not null)
            {
                var (hands, seconds) = ready.Take(free, workers);
                running.Enqueue((hands, null), now + seconds);
                free -= hands;
                if (!ready.HasCells) withCells.Remove(ready);
            }
            else if (!running.TryDequeue(out var ended, out var end)) return now;
            else
            {
                now = Math.Max(now, end);
                free += ended.Workers;
                ended.Makes?.IsReady = true;
            }
        }
    }

    /// <summary>A start with its cells.</summary>
    private sealed class Part(StartJobs jobs, Func<CostClass, double> cost)
    {
        // The longest last, from where they are taken.
        private readonly List<(double Cost, int Count)> cells =
            [.. jobs.Cells.Where(c => c.Value > 0).GroupBy(c => cost(c.Key)).Select(g => (Cost: g.Key, Count: g.Sum(c => c.Value))).OrderBy(c => c.Cost)];

        public int Seed { get; } = jobs.Seed;

        /// <summary>Seconds; 0 where it is there.</summary>
        public double Pretraining { get; } = jobs.Pretraining is { } pretraining ? cost(pretraining) : 0;
        public bool IsBegun { get; set; } = jobs.Pretraining is null;
        public bool IsReady { get; set; } = jobs.Pretraining is null;
        public bool HasCells => cells.Count > 0;
        public double Longest => cells[^1].Cost;

        public void TakeOne(double cost)
        {
            if (cells.FindIndex(c => c.Cost == cost) is >= 0 and var place) Remove(place, 1);
        }

        /// <summary>Gives cells to free workers: how many of them are busy then, and for how long.</summary>
        public (int Hands, double Seconds) Take(int free, int workers)
        {
            var (seconds, count) = cells[^1];
            var hands = Math.Min(free, count);
            var each = Math.Max(1, count / (Handouts * workers));
            Remove(cells.Count - 1, hands * each);
            return (hands, each * seconds);
        }

        private void Remove(int place, int count)
        {
            cells[place] = cells[place] with { Count = cells[place].Count - count };
            if (cells[place].Count == 0) cells.RemoveAt(place);
        }
    }
}
