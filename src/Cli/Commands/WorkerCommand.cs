using System.CommandLine;
using Bench.Core;
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

    /// <summary>How to start this very program as a worker; <paramref name="nice"/>: at the lowest priority.</summary>
    public static Harness.Running.WorkerCommand Invocation(bool nice)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "bench.exe" : "bench");
        string[] command = File.Exists(program) ? [program, Name] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "bench.dll"), Name];
        if (nice && OperatingSystem.IsWindows()) throw new UserError("--nice needs the command 'nice', which Windows does not have");
        if (nice) command = ["nice", "-n", "19", .. command]; // before the process has any thread: priorities are a thread's on Linux
        return new(command[0], command[1..]);
    }
}
