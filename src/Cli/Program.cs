using Bench.Cli.Commands;

namespace Bench.Cli;

/// <summary>The program <c>bench</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        string[] words = arguments.Length == 0 ? ["--help"] : arguments;
        var parsed = RootCommands.Create().Parse(words, new() { ResponseFileTokenReplacer = null }); // a path may begin with '@'
        if (CommandLineMistakes.AreIn(parsed))
        {
            foreach (var line in CommandLineMistakes.Of(parsed, words)) Console.Error.WriteLine($"bench: {line}");
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
