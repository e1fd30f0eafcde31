namespace Bench.Results;

/// <summary>What a merge has added, and where the two databases disagree.</summary>
public sealed record MergeReport
{
    /// <summary>How many rows were new here.</summary>
    public required int Cells { get; init; }
    public required int Results { get; init; }
    public required int Pretrainings { get; init; }

    /// <summary>Cells whose latencies were not measured here.</summary>
    public required int Latencies { get; init; }
    public required int Attempts { get; init; }

    /// <summary>Cuts of scans of sensitivity.</summary>
    public required int Sensitivities { get; init; }

    /// <summary>Cuts that are not added, as the pretraining whose weights they cut has other numbers here.</summary>
    public int CutsLeftOut { get; init; }

    /// <summary>Sweeps that were new here, by the name that they have now.</summary>
    public required IReadOnlyList<MergedSweep> Sweeps { get; init; }

    /// <summary>Results that were here already and are the same there.</summary>
    public required int Equal { get; init; }

    /// <summary>Pretrainings, results and cuts of one identity whose numbers differ: those that were here stay.</summary>
    public required IReadOnlyList<Disagreement> Disagreements { get; init; }

    /// <summary>Whether there was nothing new.</summary>
    public bool IsEmpty => Cells + Results + Pretrainings + Latencies + Attempts + Sensitivities + Sweeps.Count == 0;
}

/// <summary>A sweep that was added.</summary>
/// <param name="Name">In the other database.</param>
/// <param name="NameHere">Another where a sweep of that name was here with other cells.</param>
public sealed record MergedSweep(string Name, string NameHere);

/// <summary>A pretraining, a result or a cut that is in both databases, with other numbers.</summary>
/// <param name="Identity">Of the pretraining, the cell or the cut.</param>
/// <param name="Description">What it is.</param>
/// <param name="Differences">The numbers that differ, the most telling first: here, and there.</param>
public sealed record Disagreement(string Identity, string Description, IReadOnlyList<ComparedFact> Differences);
