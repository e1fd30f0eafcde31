namespace Bench.Strategies;

/// <summary>A part of a strategy that needs no code of its own here: its name, one line, and who proposed it.</summary>
public sealed record Part(string Name, string Title, string Source);

/// <summary>What is removed together.</summary>
public static class Structures
{
    public static IReadOnlyList<Part> All { get; } =
        [new("weight", "single weights (unstructured)", "Han et al., NeurIPS 2015")];
}

/// <summary>In how many rounds.</summary>
public static class Schedules
{
    public static IReadOnlyList<Part> All { get; } =
        [new("one-shot", "all at once, before retraining", "Blalock et al., MLSys 2020")];
}

/// <summary>What follows on pruning.</summary>
public static class Retrainings
{
    public static IReadOnlyList<Part> All { get; } =
    [
        new("fine-tune", "training goes on from the weights that are left", "Han et al., NeurIPS 2015"),
        new("none", "the pruned network is measured as it is", "Blalock et al., MLSys 2020"),
    ];
}
