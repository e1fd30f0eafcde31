namespace Bench.Harness.Sensitivity;

/// <summary>Hands out the cuts of scans: a worker stays with its scan, whose scores and weights it has, while there are others for the others. Thread-safe.</summary>
internal sealed class ScanQueue(IEnumerable<PlannedCut> cuts)
{
    private readonly Lock gate = new();
    private readonly List<Queue<PlannedCut>> scans = [.. cuts.GroupBy(c => c.Scan.Identity).Select(g => new Queue<PlannedCut>(g))];
    private readonly Dictionary<int, Queue<PlannedCut>> current = [];

    /// <summary>The next cut for a worker; null when nothing is left.</summary>
    public PlannedCut? Take(int worker)
    {
        lock (gate)
        {
            scans.RemoveAll(s => s.Count == 0);
            if (scans.Count == 0) return null;
            if (!current.TryGetValue(worker, out var own) || own.Count == 0)
                current[worker] = own = scans.FirstOrDefault(s => !current.ContainsValue(s)) ?? scans.MaxBy(s => s.Count)!;
            return own.Dequeue();
        }
    }
}
