using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.TorchTests.Harness.Running;

/// <summary>Does something once, when a worker says for the first time that it retrains a cell (or begins a job).</summary>
internal sealed class ScriptedObserver(Action? atFirstRetraining = null, Action? atFirstStart = null) : IRunObserver
{
    private readonly Lock gate = new();
    private Action? onRetraining = atFirstRetraining, onStart = atFirstStart;

    public void Started(int worker, CellSpec cell, bool pretraining) => Once(ref onStart);

    public void Progressed(int worker, WorkerProgress progress)
    {
        if (progress.Phase == "retrain") Once(ref onRetraining);
    }

    public void Finished(int worker, CellSpec cell, CellResult result) { }

    public void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached) { }

    public void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again) { }

    private void Once(ref Action? action)
    {
        Action? now;
        lock (gate) (now, action) = (action, null);
        now?.Invoke();
    }
}
