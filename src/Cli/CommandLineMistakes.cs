using System.CommandLine;
using System.CommandLine.Parsing;
using Bench.Core;

namespace Bench.Cli;

/// <summary>Mistakes in the words of a command line, each as one line that names what would be right.</summary>
internal static class CommandLineMistakes
{
    /// <summary>The mistakes, and where help is.</summary>
    public static IEnumerable<string> Of(ParseResult parsed, IReadOnlyList<string> words)
    {
        var command = parsed.CommandResult;
        var path = PathOf(command);
        var unmatched = parsed.UnmatchedTokens;
        var own = parsed.Errors.Select(error => error.Message).Where(IsOwn).Distinct().ToList();
        if (own.Count > 0)
            foreach (var line in own) yield return line;
        else if (unmatched.Count > 0) yield return WithValue(unmatched[0], words) ?? Unmatched(command.Command, path, unmatched[0]);
        else if (command.Command.Subcommands.Any() && command.Command.Action is null)
            yield return $"'{path}' needs a command: {string.Join(", ", Commands(command.Command))}";
        else if (parsed.Errors.Count == 0)
            foreach (var name in EmptyWords(parsed)) yield return $"{name} is empty: is a variable not set?";
        else
            foreach (var line in parsed.Errors.Select(error => Line(error, command.Command, path)).Distinct()) yield return line;
        yield return $"see '{path} --help'";
    }

    /// <summary>Whether there is any.</summary>
    public static bool AreIn(ParseResult parsed) => parsed.Errors.Count > 0 || EmptyWords(parsed).Any();

    // Names, paths and conditions: none of them can be nothing.
    private static IEnumerable<string> EmptyWords(ParseResult parsed) => parsed.CommandResult.Children.OfType<OptionResult>()
        .Where(option => option.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))).Select(option => option.Option.Name);

    // Validators of ours begin with an option or a command; what the parser itself says is put into our words.
    private static bool IsOwn(string message) => message.StartsWith("--", StringComparison.Ordinal) || message.StartsWith("'bench ", StringComparison.Ordinal);

    private static string Line(ParseError error, Command command, string path) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Implicit: false } option => $"{option.Option.Name} needs a value: {option.Option.Name} {Placeholder(option.Option)}",
        OptionResult { Tokens.Count: > 1 } option => $"{option.Option.Name} is given {option.Tokens.Count} times, and takes one {Placeholder(option.Option)}",
        OptionResult { Implicit: true } option => $"'{path}' needs {option.Option.Name} {Placeholder(option.Option)}: {option.Option.Description}",
        OptionResult option => $"{option.Option.Name} takes {Placeholder(option.Option)}, not '{string.Join(' ', option.Tokens)}'",
        ArgumentResult argument => $"'{path}' needs {argument.Argument.Name}: {argument.Argument.Description}",
        _ when command.Options.FirstOrDefault(o => o.Required) is { } required => $"'{path}' needs {required.Name} {Placeholder(required)}: {required.Description}",
        _ when command.Arguments.FirstOrDefault() is { } first => $"'{path}' needs {first.Name}: {first.Description}",
        _ => $"'{path}' cannot be understood",
    };

    // Such as --nice=yes.
    private static string? WithValue(string word, IReadOnlyList<string> words) =>
        words.FirstOrDefault(w => w.StartsWith("--", StringComparison.Ordinal) && w.EndsWith($"={word}", StringComparison.Ordinal)) is { } option
            ? $"{option.Split('=')[0]} takes no value, so not '{word}'"
            : null;

    private static string Placeholder(Option option) => option.HelpName ?? "VALUE";

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
