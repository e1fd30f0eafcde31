using Bench.Analysis;
using Bench.Analysis.Audit;
using Bench.Analysis.Claims;
using Bench.Results;

namespace Bench.Figures.Report;

/// <summary>All that a report is made of, read at one moment.</summary>
internal sealed record ReportContent
{
    /// <summary>What it is about, such as <c>sweep core-mnist</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>The option of the sweep after a blank, such as <c> --sweep core-mnist</c>; empty for all.</summary>
    public required string SweepOption { get; init; }

    /// <summary>The options of the conditions, each after a blank; empty for none.</summary>
    public required string WhereOptions { get; init; }

    /// <summary>The option that lets what cannot be compared stand side by side, after a blank; empty where it was not given.</summary>
    public required string MixedOption { get; init; }

    /// <summary>The strategy that the author calls "ours": first and set apart in tables, and what the others are tested against; null for none.</summary>
    public required string? Ours { get; init; }

    /// <summary>Said where what cannot be compared was mixed on purpose; null elsewhere.</summary>
    public required string? Mixture { get; init; }

    /// <summary>Whether what cannot be compared may be mixed, which is said where it is.</summary>
    public required bool AllowMixed { get; init; }
    public required IReadOnlyList<SweepStatus> Sweeps { get; init; }
    public required IReadOnlyList<ResultRow> Rows { get; init; }
    public required IReadOnlyList<UnfinishedCell> Unfinished { get; init; }
    public required IReadOnlyList<Panel> Panels { get; init; }
    public required IReadOnlyDictionary<string, CellTimes> Times { get; init; }
    public required IReadOnlyList<MachineUse> Machines { get; init; }
    public required IReadOnlyList<PhaseTime> Phases { get; init; }
    public required AuditReport Audit { get; init; }

    /// <summary>Null where they could not be tested, of which <see cref="WhyNoClaims"/> tells.</summary>
    public required (ClaimData Data, IReadOnlyList<ClaimFinding> Findings)? Claims { get; init; }
    public required string WhyNoClaims { get; init; }

    /// <summary>By kind, those that the sweep asks for first.</summary>
    public required IReadOnlyList<ReportFigure> Figures { get; init; }

    /// <summary>The details of all cells, compressed, and the place of each.</summary>
    public required CellArchive Archive { get; init; }

    /// <summary>Cells that are to be computed still.</summary>
    public int ToDo => Unfinished.Count(c => c.Status != "skipped");
}

/// <summary>A kind of figure and what it is drawn of.</summary>
/// <param name="Kind">Of which kind.</param>
/// <param name="Data">Null where there is nothing to draw.</param>
/// <param name="WhyNot">Why, then.</param>
internal sealed record ReportFigure(FigureKind Kind, FigureData? Data, string? WhyNot);
