using Bench.Core;

namespace Bench.Strategies;

/// <summary>All scopes. A new one is one file and one line here.</summary>
public static class Scopes
{
    public static IReadOnlyList<IScope> All { get; } = 
    [
        new GlobalScope(),
        new LayerScope(),
        new RowScope(),
        new UniformPlusScope(),
        new ErkScope(),
        new DensitiesScope(),
        new LikeScope(),
        new SensitivityScope(),
    ];

    /// <exception cref="UserError">No scope has that name.</exception>
    public static IScope Find(string name) =>
        All.FirstOrDefault(s => s.Name == name) ?? throw new UserError(Names.Unknown("scope", name, All.Select(s => s.Name)));
}
