namespace Bench.Strategies;

/// <summary>How many elements of a tensor may be kept.</summary>
public readonly record struct Bounds(long Least, long Most);
