using Bench.Core;

namespace Bench.Strategies;

/// <summary>A composition of parts with a name; the parts are names of their catalogues.</summary>
public sealed record NamedStrategy(string Name, string Criterion, string Scope, string Title)
{
    public string Structure { get; init; } = "weight";
    public string Schedule { get; init; } = "one-shot";
}

/// <summary>The named strategies: compositions of parts, no code. A new one is one line here.</summary>
public static class StrategyCatalogue
{
    public static IReadOnlyList<NamedStrategy> All { get; } =
    [
        new("global-magnitude", "magnitude", "global", "the smallest weights of the network"),
        new("layer-magnitude", "magnitude", "layer", "the smallest weights of each layer"),
        new("global-gradient", "gradient", "global", "the weights of the network whose loss changes least, to first order"),
        new("layer-gradient", "gradient", "layer", "the weights of each layer whose loss changes least, to first order"),
        new("random", "random", "global", "weights at random"),
        new("global-activation", "activation", "global", "the weights of the network that carry the least activation"),
        new("layer-activation", "activation", "layer", "the weights of each layer that carry the least activation"),
    ];

    /// <summary>What a composition is called: as here, else <c>scope-criterion</c>, with a structure and a schedule that are not the usual ones.</summary>
    public static string NameOf(string criterion, string scope, string structure, string schedule) =>
        All.FirstOrDefault(s => (s.Criterion, s.Scope, s.Structure, s.Schedule) == (criterion, scope, structure, schedule))?.Name
        ?? $"{scope}-{criterion}{(structure == "weight" ? "" : $"-{structure}")}{(schedule == "one-shot" ? "" : $"-{schedule}")}";

    /// <exception cref="UserError">No strategy has that name.</exception>
    public static NamedStrategy Find(string name) =>
        All.FirstOrDefault(s => s.Name == name) ?? throw new UserError(Names.Unknown("strategy", name, All.Select(s => s.Name)));
}
