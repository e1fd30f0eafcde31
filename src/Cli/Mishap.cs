using Bench.Core;

namespace Bench.Cli;

/// <summary>What the program says when it cannot go on: a line on standard error, never a stack.</summary>
internal static class Mishap
{
    /// <summary>Says what has happened; returns the exit code for it.</summary>
    public static int Report(Exception error)
    {
        switch (error)
        {
            case UserError:
                foreach (var line in error.Message.Split('\n')) Say(PlainLine.Of(line));
                return ExitCode.UserMistake;
            case OperationCanceledException:
                Say("stopped; the same command goes on where it was");
                return ExitCode.Stopped;
            case IOException when error.Message.Contains("Broken pipe", StringComparison.Ordinal):
                return ExitCode.Done; // the reader of our output has seen enough
            case var trouble when FileTrouble.Is(trouble):
                Say(FileTrouble.Line(trouble));
                return ExitCode.UserMistake;
            default:
                Say($"a fault of bench itself: {error.GetType().Name}: {OneLine(error)}; {Details(error)}");
                return ExitCode.Fault;
        }
    }

    private static void Say(string line) => Console.Error.WriteLine($"bench: {line}");

    private static string OneLine(Exception error) => error.Message.Split('\n', 2)[0].Trim();

    private static string Details(Exception error)
    {
        var file = Path.Combine(Path.GetTempPath(), $"bench-fault-{Environment.ProcessId}.txt");
        try
        {
            File.WriteAllText(file, $"{Environment.CommandLine}\n{error}\n");
            return $"please report it with {file}";
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            return error.ToString();
        }
    }
}
