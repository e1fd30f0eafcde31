namespace Bench.Strategies;

/// <summary>Which statistics batch norm uses while a criterion looks at data.</summary>
public static class BatchNormMode
{
    /// <summary>The running statistics.</summary>
    public const string Eval = "eval";

    /// <summary>Those of each batch; the running ones are put back afterwards.</summary>
    public const string Train = "train";

    public static IReadOnlyList<string> All { get; } = [Eval, Train];
}
