using System.CommandLine;
using System.CommandLine.Parsing;
using Bench.Core;

namespace Bench.Cli;

/// <summary>Mistakes in the words of a command line, each as one line that names what would be right.</summary>
internal static class CommandLineMistakes
{
    /// <summary>The mistakes, and where help is.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult;
        var path = PathOf(command);
        var unmatched = parsed.UnmatchedTokens;
        if (unmatched.Count > 0) yield return Unmatched(command.Command, path, unmatched[0]);
        else if (command.Command.Subcommands.Any() && command.Command.Action is null)
            yield return $"'{path}' needs a command: {string.Join(", ", Commands(command.Command))}";
        else if (parsed.Errors.Count == 0)
            foreach (var name in EmptyWords(parsed)) yield return $"{name} is empty: is a variable not set?";
        else
            foreach (var error in parsed.Errors) yield return error.Message.Split('\n')[0].TrimEnd();
        yield return $"see '{path} --help'";
    }

    /// <summary>Whether there is any.</summary>
    public static bool AreIn(ParseResult parsed) => parsed.Errors.Count > 0 || EmptyWords(parsed).Any();

    // Names, paths and conditions: none of them can be nothing.
    private static IEnumerable<string> EmptyWords(ParseResult parsed) => parsed.CommandResult.Children.OfType<OptionResult>()
        .Where(option => option.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))).Select(option => option.Option.Name);

    private static string Unmatched(Command command, string path, string word) =>
        word.StartsWith('-') ? Names.Unknown($"option of '{path}'", word, Options(command))
        : command.Subcommands.Any() ? Names.Unknown("command", word, Commands(command))
        : $"'{path}' has no use for '{word}'{(command.Arguments.Any() ? ": paths and queries with spaces need quotes" : "")}";

    private static IEnumerable<string> Commands(Command command) => command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);

    private static IEnumerable<string> Options(Command command) => command.Options.Where(o => !o.Hidden).Select(o => o.Name).Append("--help").Distinct();

    // Such as "bench data fetch".
    private static string PathOf(CommandResult command)
    {
        var words = new Stack<string>();
        for (SymbolResult? result = command; result is CommandResult c; result = result.Parent) words.Push(c.Command is RootCommand ? "bench" : c.Command.Name);
        return string.Join(' ', words);
    }
}
