namespace Bench.Analysis;

/// <summary>What the ratios that are asked for are of.</summary>
public static class AskedRatios
{
    /// <summary>In a word: <c>compression ratio</c>, <c>ratio of multiply-adds</c> where all are of these, <c>asked ratio</c> where some are.</summary>
    public static string Word(IEnumerable<TradeoffCurve> curves) =>
        Kinds(curves) switch { [true] => "ratio of multiply-adds", [_, _] => "asked ratio", _ => "compression ratio" };

    /// <summary>Such as <c>compression 3×</c>, and <c>3× fewer multiply-adds</c> where all are of these.</summary>
    /// <param name="curves">What is shown at the ratio.</param>
    /// <param name="ratio">As it is written.</param>
    public static string At(IEnumerable<TradeoffCurve> curves, string ratio) => Kinds(curves) switch { [true] => $"{ratio} fewer multiply-adds", [_, _] => $"asked ratio {ratio}", _ => $"compression {ratio}" };

    /// <summary>That some are of multiply-adds and some of parameters, so that equal ones are no equal sizes; null where that is not so.</summary>
    public static string? Note(IEnumerable<TradeoffCurve> curves)
    {
        var all = curves.ToList();
        if (Kinds(all).Count < 2) return null;
        var of = all.Select(c => (c.Strategy, c.Composition.RatiosAreOfMacs)).Distinct().ToLookup(c => c.RatiosAreOfMacs, c => c.Strategy);
        return $"ratios of {Some([.. of[true]])} are of multiply-adds, those of {Some([.. of[false]])} of parameters, so equal ones are no equal sizes";
    }

    private static List<bool> Kinds(IEnumerable<TradeoffCurve> curves) => [.. curves.Select(c => c.Composition.RatiosAreOfMacs).Distinct()];

    private static string Some(IReadOnlyList<string> names) => names.Count <= 4 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more";
}
