namespace Bench.Strategies;

/// <summary>A network cannot be pruned as asked, for a reason that lies in its numbers, such as a score that is not a number.</summary>
public sealed class PruningException(string message) : Exception(message);
