using System.CommandLine;

namespace Bench.Cli.Commands;

/// <summary>All commands.</summary>
internal static class RootCommands
{
    public static RootCommand Create() => new("""
        A standardized benchmark of neural-network pruning.

        A sweep file (YAML) names datasets × models × strategies × compression ratios × seeds. 'bench run' trains, prunes,
        retrains and measures every cell into one SQLite database and draws the trade-off curves; run again, it goes on
        where it was.
        """)
    {
        RunCommand.Create(),
        PlanCommand.Create(),
        SensitivityCommand.Create(),
        StatusCommand.Create(),
        ResumeCommand.Create(),
        ListCommand.Create(),
        DataCommand.Create(),
        PlotCommand.Create(),
        CompareCommand.Create(),
        TableCommand.Create(),
        ReportCommand.Create(),
        QueryCommand.Create(),
        ExportCommand.Create(),
        ExportWeightsCommand.Create(),
        DiffCommand.Create(),
        MergeCommand.Create(),
        PublishCommand.Create(),
        ReproduceCommand.Create(),
        AuditCommand.Create(),
        ClaimsCommand.Create(),
        RemoveCommand.Create(),
        WorkerCommand.Create(),
        TaskCommand.Create(),
    };
}
