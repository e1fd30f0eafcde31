using Bench.Figures;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Display;

/// <summary>Says of names that figures cannot show them, before a night is spent on them.</summary>
internal static class LetterWarnings
{
    /// <summary>Of the names in a sweep.</summary>
    public static void Say(Sweep sweep) => Say(sweep.Experiments.SelectMany(e =>
        e.Datasets.Select(d => ("data set", d.Name)).Concat(e.Strategies.Select(s => ("strategy", s.Name)))));

    /// <summary>Of the names among results.</summary>
    public static void Say(IReadOnlyList<ResultRow> rows) => Say(rows.Select(r => ("data set", r.Dataset)).Concat(rows.Select(r => ("strategy", r.Strategy))));

    private static void Say(IEnumerable<(string What, string Name)> names)
    {
        foreach (var (what, name) in names.Distinct())
            if (FigureLetters.Lacking(name) is { Count: > 0 } letters)
                Console.Error.WriteLine($"bench: figures cannot show {string.Join(' ', letters)} of the {what} '{name}': "
                    + $"their font lacks {(letters.Count == 1 ? "this letter" : "these letters")}");
    }
}
