using System.CommandLine;
using Bench.Cli.Commands;
using Bench.Core;
using Bench.Figures;
using Bench.Sweeps;

namespace Bench.Cli;

/// <summary>A figure that is to be drawn.</summary>
/// <param name="Kind">What kind of figure.</param>
/// <param name="Choice">As it is to be drawn.</param>
/// <param name="Name">What its file is called; null for the usual.</param>
internal sealed record PlannedFigure(FigureKind Kind, FigureChoice Choice, string? Name)
{
    /// <summary>Whether a sweep asks for it besides the usual figures: where it cannot be drawn yet, the others are all the same.</summary>
    public bool Besides { get; init; }
}

/// <summary>Which figures a command draws of a sweep: what its section <c>figures</c> says, and what the command line says over it.</summary>
internal static class FigurePlan
{
    /// <summary>The usual figures and those of the section; only one kind where it is named.</summary>
    /// <param name="section">What the sweep says.</param>
    /// <param name="kind">The only kind, where one is named.</param>
    /// <param name="over">What a command line says over it; to the section's own figures, as far as their kinds take it.</param>
    public static IReadOnlyList<PlannedFigure> Of(FigureSection section, FigureKind? kind = null, Func<FigureChoice, FigureKind?, FigureChoice>? over = null)
    {
        over ??= (choice, _) => choice;
        if (kind is not null) return [new(kind, over(Chosen(new(), section.Shared, kind), null), null)];
        var usual = new PlannedFigure(FigureKind.Standard, over(Chosen(new(), section.Shared, FigureKind.Standard), null), null);
        return [usual, .. section.Draw.Select(spec => (Spec: spec, Kind: FigureKind.Find(spec.Kind)))
            .Select(d => new PlannedFigure(d.Kind, over(Chosen(Chosen(new(), section.Shared, d.Kind), d.Spec.Settings, d.Kind), d.Kind), d.Spec.Name) { Besides = true })];
    }

    /// <summary>The options of all figures for a command line.</summary>
    public static IReadOnlyList<(FigureOption Figure, Option Option)> Options() => [.. FigureOption.All.Select(o => (o, OptionOf(o)))];

    /// <summary>What a command line says.</summary>
    /// <exception cref="UserError">A mistake in it.</exception>
    public static Func<FigureChoice, FigureKind?, FigureChoice> Over(ParseResult parsed, IReadOnlyList<(FigureOption Figure, Option Option)> options) => (choice, kind) =>
    {
        foreach (var (figure, option) in options)
            if (parsed.GetResult(option) is { Implicit: false } given && kind?.Refusal(figure.Name) is null)
                choice = Applied(figure, choice, option is Option<bool> flag ? [parsed.GetValue(flag) ? "true" : "false"] : [.. given.Tokens.Select(t => t.Value)], $"--{figure.Name}");
        return choice;
    };

    // What a kind has no use for among the options that a sweep gives to all its figures is for the others.
    private static FigureChoice Chosen(FigureChoice choice, IReadOnlyList<FigureSetting> settings, FigureKind kind) => settings.Where(s => kind.Refusal(s.Option) is null)
        .Aggregate(choice, (chosen, setting) => Applied(FigureOption.All.First(o => o.Name == setting.Option), chosen, setting.Values, $"'{setting.Option}' of the sweep's figures"));

    private static FigureChoice Applied(FigureOption figure, FigureChoice choice, IReadOnlyList<string> values, string name) =>
        figure.Mistake(values) is { } mistake ? throw new UserError($"{name} {mistake}") : figure.Apply(choice, values);

    private static Option OptionOf(FigureOption figure) => figure.Name == "where" ? CommonOptions.Where() : figure.Name == "allow-mixed" ? CommonOptions.AllowMixed()
        : figure.IsFlag ? new Option<bool>($"--{figure.Name}") { Description = figure.Meaning }
        : new Option<string[]>($"--{figure.Name}") { Description = figure.Meaning, HelpName = figure.Value };
}
