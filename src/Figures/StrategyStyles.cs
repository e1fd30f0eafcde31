using Bench.Core;
using ScottPlot;

namespace Bench.Figures;

/// <summary>
/// The style of every strategy. Those of the catalogue have fixed ones; another's follows from its name, moved on to the next
/// free colour and marker where one among the strategies of the same results has taken it. Colours are those of Okabe and Ito (2008),
/// without their yellow, which is too light for lines, and then of Tol's muted scheme: both can be told apart with any colour vision.
/// </summary>
internal static class StrategyStyles
{
    /// <summary>The style of the control, a black horizontal line.</summary>
    public static StrategyStyle Dense { get; } = new(Color.FromSKColor(Lettering.Ink), LinePattern.Solid, MarkerForm.Circle);

    private static readonly LinePattern Dashes = new([3, 1.5f], 0, "dashes");

    private static readonly Dictionary<string, Color> CriterionColours = new(StringComparer.Ordinal)
    {
        ["magnitude"] = Color.FromHex("#0072B2"),
        ["gradient"] = Color.FromHex("#D55E00"),
        ["activation"] = Color.FromHex("#009E73"),
        ["random"] = Color.FromHex("#808080"),
    };

    private static readonly Color[] FurtherColours =
        [.. new[] { "#CC79A7", "#E69F00", "#56B4E9", "#332288", "#882255", "#999933", "#AA4499" }.Select(hex => Color.FromHex(hex))];

    private static readonly Dictionary<string, MarkerForm> StrategyMarkers = new(StringComparer.Ordinal)
    {
        ["global-magnitude"] = MarkerForm.Circle,
        ["layer-magnitude"] = MarkerForm.Square,
        ["global-gradient"] = MarkerForm.TriangleUp,
        ["layer-gradient"] = MarkerForm.TriangleDown,
        ["global-activation"] = MarkerForm.Diamond,
        ["layer-activation"] = MarkerForm.Pentagon,
        ["random"] = MarkerForm.Ex,
    };

    private static readonly MarkerForm[] FurtherMarkers =
        [MarkerForm.Star, MarkerForm.Plus, MarkerForm.Hexagon, MarkerForm.TriangleLeft, MarkerForm.TriangleRight];

    /// <summary>The order in which legends name strategies: those of the catalogue, then the others by name.</summary>
    public static IEnumerable<string> Ordered(IEnumerable<string> strategies)
    {
        var known = StrategyMarkers.Keys.ToList();
        return strategies.Distinct().OrderBy(s => known.IndexOf(s) is var i && i < 0 ? known.Count : i).ThenBy(s => s, StringComparer.Ordinal);
    }

    /// <summary>A style for each strategy, all different with up to 35 criteria outside the catalogue.</summary>
    public static IReadOnlyDictionary<string, StrategyStyle> For(IEnumerable<string> strategies)
    {
        var colours = new Dictionary<string, Color>(CriterionColours, StringComparer.Ordinal);
        var styles = new Dictionary<string, StrategyStyle>(StringComparer.Ordinal);
        foreach (var strategy in Ordered(strategies))
        {
            var (scope, criterion) = Parts(strategy);
            if (!colours.TryGetValue(criterion, out var colour))
                colours[criterion] = colour = LeastUsed(FurtherColours, criterion, colours.Values);
            if (!StrategyMarkers.TryGetValue(strategy, out var marker))
                marker = LeastUsed(FurtherMarkers, strategy, styles.Values.Select(s => s.Marker),
                    avoid: styles.Values.Where(s => s.Colour == colour).Select(s => s.Marker));
            styles[strategy] = new StrategyStyle(colour, scope == "layer" ? Dashes : LinePattern.Solid, marker);
        }
        return styles;
    }

    // 'layer-magnitude' is magnitude within layers; a name without a scope is a criterion of its own.
    private static (string? Scope, string Criterion) Parts(string strategy) =>
        strategy.Split('-', 2) is [("global" or "layer") and var scope, var criterion] ? (scope, criterion) : (null, strategy);

    // Begins where the name says and takes the first of those used least.
    private static T LeastUsed<T>(T[] choices, string name, IEnumerable<T> used, IEnumerable<T>? avoid = null) where T : notnull
    {
        var start = SeededStream.For(0, $"style of {name}").NextInt(choices.Length);
        var (uses, avoided) = (used.ToList(), avoid?.ToList() ?? []);
        return Enumerable.Range(0, choices.Length).Select(i => choices[(start + i) % choices.Length])
            .MinBy(c => (avoided.Contains(c), uses.Count(u => u.Equals(c))))!;
    }
}
