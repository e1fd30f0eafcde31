using System.CommandLine;
using Bench.Cli;
using Bench.Cli.Commands;

namespace Bench.TorchTests.Cli;

/// <summary>Options whose values are missing or too many, of every command that there is.</summary>
public sealed class CommandLineMistakeTests
{
    private static IReadOnlyList<(string Path, Option Option)> Valued =>
        [.. CommandsOf(RootCommands.Create(), []).SelectMany(c => c.Command.Options.Where(o => o.Arity.MinimumNumberOfValues > 0).Select(o => (string.Join(' ', c.Path), o)))];

    public static TheoryData<string, string> Options => [.. Valued.Select(v => (v.Path, v.Option.Name))];

    public static TheoryData<string, string> Single => [.. Valued.Where(v => v.Option.Arity.MaximumNumberOfValues == 1).Select(v => (v.Path, v.Option.Name))];

    [Theory, MemberData(nameof(Options))]
    public void An_option_without_its_value_is_told_as_that(string command, string option) =>
        Assert.StartsWith($"{option} needs a value: {option} ", MistakeOf(command, option), StringComparison.Ordinal);

    [Theory, MemberData(nameof(Single))]
    public void An_option_that_takes_one_value_is_not_given_twice(string command, string option) =>
        Assert.StartsWith($"{option} is given 2 times, and takes one ", MistakeOf(command, option, "1", option, "1"), StringComparison.Ordinal);

    // With all that the command needs besides.
    private static string MistakeOf(string path, string option, params string[] rest)
    {
        var command = CommandsOf(RootCommands.Create(), []).Single(c => string.Join(' ', c.Path) == path).Command;
        string[] words =
        [
            .. path.Split(' '), .. command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0).Select(_ => "x"),
            .. command.Options.Where(o => o.Required && o.Name != option).SelectMany(o => new[] { o.Name, "1" }), option, .. rest,
        ];
        var parsed = RootCommands.Create().Parse(words);

        Assert.True(CommandLineMistakes.AreIn(parsed)); // and so the exit code is 2
        var lines = CommandLineMistakes.Of(parsed, words).ToList();
        Assert.Equal(2, lines.Count);
        Assert.StartsWith("see 'bench ", lines[1], StringComparison.Ordinal);
        return lines[0];
    }

    private static IEnumerable<(Command Command, string[] Path)> CommandsOf(Command command, string[] path) =>
        command.Subcommands.SelectMany(sub => CommandsOf(sub, [.. path, sub.Name])).Prepend((command, path)).Where(c => c.Item2.Length > 0);
}
