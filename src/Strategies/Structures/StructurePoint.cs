using Bench.Core;

namespace Bench.Strategies;

/// <summary>The one point that a structure of fixed ratio leads to, by arithmetic on shapes alone.</summary>
/// <param name="Kept">Elements kept of the parameters that the limits let be pruned.</param>
/// <param name="Compression">The protocol's ratio.</param>
/// <param name="Unfit">Layers that the structure does not fit, and which are dense for that.</param>
public sealed record StructurePoint(long Kept, double Compression, IReadOnlyList<string> Unfit)
{
    /// <param name="structure">Of fixed ratio.</param>
    /// <param name="options">Of the structure.</param>
    /// <param name="protocol">Whose rule of counting.</param>
    /// <param name="total">T: all parameters.</param>
    /// <param name="prunable">All that the protocol lets be pruned.</param>
    /// <param name="limits">Which of them are pruned.</param>
    /// <exception cref="UserError">A pattern fits none of the layers.</exception>
    public static StructurePoint Of(
        IFixedStructure structure, OptionValues options, IProtocol protocol, long total, IReadOnlyList<TensorSize> prunable, LayerLimits limits)
    {
        var allowed = limits.Restrict(prunable);
        var (all, kept) = (prunable.Sum(t => t.Elements), allowed.Sum(t => structure.Kept(t, options) ?? t.Elements));
        return new(
            kept, protocol.Ratio(total, all, all - allowed.Sum(t => t.Elements) + kept),
            [.. allowed.Where(t => !t.IsBias && structure.Kept(t, options) is null).Select(t => t.Layer)]);
    }
}
