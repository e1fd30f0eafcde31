using System.Globalization;
using Bench.Analysis;
using Bench.Core;

namespace Bench.Figures;

/// <summary>By what panels are told apart.</summary>
/// <param name="Name">How it is asked for.</param>
/// <param name="Of">Its value as a title says it, for a strategy, its label and a ratio; null for what belongs to the data and not to a strategy.</param>
internal sealed record Facet(string Name, Func<Composition, string, double, string>? Of)
{
    public static IReadOnlyList<Facet> All { get; } =
    [
        new("dataset", null), new("model", null), new("protocol", null), new("precision", null),
        new("strategy", (_, label, _) => label), Part("criterion", c => c.Criterion), Part("scope", c => c.Scope), Part("structure", c => c.Structure), Part("schedule", c => c.Schedule),
        Part("start", c => c.Start), Part("retraining", c => c.Retraining), new("kind", (c, _, _) => DisplayNames.Of(c.Family)),
        new("compression", (_, _, ratio) => $"{ratio.ToString("0.##", CultureInfo.InvariantCulture)}×"),
    ];

    /// <summary>By name.</summary>
    /// <exception cref="UserError">There is none of this name.</exception>
    public static Facet Find(string name) => All.FirstOrDefault(f => f.Name == name) ?? throw new UserError(Names.Unknown("facet", name, All.Select(f => f.Name)));

    /// <summary>Those of strategies together; null where there is none.</summary>
    public static Func<Composition, string, double, string>? OfStrategies(IReadOnlyList<string> names)
    {
        var parts = names.Select(n => Find(n).Of).OfType<Func<Composition, string, double, string>>().ToList();
        return parts.Count == 0 ? null : (composition, label, ratio) => string.Join(", ", parts.Select(p => p(composition, label, ratio)));
    }

    private static Facet Part(string name, Func<Composition, string> of) => new(name, (c, _, _) => $"{name} {of(c)}");
}
