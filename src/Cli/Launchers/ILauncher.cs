using System.CommandLine;
using Bench.Cli.Commands;

namespace Bench.Cli.Launchers;

/// <summary>Who carries out a sweep's cells: this machine, or a cluster through its scheduler.</summary>
internal interface ILauncher
{
    /// <summary>As <c>--launcher</c> names it.</summary>
    string Name { get; }

    /// <summary>One line for lists.</summary>
    string Title { get; }

    /// <summary>What is wrong with the options that are given; null where nothing is.</summary>
    /// <param name="given">Names of the options that stand on the command line.</param>
    /// <param name="options">All options of <c>bench run</c>.</param>
    string? Refuses(IReadOnlyCollection<string> given, RunCommand.Options options);

    /// <summary>Carries out the sweep, or hands it over; returns the exit code.</summary>
    int Run(ParseResult parsed, RunCommand.Options options);
}
