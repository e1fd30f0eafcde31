using Bench.Results;

namespace Bench.Harness.Sensitivity;

/// <summary>Watches the cuts of scans; called from several threads.</summary>
public interface IScanObserver
{
    /// <summary>A worker has begun a cut.</summary>
    void Started(int worker, PlannedCut cut);

    /// <summary>It is in the database.</summary>
    void Measured(int worker, PlannedCut cut, SensitivityRecord found);

    /// <summary>An attempt has failed; it is made again or not.</summary>
    void Failed(int worker, PlannedCut cut, string reason, bool again);
}
