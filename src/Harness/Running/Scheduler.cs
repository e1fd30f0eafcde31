using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Harness.Running;

/// <summary>
/// Hands out jobs breadth first: as long as a pretraining or a cell of one seed can be begun, none of the next is, in the plan's
/// order of seeds. A worker for which a seed has nothing, as all that is left of it waits for pretrainings under way, takes from the
/// next. Within a seed cells whose start is there come before the next pretraining, so that a sweep that is stopped early has whole
/// cells to show; the longest come first, among pretrainings and among cells, so that the last ones, for which some workers wait, are
/// short. Cells of one start and criterion stay with one worker, which has both in memory, as long as there is other work that takes
/// as long. Of cells that share the state after some training one goes first, and the others begin from what it has kept. The order depends on the plan and the costs only; <see cref="Rehearsal"/> follows it in advance. Thread-safe.
/// </summary>
internal sealed class Scheduler
{
    private readonly object gate = new();
    private readonly List<(int Seed, Job Job)> pretrainings; // by seed, the longest first
    private readonly Dictionary<string, int> seedOfStart = []; // its place
    private readonly LinkedList<Job> again = []; // cells whose attempt has failed: their start is there
    private readonly List<Group> groups = [];
    private readonly Dictionary<string, string?> starts = []; // by identity: null once done, else why it failed
    private readonly Dictionary<int, Group> current = [];
    private readonly Func<SharedState, bool> isThere;
    private readonly Dictionary<string, string> making = []; // a shared state's hash, and the cell that is on its way to it
    private int running;

    /// <param name="cells">In the plan's order.</param>
    /// <param name="cost">How long jobs take, in whatever unit; asked once of each kind.</param>
    /// <param name="shared">Which states cells have in common.</param>
    /// <param name="isThere">Whether such a state is there already.</param>
    /// <param name="onlyStarts">Whether nothing but the pretrainings is handed out.</param>
    public Scheduler(IEnumerable<PlannedCell> cells, Func<CostClass, double> cost, SharedWork? shared = null, Func<SharedState, bool>? isThere = null, bool onlyStarts = false)
    {
        this.isThere = isThere ?? (_ => false);
        var costs = new Dictionary<CostClass, double>();
        var seeds = new Dictionary<int, int>(); // seed to its place
        var known = new Dictionary<(int Seed, string Start, string? Criterion, double Cost), Group>();
        var first = new List<(int Seed, Job Job, double Cost)>();
        foreach (var cell in cells)
        {
            var spec = cell.Spec;
            seeds.TryAdd(spec.Seed, seeds.Count);
            if (seedOfStart.TryAdd(cell.PretrainingIdentity, seeds[spec.Seed]))
                first.Add((seeds[spec.Seed], JobOf(JobKind.Pretraining, cell, cell.PretrainingIdentity) with { Shared = shared?.Of(cell.PretrainingIdentity) ?? [] }, CostOf(spec, pretraining: true)));
            if (onlyStarts) continue;
            var key = (spec.Seed, cell.PretrainingIdentity, spec.Strategy.Criterion, CostOf(spec, pretraining: false));
            if (!known.TryGetValue(key, out var group))
                known[key] = group = new Group(seeds[spec.Seed], cell.PretrainingIdentity, key.Item4);
            group.Jobs.AddLast(JobOf(JobKind.Cell, cell, cell.Identity) with { Shared = shared?.Of(cell.Identity) ?? [] });
        }
        pretrainings = [.. first.OrderBy(j => j.Seed).ThenByDescending(j => j.Cost).Select(j => (j.Seed, j.Job))]; // stable: the plan's order among equals
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
                if (TryTake(worker) is { } job) return job;
                if (running == 0) return null;
                Monitor.Wait(gate);
            }
        return null;
    }

    /// <summary>The next job for a worker; null where all that is left depends on what others are doing, or nothing is left.</summary>
    public Job? TryTake(int worker)
    {
        lock (gate)
        {
            if (Next(worker) is not { } job) return null;
            running++;
            return job;
        }
    }

    /// <summary>A state is there that cells share.</summary>
    public void Kept(string hash)
    {
        lock (gate)
        {
            making.Remove(hash);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>A start is there.</summary>
    public void Finished(Job job) => Done(job, () =>
    {
        if (job.Kind == JobKind.Pretraining) starts[job.Identity] = null;
    });

    /// <summary>The job is to be tried again.</summary>
    public void TryAgain(Job job) => Done(job, () =>
    {
        if (job.Kind == JobKind.Cell) again.AddLast(job);
        else
        {
            var seed = seedOfStart[job.Identity];
            var place = pretrainings.FindIndex(p => p.Seed >= seed);
            pretrainings.Insert(place < 0 ? pretrainings.Count : place, (seed, job));
        }
    });

    /// <summary>The job has failed for good; of a pretraining, so have all cells that start from it, which are returned.</summary>
    public IReadOnlyList<Job> Failed(Job job, string reason)
    {
        List<Job> lost = [];
        Done(job, () =>
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

    private Job? Next(int worker)
    {
        if (again.First is { } failed)
        {
            again.RemoveFirst();
            return Begun(failed.Value);
        }
        groups.RemoveAll(g => g.Jobs.Count == 0);
        var ready = groups.FirstOrDefault(g => starts.ContainsKey(g.Start) && FreeOf(g) is not null);
        if (pretrainings.Count > 0 && (ready is null || pretrainings[0].Seed < ready.Seed))
        {
            var next = pretrainings[0].Job;
            pretrainings.RemoveAt(0);
            return next;
        }
        if (ready is null) return null;

        var mine = current.GetValueOrDefault(worker);
        var others = current.Where(c => c.Key != worker).Select(c => c.Value).ToHashSet();
        var choice = groups.Where(g => g.Seed == ready.Seed && g.Cost == ready.Cost && starts.ContainsKey(g.Start) && FreeOf(g) is not null)
            .MinBy(g => g == mine ? 0 : others.Contains(g) ? 3 : g.Start == mine?.Start ? 1 : 2)!;
        current[worker] = choice;
        var job = FreeOf(choice)!;
        choice.Jobs.Remove(job);
        return Begun(job.Value);
    }

    // A cell waits while another is on its way to a state that both need: it begins from there.
    private LinkedListNode<Job>? FreeOf(Group group)
    {
        for (var node = group.Jobs.First; node is not null; node = node.Next)
            if (!node.Value.Shared.Any(s => making.ContainsKey(s.Hash))) return node;
        return null;
    }

    private Job Begun(Job job)
    {
        foreach (var state in job.Shared)
            if (!isThere(state)) making.TryAdd(state.Hash, job.Identity);
        return job;
    }

    private void Done(Job job, Action update)
    {
        lock (gate)
        {
            foreach (var state in job.Shared)
                if (making.GetValueOrDefault(state.Hash) == job.Identity) making.Remove(state.Hash);
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
