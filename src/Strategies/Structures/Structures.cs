using Bench.Core;

namespace Bench.Strategies;

/// <summary>All structures; the first is the default. A new one is one file and one line here.</summary>
public static class Structures
{
    public static IReadOnlyList<IStructure> All { get; } = [new WeightStructure(), new NOfMStructure(), new ChannelStructure()];

    /// <exception cref="UserError">No structure has that name.</exception>
    public static IStructure Find(string name) =>
        All.FirstOrDefault(s => s.Name == name) ?? throw new UserError(Names.Unknown("structure", name, All.Select(s => s.Name)));
}
