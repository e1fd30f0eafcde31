namespace Bench.Strategies;

/// <summary>A part of a strategy that needs no code of its own here: its name, one line, and who proposed it.</summary>
public sealed record Part(string Name, string Title, string Source);

/// <summary>What is removed together.</summary>
public static class Structures
{
    public static IReadOnlyList<Part> All { get; } =
        [new("weight", "single weights (unstructured)", "Han et al., NeurIPS 2015")];
}
