using System.CommandLine;
using Bench.Harness.Running;

namespace Bench.Cli.Commands;

/// <summary>What <c>bench run</c> starts; of no use by hand.</summary>
internal static class WorkerCommand
{
    private const string Name = "worker";

    public static Command Create()
    {
        var command = new Command(Name, "Run jobs from standard input (started by 'bench run').") { Hidden = true };
        command.SetAction(_ => Worker.Run(TimeProvider.System));
        return command;
    }

    /// <summary>How to start this very program as a worker.</summary>
    public static Harness.Running.WorkerCommand Invocation()
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "bench.exe" : "bench");
        return File.Exists(program)
            ? new(program, [Name])
            : new("dotnet", [Path.Combine(AppContext.BaseDirectory, "bench.dll"), Name]);
    }
}
