using Bench.Sweeps;

namespace Bench.Harness.Running;

/// <summary>
/// Hands out jobs: pretrainings first, then cells in the plan's order (breadth first: one seed is finished before the next
/// begins). Within a seed a worker stays with the start and criterion that it has in memory. Thread-safe.
/// </summary>
internal sealed class Scheduler
{
    private readonly object gate = new();
    private readonly LinkedList<Job> pretrainings = [];
    private readonly List<Group> groups = [];
    private readonly Dictionary<string, string?> starts = []; // by identity: null once done, else why it failed
    private readonly Dictionary<int, Group> current = [];
    private int running;

    public Scheduler(IEnumerable<PlannedCell> cells)
    {
        var known = new Dictionary<Group, Group>();
        var seen = new HashSet<string>();
        foreach (var cell in cells)
        {
            if (seen.Add(cell.PretrainingIdentity))
                pretrainings.AddLast(new Job { Kind = JobKind.Pretraining, Cell = cell.Spec, Identity = cell.PretrainingIdentity, PretrainingIdentity = cell.PretrainingIdentity });
            var key = new Group(cell.Spec.Seed, cell.PretrainingIdentity, cell.Spec.Strategy.Criterion);
            if (!known.TryGetValue(key, out var group))
            {
                known[key] = group = key;
                groups.Add(group);
            }
            group.Jobs.AddLast(new Job { Kind = JobKind.Cell, Cell = cell.Spec, Identity = cell.Identity, PretrainingIdentity = cell.PretrainingIdentity });
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
        else GroupOf(job).Jobs.AddFirst(job);
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
        groups.RemoveAll(g => g.Jobs.Count == 0 && !current.ContainsValue(g));
        var ready = groups.Where(g => g.Jobs.Count > 0 && starts.ContainsKey(g.Start)).ToList();
        if (ready.Count == 0) return null;

        var seed = ready[0].Seed;
        var mine = current.GetValueOrDefault(worker);
        var others = current.Where(c => c.Key != worker).Select(c => c.Value).ToHashSet();
        var choice = ready.Where(g => g.Seed == seed)
            .OrderBy(g => g == mine ? 0 : others.Contains(g) ? 3 : g.Start == mine?.Start ? 1 : 2).First();
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

    private Group GroupOf(Job job)
    {
        var key = new Group(job.Cell.Seed, job.PretrainingIdentity, job.Cell.Strategy.Criterion);
        var group = groups.FirstOrDefault(g => g == key);
        if (group is null) groups.Insert(0, group = key);
        return group;
    }

    private sealed record Group(int Seed, string Start, string? Criterion)
    {
        public LinkedList<Job> Jobs { get; } = [];

        public bool Equals(Group? other) => other is not null && (Seed, Start, Criterion) == (other.Seed, other.Start, other.Criterion);

        public override int GetHashCode() => HashCode.Combine(Seed, Start, Criterion);
    }
}
