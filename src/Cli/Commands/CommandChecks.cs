using System.CommandLine;
using System.CommandLine.Parsing;

namespace Bench.Cli.Commands;

/// <summary>What only a command's options together can have wrong.</summary>
internal static class CommandChecks
{
    /// <summary>Adds a check, which is left out where an option lacks its value or has too many: its value could not be read then, and the parser has a line for it.</summary>
    public static void Check(this Command command, Action<CommandResult> check) => command.Validators.Add(result =>
    {
        if (result.Children.OfType<OptionResult>().All(HasItsValues)) check(result);
    });

    /// <summary>Whether somebody has written an option, and did not leave it at its default.</summary>
    public static bool IsGiven(this SymbolResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static bool HasItsValues(OptionResult option) =>
        option.Implicit || option.Tokens.Count >= option.Option.Arity.MinimumNumberOfValues && option.Tokens.Count <= option.Option.Arity.MaximumNumberOfValues;
}
