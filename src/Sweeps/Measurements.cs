namespace Bench.Sweeps;

/// <summary>What a sweep may have measured besides, by the names that it uses. It changes no cell: no identity and no number of it.</summary>
public static class Measurements
{
    /// <summary>How long a pass through each network takes.</summary>
    public const string Latency = "latency";

    public static IReadOnlyList<string> All { get; } = [Latency];
}
