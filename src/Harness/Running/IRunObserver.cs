using Bench.Results;
using Bench.Sweeps;

namespace Bench.Harness.Running;

/// <summary>Watches a run; called from several threads.</summary>
public interface IRunObserver
{
    /// <summary>A worker has begun something.</summary>
    void Started(int worker, CellSpec cell, bool pretraining);

    /// <summary>How far it is.</summary>
    void Progressed(int worker, WorkerProgress progress);

    /// <summary>A cell is in the database.</summary>
    void Finished(int worker, CellSpec cell, CellResult result);

    /// <summary>A start is ready; <paramref name="cached"/>: it was made before.</summary>
    void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached);

    /// <summary>An attempt has failed; it is tried again or not.</summary>
    void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again);

    /// <summary>The latencies of a finished cell are being measured.</summary>
    void Measuring(int worker, CellSpec cell) { }

    /// <summary>They are in the database.</summary>
    void Measured(int worker, CellSpec cell, CellLatencies latencies) { }

    /// <summary>They could not be measured.</summary>
    void NotMeasured(int worker, CellSpec cell, string reason) { }
}
