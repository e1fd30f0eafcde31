using Bench.Core;

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
    public static Feasibility Of(IProtocol protocol, long total, long prunable, double compression) =>
        Of(new Case(protocol, total, prunable, Allowed: prunable, Least: 1, Most: prunable), compression);

    /// <summary>
    /// With the rules of a cut: of the prunable parameters some may be left alone, some must be kept and some may not all be kept. Ratio 1 prunes nothing,
    /// whatever the rules.
    /// </summary>
    /// <param name="protocol">Whose rule of counting.</param>
    /// <param name="total">T: all parameters.</param>
    /// <param name="prunable">All that the protocol lets be pruned.</param>
    /// <param name="rules">Scope and limits.</param>
    /// <param name="compression">The asked ratio.</param>
    /// <exception cref="UserError">A pattern or an option fits none of the layers.</exception>
    public static Feasibility Of(IProtocol protocol, long total, IReadOnlyList<TensorSize> prunable, CutRules rules, double compression)
    {
        var allowed = rules.Limits.Restrict(prunable);
        var bounds = rules.Bounds(allowed);
        if (protocol.Refuses(rules) is { } reason) return new(0, reason);
        var (all, some) = (prunable.Sum(t => t.Elements), allowed.Sum(t => t.Elements));
        return Of(new(protocol, total, all, some, Least: Math.Max(1, bounds.Sum(b => b.Least)), Most: bounds.Sum(b => b.Most)), compression);
    }

    private static Feasibility Of(Case of, double compression)
    {
        if (!(compression >= 1 && double.IsFinite(compression))) return new(0, $"compression {compression} is not a ratio of at least 1");
        if (compression == 1) return new(of.Allowed, null);
        var kept = of.Kept(compression);
        if (kept >= of.Least && kept <= of.Most) return new(kept, null);
        var must = of.Least > 1 ? $" and must keep {of.Least:N0} of them" : "";
        return new(0, $"compression {compression} is infeasible: " + (kept < of.Least
            ? $"protocol '{of.Protocol.Name}' may prune {of.Allowed:N0} of {of.Total:N0} parameters{must}, which allows at most {of.Largest()}"
            : $"the layers may keep {of.Most:N0} of {of.Allowed:N0} prunable parameters, which needs at least {of.Smallest()}"));
    }

    // Of P prunable parameters so many may be pruned, and of these so many must and may be kept.
    private sealed record Case(IProtocol Protocol, long Total, long Prunable, long Allowed, long Least, long Most)
    {
        public long Kept(double compression) => Protocol.Budget(Total, Prunable, compression) - (Prunable - Allowed);

        // With as many decimals as a reader wants, rounded to the side that is feasible. Ratio 1 is so always.
        public double Largest() => Search(hundredths => Kept(hundredths / 100.0) >= Least) / 100.0;

        public double Smallest() => (Search(hundredths => Kept(hundredths / 100.0) > Most) + 1) / 100.0;

        // The largest number of hundredths that holds, of a condition that holds up to some ratio.
        private long Search(Predicate<long> holds)
        {
            var (low, high) = (100L, Math.Max(100, (long)Math.Floor(Protocol.LargestCompression(Total, Prunable) * 100)));
            while (low < high)
            {
                var middle = low + (high - low + 1) / 2;
                if (holds(middle)) low = middle;
                else high = middle - 1;
            }
            return low;
        }
    }
}
