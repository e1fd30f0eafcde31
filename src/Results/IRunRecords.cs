namespace Bench.Results;

/// <summary>Where a run keeps what it finds: a database, or the results file of a cluster's task. Everything is on the disk when a method returns.</summary>
public interface IRunRecords
{
    /// <summary>Identities of all cells that have a result.</summary>
    IReadOnlySet<string> FinishedIdentities();

    /// <summary>Identities of all cells whose latencies were measured; where asked, only of those of which none is noisy.</summary>
    IReadOnlySet<string> MeasuredIdentities(bool quiet = false);

    /// <summary>What the speed of a finished cell's network depends on beside the model.</summary>
    NetworkShape ShapeOf(string identity);

    /// <summary>Keeps a finished cell and the attempt that finished it. Returns false, and changes nothing, where the cell already has a result.</summary>
    bool Save(CellResult result, AttemptRecord attempt);

    /// <summary>Keeps an attempt that gave no result.</summary>
    void SaveFailure(AttemptRecord attempt);

    /// <summary>Keeps a finished pretraining. Returns false, and changes nothing, where it is already there.</summary>
    bool SavePretraining(PretrainingRecord pretraining);

    /// <summary>Keeps what was measured of a finished cell, in place of what was measured before.</summary>
    void Save(CellLatencies latencies);
}
