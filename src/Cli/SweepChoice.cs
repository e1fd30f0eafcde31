using Bench.Results;

namespace Bench.Cli;

/// <summary>Which sweep is meant where a command takes one or the whole database.</summary>
internal static class SweepChoice
{
    /// <summary>The named one; else the only one there is, so that its labels are used; else none, which means the whole database.</summary>
    public static string? Of(ResultReader reader, string? named) => named ?? (reader.SweepNames() is [var only] ? only : null);
}
