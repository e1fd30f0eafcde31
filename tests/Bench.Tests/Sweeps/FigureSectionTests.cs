using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>What a sweep says of its figures.</summary>
public sealed class FigureSectionTests
{
    private const string Grid = """
        datasets: [digits]
        models: [lenet5]
        strategies: [global-magnitude, random]
        compressions: [1, 2]
        seeds: [1]

        """;

    private static readonly Vocabulary WithFigures = Words.All with
    {
        Figures = new(
            [new("drop", option => option == "x" ? "has no effect on the kind drop: it has none" : null), new("front", _ => null)],
            [
                new("x", values => values is ["speed"] ? "takes another axis" : null), new("ours", _ => null) { Names = FigureNames.Strategies },
                new("label", _ => null) { Names = FigureNames.Any }, new("bands", _ => null),
            ]),
    };

    private static FigureSection Of(string figures) => Words.Load(Grid + figures, WithFigures).Figures;

    private static string[] MistakesOf(string figures) => [.. Assert.Throws<UserError>(() => Of(figures)).Message.Split('\n').Select(line => line[(line.IndexOf("s.yaml:", StringComparison.Ordinal) + "s.yaml:".Length)..])];

    [Fact]
    public void Has_options_for_all_figures_and_figures_with_options_of_their_own()
    {
        var section = Of("""
            figures:
              ours: random
              label: {global-magnitude: "a=b", random: Chance}
              draw:
                - drop
                - {kind: front, name: teaser, x: macs, bands: true}
            """);

        Assert.Equal([("ours", "random"), ("label", "global-magnitude=a==b;random=Chance")], section.Shared.Select(s => (s.Option, string.Join(';', s.Values))));
        Assert.Equal([("drop", null, ""), ("front", "teaser", "x=macs bands=true")], section.Draw.Select(d => (d.Kind, d.Name, string.Join(' ', d.Settings.Select(s => $"{s.Option}={s.Values[0]}")))));
    }

    [Fact]
    public void Says_every_mistake_with_its_line() => Assert.Equal(
    [
        "7: 'x' takes another axis",
        "8: unknown key in 'figures' 'colour' (valid: draw, x, ours, label, bands)",
        "10: unknown kind of figure 'dropp': did you mean 'drop'? (valid: drop, front)",
        "11: 'x' has no effect on the kind drop: it has none",
        "12: a figure needs the key 'kind': one of drop, front",
        "13: 'name' of a figure is a file's: letters, digits, - and _, at most 60, not '../x'",
    ], MistakesOf("""
        figures:
          x: speed
          colour: red
          draw:
            - dropp
            - {kind: drop, x: macs}
            - {x: macs}
            - {kind: front, name: ../x}
        """));

    [Fact]
    public void Says_which_names_the_sweep_does_not_have() => Assert.Equal(
    [
        "7: 'ours' of a figure: unknown strategy of this sweep 'mine' (valid: global-magnitude, random)",
        "8: 'label' of a figure: unknown name of this sweep 'lenet6': did you mean 'lenet5'? (valid: global-magnitude, random, digits, lenet5)",
    ], MistakesOf("""
        figures:
          ours: [random, mine]
          label: {lenet6: x}
        """));

    [Fact]
    public void Is_no_part_of_a_cell() => Assert.Equal(
        Words.Load(Grid, WithFigures).Experiments[0].Strategies, Words.Load(Grid + "figures: {ours: [random], draw: [drop]}", WithFigures).Experiments[0].Strategies);

    [Fact]
    public void Is_read_again_from_the_text_of_a_sweep_whatever_else_that_says() =>
        Assert.Equal("drop", Assert.Single(SweepFile.FiguresOf("datasets: [gone]\nfigures: {draw: [drop]}", "sweep s", WithFigures).Draw).Kind);
}
