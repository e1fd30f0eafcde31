namespace Bench.Analysis.Audit;

/// <summary>All checks: items 1 to 16 of the checklist that Blalock et al. (2020) draw from 81 papers, with additions (docs/audit.md), then others.</summary>
public static class AuditChecks
{
    /// <summary>In the order of reports.</summary>
    public static IReadOnlyList<AuditCheck> All { get; } =
    [
        DataAndModels.Check,
        SizeAndSpeedup.Check,
        Metrics.Check,
        Control.Check,
        OperatingPoints.Check,
        Seeds.Check,
        RawAccuracies.Check,
        Baselines.Check,
        SameConditions.Check,
        ExactNames.Check,
        Extent.Check,
        Selection.Check,
        AchievedSize.Check,
        Connectivity.Check,
        ControlTraining.Check,
        MissingCells.Check,
        FallingSize.Check,
        SharedMetric.Check,
        HiddenBudgets.Check,
        SizeConvention.Check,
        PublishedRange.Check,
    ];
}
