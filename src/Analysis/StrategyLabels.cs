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
        ["from"] = "pretrained", ["measure-after"] = "nothing", ["floor"] = "0", ["cap"] = "1", ["shuffle"] = "0",
    };

    private readonly Dictionary<(string Composition, string Retraining), string> labels = [];

    /// <summary>Collects what strategies are called.</summary>
    public StrategyLabels(IEnumerable<(string Composition, string Retraining, string Label)> named)
    {
        var distinct = named.Distinct().GroupBy(n => (n.Composition, n.Retraining))
            .Select(g => (g.Key, Label: string.Join(" / ", g.Select(n => n.Label).Distinct().Order(StringComparer.Ordinal))));
        foreach (var same in distinct.GroupBy(n => (n.Label, n.Key.Retraining)))
        {
            var ordered = same.OrderBy(n => n.Key.Composition, StringComparer.Ordinal).ToList();
            var variants = Variants.Of([.. ordered.Select(n => n.Key.Composition)], new Dictionary<string, string>(Standing) { ["retraining"] = same.Key.Retraining });
            foreach (var ((key, label), variant) in ordered.Zip(variants))
                labels[key] = variant.Name == "" ? label : $"{label} ({variant.Name})";
        }
    }

    /// <summary>What figures call a strategy.</summary>
    public string Of(string composition, string retraining) => labels[(composition, retraining)];
}
