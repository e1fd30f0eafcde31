using Bench.Cli.Commands;
using Bench.Core;

namespace Bench.Cli;

/// <summary>The program <c>bench</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var parsed = RootCommands.Create().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine($"bench: {error.Message}");
            Console.Error.WriteLine($"bench: see '{string.Join(' ', RootCommands.PathOf(parsed.CommandResult))} --help'");
            return ExitCode.UserMistake;
        }
        try
        {
            // Signals are the commands' own business: a sweep stops cleanly, and how long that takes is not bounded here.
            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (UserError mistake)
        {
            foreach (var line in mistake.Message.Split('\n')) Console.Error.WriteLine($"bench: {line}");
            return ExitCode.UserMistake;
        }
        catch (IOException e) when (e.Message.Contains("Broken pipe", StringComparison.Ordinal))
        {
            return ExitCode.Done; // the reader of our output has seen enough
        }
    }
}
