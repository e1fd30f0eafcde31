using Bench.Cli.Commands;

namespace Bench.Cli;

/// <summary>The program <c>bench</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var parsed = RootCommands.Create().Parse(arguments);
        if (CommandLineMistakes.AreIn(parsed))
        {
            foreach (var line in CommandLineMistakes.Of(parsed)) Console.Error.WriteLine($"bench: {line}");
            return ExitCode.UserMistake;
        }
        try
        {
            // Signals are the commands' own business: a sweep stops cleanly, and how long that takes is not bounded here.
            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception error)
        {
            return Mishap.Report(error);
        }
    }
}
