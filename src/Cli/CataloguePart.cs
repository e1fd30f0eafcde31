using Bench.Core;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Cli;

/// <summary>A part that strategies are made of, as lists show it; all kinds of parts are alike in this.</summary>
internal sealed record CataloguePart(string Name, string Title, string Source, IReadOnlyList<PartOption> Options)
{
    public static IReadOnlyList<CataloguePart> Criteria { get; } = 
    [
        .. Strategies.Criteria.All.Select(c => new CataloguePart(c.Name, c.Title, c.Source, c.Options)),
        .. ChannelCriteria.Alone.Select(c => new CataloguePart(c.Name, $"channels: {c.Title}", c.Source, c.Options)),
        new(ChannelCriteria.Width, "channels: no scores; a narrower network of the same family takes the place of the pruned one", "Blalock et al., MLSys 2020", []),
    ];
    public static IReadOnlyList<CataloguePart> Scopes { get; } = [.. Strategies.Scopes.All.Select(s => new CataloguePart(s.Name, s.Title, s.Source, s.Options))];
    public static IReadOnlyList<CataloguePart> Structures { get; } = [.. Strategies.Structures.All.Select(s => new CataloguePart(s.Name, s.Title, s.Source, s.Options))];
    public static IReadOnlyList<CataloguePart> Schedules { get; } = [.. Sweeps.Schedules.All.Select(s => new CataloguePart(s.Name, s.Title, s.Source, s.Options))];
    public static IReadOnlyList<CataloguePart> Retrainings { get; } = [.. Sweeps.Retrainings.All.Select(r => new CataloguePart(r.Name, r.Title, r.Source, r.Options))];

    /// <summary>The name, where a part has it.</summary>
    /// <exception cref="UserError">None has.</exception>
    public static string Named(string kind, IReadOnlyList<CataloguePart> parts, string name) =>
        parts.Any(p => p.Name == name) ? name : throw new UserError(Names.Unknown(kind, name, parts.Select(p => p.Name)));

    /// <summary>Names and defaults of the options, as <c>rounds=5 path=linear</c>; what must be given has nothing behind its sign.</summary>
    public string OptionsInBrief => string.Join(' ', Options.Select(o => $"{o.Name}={o.Standing}"));
}
