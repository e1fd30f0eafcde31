using Bench.Analysis;
using Bench.Core;
using ScottPlot;

namespace Bench.Figures;

/// <summary>
/// The style of every strategy, by what it does and not by what a sweep calls it. The first seven of the catalogue have fixed ones.
/// Another's criterion begins at a colour that its name says and takes the first of those used least; so does each strategy that prunes while
/// training or in rounds, where schedule and retraining make the method. Its line is its scope's, unless a strategy of the same colour has it; its marker is
/// one that its colour has not yet.
/// </summary>
internal static class StrategyStyles
{
    /// <summary>The style of the control, a black horizontal line.</summary>
    public static StrategyStyle Dense { get; } = new(StylePalette.Ink, LinePattern.Solid, MarkerForm.Circle);

    // Single weights, removed at once: the strategies of the catalogue, in the order of legends.
    private static readonly (string Criterion, string Scope, MarkerForm Marker)[] Catalogue =
    [
        ("magnitude", "global", MarkerForm.Circle),
        ("magnitude", "layer", MarkerForm.Square),
        ("gradient", "global", MarkerForm.TriangleUp),
        ("gradient", "layer", MarkerForm.TriangleDown),
        ("activation", "global", MarkerForm.Diamond),
        ("activation", "layer", MarkerForm.Pentagon),
        ("random", "global", MarkerForm.Ex),
    ];

    private static readonly MarkerForm[] Markers =
    [
        MarkerForm.Star, MarkerForm.Plus, MarkerForm.Hourglass, MarkerForm.TriangleLeft, MarkerForm.TriangleRight, .. Catalogue.Select(c => c.Marker),
    ];

    /// <summary>The order in which legends name strategies: those with fixed styles, then the others by kind, criterion and scope, the plainest first.</summary>
    public static IEnumerable<Composition> Ordered(IEnumerable<Composition> strategies) => strategies.Distinct()
        .OrderBy(s => PlaceOf(s) is var i && i < 0 ? Catalogue.Length : i)
        .ThenBy(s => s.Family).ThenBy(s => s.Criterion, StringComparer.Ordinal).ThenBy(s => s.Scope, StringComparer.Ordinal)
        .ThenBy(s => s.Text.Length).ThenBy(s => s.Text, StringComparer.Ordinal);

    /// <summary>
    /// A style for each strategy. Two of the same colour differ in line and in marker while a colour has no more strategies than there
    /// are lines (35 strategies at least, mostly 49), and in one of the two beyond.
    /// </summary>
    public static IReadOnlyDictionary<Composition, StrategyStyle> For(IEnumerable<Composition> strategies)
    {
        var styles = new Dictionary<Composition, StrategyStyle>();
        var colours = new Dictionary<string, Color>(StylePalette.Criteria, StringComparer.Ordinal);
        var lines = new Dictionary<string, LinePattern>(StylePalette.Scopes, StringComparer.Ordinal);
        foreach (var strategy in Ordered(strategies))
        {
            var family = styles.Where(s => s.Key.Family == strategy.Family).Select(s => s.Value).ToList();
            var subject = SubjectOf(strategy);
            if (!colours.TryGetValue(subject, out var colour))
                colours[subject] = colour = LeastUsed(StylePalette.Colours, subject,
                    c => 30 * family.Count(s => s.Colour == c) + 3 * styles.Values.Count(s => s.Colour == c) + (StylePalette.Criteria.Values.Contains(c) ? 2 : 0));
            if (!lines.TryGetValue(strategy.Scope, out var line))
                lines[strategy.Scope] = line = LeastUsed(StylePalette.Lines, strategy.Scope, l => lines.Values.Count(taken => taken.Equals(l)));
            var kin = styles.Values.Where(s => s.Colour == colour).ToList();
            if (kin.Any(s => IsOn(s, line)))
                line = StylePalette.Lines.Concat(StylePalette.FurtherLines)
                    .MinBy(l => 1000 * kin.Count(s => IsOn(s, l)) + (StylePalette.FurtherLines.Contains(l) ? 500 : 0) + family.Count(s => IsOn(s, l)));
            var marker = PlaceOf(strategy) is var place and >= 0 && kin.All(s => s.Marker != Catalogue[place].Marker)
                ? Catalogue[place].Marker
                : LeastUsed(Markers, strategy.Criterion, m => (100 * kin.Count(s => s.Marker == m && IsOn(s, line)) + kin.Count(s => s.Marker == m)) * 1000
                    + 60 * family.Count(s => s.Marker == m) + UsesOf(m));
            styles[strategy] = new StrategyStyle(colour, line, marker) { HasLine = !strategy.IsPoint };
        }
        return styles;

        // A marker of the catalogue counts as used: it is the last choice for others.
        int UsesOf(MarkerForm marker) => styles.Values.Count(s => s.Marker == marker) + (Catalogue.Any(c => c.Marker == marker) ? 50 : 0);
    }

    private static bool IsOn(StrategyStyle style, LinePattern line) => style.HasLine && style.Line.Equals(line);

    // What colours tell apart: the criterion; where the criterion hardly makes the method, the method.
    private static string SubjectOf(Composition strategy) => strategy.Family is Family.AfterTraining or Family.Early or Family.Channels
        ? strategy.Criterion
        : strategy.Text;

    private static int PlaceOf(Composition strategy) => strategy is { Structure: "weight", Schedule: "one-shot", Family: Family.AfterTraining }
        ? Array.FindIndex(Catalogue, c => c.Criterion == strategy.Criterion && c.Scope == strategy.Scope)
        : -1;

    // Begins where the name says and takes the first of those used least.
    private static T LeastUsed<T>(IReadOnlyList<T> choices, string name, Func<T, int> uses)
    {
        var start = SeededStream.For(0, $"style of {name}").NextInt(choices.Count);
        return Enumerable.Range(0, choices.Count).Select(i => choices[(start + i) % choices.Count]).MinBy(uses)!;
    }
}
