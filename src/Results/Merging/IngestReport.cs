namespace Bench.Results;

/// <summary>What results files of a cluster's tasks have added to a database, and where they disagree with it.</summary>
public sealed record IngestReport
{
    /// <summary>Files that were read.</summary>
    public required int Files { get; init; }

    /// <summary>How many were new here; of latencies cells.</summary>
    public required int Results { get; init; }
    public required int Pretrainings { get; init; }
    public required int Latencies { get; init; }
    public required int Attempts { get; init; }

    /// <summary>Results that were here already, of the same attempt: merged before.</summary>
    public required int Known { get; init; }

    /// <summary>Results of another attempt than the one whose result is here, with the same numbers.</summary>
    public required int Equal { get; init; }

    /// <summary>Results and pretrainings whose numbers are others than those that were here, which stay.</summary>
    public required IReadOnlyList<AttemptDisagreement> Disagreements { get; init; }

    /// <summary>Identities of cells and pretrainings that belong to no registered sweep: nothing of them is taken.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>Identities of cells whose latencies were found, but no result.</summary>
    public required IReadOnlyList<string> Waiting { get; init; }

    /// <summary>What cannot be read, a line for each file.</summary>
    public required IReadOnlyList<string> Damaged { get; init; }

    /// <summary>Whether there was nothing new.</summary>
    public bool IsEmpty => Results + Pretrainings + Latencies + Attempts == 0;
}

/// <summary>One result, or pretraining, that two attempts have found with other numbers.</summary>
/// <param name="Identity">Of the cell or the pretraining.</param>
/// <param name="Description">What it is.</param>
/// <param name="Here">Where the numbers were computed that were here, which stay: host, node and job.</param>
/// <param name="There">Where the others were.</param>
/// <param name="First">The most telling difference: here, and there.</param>
/// <param name="More">How many more numbers differ.</param>
public sealed record AttemptDisagreement(string Identity, string Description, string Here, string There, ComparedFact First, int More);
