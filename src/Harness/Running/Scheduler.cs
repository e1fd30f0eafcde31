using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Harness.Running;

/// <summary>
/// Hands out jobs: pretrainings first, then cells breadth first: as long as a cell of one seed can be begun, none of the next is,
/// in the plan's order of seeds. Among pretrainings, and among the cells of a seed, the longest come first, so that the last ones,
/// for which some workers wait, are short. Cells of one start and criterion stay with one worker, which has both in memory, as
/// long as there is other work that takes as long. The order depends on the plan and the costs only. Thread-safe.
/// </summary>
internal sealed class Scheduler
{
    private readonly object gate = new();
    private readonly LinkedList<Job> pretrainings = [];
    private readonly LinkedList<Job> again = []; // cells whose attempt has failed: their start is there
    private readonly List<Group> groups = [];
    private readonly Dictionary<string, string?> starts = []; // by identity: null once done, else why it failed
    private readonly Dictionary<int, Group> current = [];
    private int running;

    /// <param name="cells">In the plan's order.</param>
    /// <param name="cost">How long jobs take, in whatever unit; asked once of each kind.</param>
    public Scheduler(IEnumerable<PlannedCell> cells, Func<CostClass, double> cost)
    {
        var costs = new Dictionary<CostClass, double>();
        var seeds = new Dictionary<int, int>(); // seed to its place
        var known = new Dictionary<(int Seed, string Start, string? Criterion, double Cost), Group>();
        var first = new List<(Job Job, double Cost)>();
        var seen = new HashSet<string>();
        foreach (var cell in cells)
        {
            var spec = cell.Spec;
            if (seen.Add(cell.PretrainingIdentity)) first.Add((JobOf(JobKind.Pretraining, cell, cell.PretrainingIdentity), CostOf(spec, pretraining: true)));
            seeds.TryAdd(spec.Seed, seeds.Count);
            var key = (spec.Seed, cell.PretrainingIdentity, spec.Strategy.Criterion, CostOf(spec, pretraining: false));
            if (!known.TryGetValue(key, out var group))
                known[key] = group = new Group(seeds[spec.Seed], cell.PretrainingIdentity, key.Item4);
            group.Jobs.AddLast(JobOf(JobKind.Cell, cell, cell.Identity));
        }
        foreach (var (job, _) in first.OrderByDescending(j => j.Cost)) pretrainings.AddLast(job); // stable: the plan's order among equals
        groups = [.. known.Values.OrderBy(g => g.Seed).ThenByDescending(g => g.Cost)];

        double CostOf(CellSpec spec, bool pretraining)
        {
            var kind = CostClass.Of(spec, pretraining);
            return costs.TryGetValue(kind, out var known) ? known : costs[kind] = cost(kind);
        }
    }

    /// <summary>The next job for a worker; waits while all that is left depends on what others are doing; null when nothing is left.</summary>
    public Job? Take(int worker, CancellationToken stop)
    {
        using var waking = stop.Register(() =>
        {
            lock (gate) Monitor.PulseAll(gate);
        });
        lock (gate)
            while (!stop.IsCancellationRequested)
            {
                if (TryTake(worker) is { } job)
                {
                    running++;
                    return job;
                }
                if (running == 0) return null;
                Monitor.Wait(gate);
            }
        return null;
    }

    /// <summary>A start is there.</summary>
    public void Finished(Job job) => Done(() =>
    {
        if (job.Kind == JobKind.Pretraining) starts[job.Identity] = null;
    });

    /// <summary>The job is to be tried again.</summary>
    public void TryAgain(Job job) => Done(() =>
    {
        if (job.Kind == JobKind.Pretraining) pretrainings.AddFirst(job);
        else again.AddLast(job);
    });

    /// <summary>The job has failed for good; of a pretraining, so have all cells that start from it, which are returned.</summary>
    public IReadOnlyList<Job> Failed(Job job, string reason)
    {
        List<Job> lost = [];
        Done(() =>
        {
            if (job.Kind != JobKind.Pretraining) return;
            starts[job.Identity] = reason;
            foreach (var group in groups.Where(g => g.Start == job.Identity))
            {
                lost.AddRange(group.Jobs);
                group.Jobs.Clear();
            }
        });
        return lost;
    }

    private Job? TryTake(int worker)
    {
        if (pretrainings.First is { } first)
        {
            pretrainings.RemoveFirst();
            return first.Value;
        }
        if (again.First is { } failed)
        {
            again.RemoveFirst();
            return failed.Value;
        }
        groups.RemoveAll(g => g.Jobs.Count == 0);
        var ready = groups.FirstOrDefault(g => starts.ContainsKey(g.Start));
        if (ready is null) return null;

        var mine = current.GetValueOrDefault(worker);
        var others = current.Where(c => c.Key != worker).Select(c => c.Value).ToHashSet();
        var choice = groups.Where(g => g.Seed == ready.Seed && g.Cost == ready.Cost && starts.ContainsKey(g.Start))
            .MinBy(g => g == mine ? 0 : others.Contains(g) ? 3 : g.Start == mine?.Start ? 1 : 2)!;
        current[worker] = choice;
        var job = choice.Jobs.First!.Value;
        choice.Jobs.RemoveFirst();
        return job;
    }

    private void Done(Action update)
    {
        lock (gate)
        {
            update();
            running--;
            Monitor.PulseAll(gate);
        }
    }

    private static Job JobOf(JobKind kind, PlannedCell cell, string identity) =>
        new() { Kind = kind, Cell = cell.Spec, Identity = identity, PretrainingIdentity = cell.PretrainingIdentity };

    /// <summary>Cells of one seed, start and criterion that take equally long.</summary>
    private sealed class Group(int seed, string start, double cost)
    {
        /// <summary>Place of the seed in the plan.</summary>
        public int Seed => seed;
        public string Start => start;
        public double Cost => cost;
        public LinkedList<Job> Jobs { get; } = [];
    }
}
