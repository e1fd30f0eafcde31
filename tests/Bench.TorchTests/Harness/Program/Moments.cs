using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bench.TorchTests.Harness.Program;

/// <summary>The moments of a run at which it is killed.</summary>
internal enum Moment
{
    /// <summary>The coordinator has just been started.</summary>
    Start,

    /// <summary>A worker process has just appeared.</summary>
    WorkerStart,

    /// <summary>A checkpoint (or pretrained weights) is being written under its temporary name.</summary>
    CheckpointWrite,

    /// <summary>It has just got its name.</summary>
    CheckpointRename,

    /// <summary>Some time after a checkpoint: within training, scoring or measuring.</summary>
    Training,

    /// <summary>The database's write-ahead log is being written.</summary>
    Commit,
}

/// <summary>Tells moments from what happens to the files of a run.</summary>
internal sealed class MomentWatch : IDisposable
{
    private readonly BlockingCollection<Moment> seen = [];
    private readonly FileSystemWatcher watcher;

    public MomentWatch(string folder)
    {
        watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
        watcher.Created += (_, e) => Add(e.FullPath.EndsWith(".tmp", StringComparison.Ordinal), Moment.CheckpointWrite);
        watcher.Renamed += (_, e) => Add(e.OldFullPath.EndsWith(".tmp", StringComparison.Ordinal), Moment.CheckpointRename);
        watcher.Changed += (_, e) => Add(e.FullPath.EndsWith("-wal", StringComparison.Ordinal), Moment.Commit);
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Waits until a moment comes; false where it does not within the time, or the run has ended before.</summary>
    public bool WaitFor(Moment moment, TimeSpan limit, Func<bool> ended)
    {
        while (seen.TryTake(out _)) { } // what is past
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < limit && !ended())
            if (seen.TryTake(out var now, millisecondsTimeout: 100) && now == moment) return true;
        return false;
    }

    public void Dispose()
    {
        watcher.Dispose();
        seen.Dispose();
    }

    private void Add(bool happened, Moment moment)
    {
        if (happened) seen.Add(moment);
    }
}
