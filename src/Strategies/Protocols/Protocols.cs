using Bench.Core;

namespace Bench.Strategies;

/// <summary>All protocols; the first is the default.</summary>
public static class Protocols
{
    public static IReadOnlyList<IProtocol> All { get; } = [new BenchProtocol(), new AllWeightsProtocol(), new ShrinkBenchProtocol()];

    /// <exception cref="UserError">No protocol has that name.</exception>
    public static IProtocol Find(string name) =>
        All.FirstOrDefault(p => p.Name == name) ?? throw new UserError(Names.Unknown("protocol", name, All.Select(p => p.Name)));
}
