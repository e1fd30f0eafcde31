namespace Bench.Analysis;

/// <summary>
/// The label of every strategy in one set of results: as the sweep calls it, and what tells it apart where one label stands for
/// several compositions.
/// </summary>
internal sealed class StrategyLabels
{
    // What a composition leaves out.
    private static readonly Dictionary<string, string> Standing = new()
    {
        ["from"] = "pretrained", ["retraining"] = "fine-tune", ["measure-after"] = "nothing", ["floor"] = "0", ["cap"] = "1", ["shuffle"] = "0",
    };

    private readonly Dictionary<string, string> labels = new(StringComparer.Ordinal);

    /// <summary>Collects what strategies are called.</summary>
    public StrategyLabels(IEnumerable<(string Composition, string Label)> named)
    {
        var distinct = named.Distinct().GroupBy(n => n.Composition)
            .Select(g => (Composition: g.Key, Label: string.Join(" / ", g.Select(n => n.Label).Distinct().Order(StringComparer.Ordinal))));
        foreach (var same in distinct.GroupBy(n => n.Label))
        {
            var ordered = same.OrderBy(n => n.Composition, StringComparer.Ordinal).ToList();
            foreach (var ((composition, label), told) in ordered.Zip(ToldApart([.. ordered.Select(n => n.Composition)])))
                labels[composition] = told == "" ? label : $"{label} ({told})";
        }
    }

    /// <summary>What figures call a strategy.</summary>
    public string Of(string composition) => labels[composition];

    // By how they begin, are retrained and measured, where that does; else by whatever differs.
    private static IEnumerable<string> ToldApart(IReadOnlyList<string> compositions)
    {
        if (compositions.Count == 1) return [""];
        var courses = compositions.Select(c => Composition.Parse(c).Course).ToList();
        return courses.Distinct().Count() == courses.Count ? courses : Variants.Of(compositions, Standing).Select(v => v.Name);
    }
}
