using Bench.Core;

namespace Bench.Results;

/// <summary>
/// What one attempt at a cluster's task finds, as a results file. The file is built on the node's own disk and published in the shared folder, whole, whenever
/// something is added: copied under a temporary name, flushed to the disk, renamed. Two attempts at once write two files, as each has a name of its own. A file that
/// has grown long is left as it is and a next one begun, so that an attempt at very many cells does not copy all of them again and again.
/// </summary>
public sealed class TaskResults : IRunRecords, IDisposable
{
    private const long LongFile = 1 << 20;

    private readonly object gate = new();
    private readonly string folder, attempt, building;
    private readonly TaskPlace? place;
    private readonly TimeProvider time;
    private readonly Dictionary<string, NetworkShape> finished = [];
    private readonly Dictionary<string, bool> measured = []; // whether it is noisy
    private readonly HashSet<string> pretrainings = [];
    private readonly Dictionary<string, int> failures = [];
    private readonly List<string> damaged = [];
    private readonly FileStream file;
    private long length; // of the lines in the file that are whole
    private int part = 1;

    private TaskResults(string folder, string attempt, string building, FileStream file, TaskPlace? place, TimeProvider time) =>
        (this.folder, this.attempt, this.building, this.file, this.place, this.time) = (folder, attempt, building, file, place, time);

    /// <summary>Begins an attempt, which knows what other attempts at its task have published.</summary>
    /// <param name="folder">The shared folder of results files.</param>
    /// <param name="attempt">The attempt's name, of which there is no other: the task, a dot, and the rest.</param>
    /// <param name="scratch">A folder on the node's own disk.</param>
    /// <param name="time">The clock.</param>
    /// <param name="place">Where the task is carried out, unless its attempts say so themselves.</param>
    /// <exception cref="UserError">One of the folders cannot be written.</exception>
    public static TaskResults Open(string folder, string attempt, string scratch, TimeProvider time, TaskPlace? place = null)
    {
        var building = Path.Combine(scratch, attempt + TaskResultsFile.Extension);
        FileStream file;
        try
        {
            Directory.CreateDirectory(folder);
            Directory.CreateDirectory(scratch);
            file = new FileStream(building, FileMode.CreateNew, FileAccess.ReadWrite);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"results file {building} cannot be made: {FileTrouble.Reason(error)}", error);
        }
        var results = new TaskResults(folder, attempt, building, file, place, time);
        foreach (var earlier in TaskResultsFile.OfTask(folder, attempt.Split('.')[0]))
            foreach (var record in TaskResultsFile.Read(earlier, results.damaged.Add)) results.Remember(record);
        return results;
    }

    /// <summary>What of the files of other attempts cannot be read: a line each.</summary>
    public IReadOnlyList<string> Damaged => damaged;

    /// <inheritdoc/>
    public IReadOnlySet<string> FinishedIdentities()
    {
        lock (gate) return finished.Keys.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Takes note of a cell that was finished elsewhere before, so that its latencies can be measured.</summary>
    public void Know(string identity, NetworkShape? shape)
    {
        lock (gate) finished.TryAdd(identity, shape ?? new NetworkShape { Densities = new Dictionary<string, double>() });
    }

    /// <summary>Identities of all pretrainings that an attempt at this task has published.</summary>
    public IReadOnlySet<string> PretrainingIdentities()
    {
        lock (gate) return pretrainings.ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlySet<string> MeasuredIdentities(bool quiet = false)
    {
        lock (gate) return measured.Where(m => !quiet || !m.Value).Select(m => m.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>How many attempts at a cell or pretraining have failed or died, as far as attempts at this task have published it.</summary>
    public int FailedAttempts(string identity)
    {
        lock (gate) return failures.GetValueOrDefault(identity);
    }

    /// <inheritdoc/>
    public NetworkShape ShapeOf(string identity)
    {
        lock (gate) return finished[identity];
    }

    /// <inheritdoc/>
    public bool Save(CellResult result, AttemptRecord attempt)
    {
        lock (gate) return !finished.ContainsKey(result.Identity) && Add(new() { Result = result, Attempt = Marked(attempt) });
    }

    /// <inheritdoc/>
    public void SaveFailure(AttemptRecord attempt)
    {
        lock (gate) Add(new() { Failure = Marked(attempt) });
    }

    /// <inheritdoc/>
    public bool SavePretraining(PretrainingRecord pretraining)
    {
        lock (gate) return !pretrainings.Contains(pretraining.Identity) && Add(new() { Pretraining = pretraining });
    }

    /// <inheritdoc/>
    public void Save(CellLatencies latencies)
    {
        lock (gate) Add(new() { Latencies = latencies, Measured = time.GetUtcNow() });
    }

    /// <summary>Takes the file on the node's own disk away: what was added is published.</summary>
    public void Dispose()
    {
        file.Dispose();
        File.Delete(building);
    }

    /// <summary>Puts the file in its place in the shared folder.</summary>
    internal Action<string, Action<Stream>> Publish { get; set; } = DurableFile.Write;

    private AttemptRecord Marked(AttemptRecord attempt) => place?.Mark(attempt) ?? attempt;

    private bool Add(TaskRecord record)
    {
        var name = Path.Combine(folder, part == 1 ? attempt + TaskResultsFile.Extension : $"{attempt}.{part}{TaskResultsFile.Extension}");
        try
        {
            file.SetLength(length); // what a full disk has let through of a line goes
            file.Position = length; // it is somewhere in the file where the copying has failed, and another worker's result still comes
            file.Write(TaskResultsFile.Line(record));
            file.Flush();
            length = file.Length;
            Publish(name, published =>
            {
                file.Position = 0;
                file.CopyTo(published);
            });
            if (file.Length >= LongFile)
            {
                file.SetLength(length = 0);
                part++;
            }
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"results file {name} cannot be written: {FileTrouble.Reason(error)}", error);
        }
        Remember(record);
        return true;
    }

    private void Remember(TaskRecord record)
    {
        if (record.Result is { } result) finished.TryAdd(result.Identity, NetworkShape.Of(result));
        if (record.Pretraining is { } pretraining) pretrainings.Add(pretraining.Identity);
        if (record.Latencies is { } latencies) measured[latencies.Identity] = latencies.Networks.Any(n => n.Noisy);
        if (record.Failure is { } failure) failures[failure.Identity] = failures.GetValueOrDefault(failure.Identity) + 1;
    }
}
