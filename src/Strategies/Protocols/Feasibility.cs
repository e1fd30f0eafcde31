namespace Bench.Strategies;

/// <summary>Whether a compression ratio can be reached, by arithmetic on counts alone.</summary>
/// <param name="Kept">Prunable parameters that it leaves; 0 where it is infeasible.</param>
/// <param name="Reason">Why it is infeasible, with the largest ratio that is feasible; null where it is feasible.</param>
public sealed record Feasibility(long Kept, string? Reason)
{
    public bool IsFeasible => Reason is null;

    /// <param name="protocol">Whose rule of counting.</param>
    /// <param name="total">T: all parameters.</param>
    /// <param name="prunable">P: the prunable ones.</param>
    /// <param name="compression">The asked ratio.</param>
    public static Feasibility Of(IProtocol protocol, long total, long prunable, double compression)
    {
        if (!(compression >= 1 && double.IsFinite(compression))) return new(0, $"compression {compression} is not a ratio of at least 1");
        if (compression == 1) return new(prunable, null);
        var kept = protocol.Budget(total, prunable, compression);
        return kept >= 1 ? new(kept, null) : new(0, $"compression {compression} is infeasible: protocol '{protocol.Name}' may prune "
            + $"{prunable:N0} of {total:N0} parameters, which allows at most {Largest(protocol, total, prunable)}");
    }

    // With as many decimals as a reader wants, rounded to the side that is feasible.
    private static double Largest(IProtocol protocol, long total, long prunable)
    {
        var hundredths = Math.Floor(protocol.LargestCompression(total, prunable) * 100);
        while (hundredths > 100 && protocol.Budget(total, prunable, hundredths / 100) < 1) hundredths--;
        return Math.Max(1, hundredths / 100);
    }
}
