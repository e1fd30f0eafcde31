using Bench.Core;

namespace Bench.Strategies;

/// <summary>What limits on layers come to for the parameters of a network.</summary>
public static class LimitedTensors
{
    /// <summary>Whether limits say nothing of how dense a layer is.</summary>
    public static bool LeaveDensities(this LayerLimits limits) => limits.Floor == 0 && limits.Cap == 1;

    /// <summary>The parameters that may be pruned, of those of a protocol.</summary>
    /// <exception cref="UserError">A pattern fits no layer, or none is left.</exception>
    public static IReadOnlyList<PrunableTensor> Restrict(this LayerLimits limits, IReadOnlyList<PrunableTensor> tensors)
    {
        var sizes = tensors.Select(t => t.Size).ToList();
        Check(limits, sizes);
        return [.. tensors.Where((_, i) => Allow(limits, sizes[i]))];
    }

    /// <inheritdoc cref="Restrict(LayerLimits, IReadOnlyList{PrunableTensor})"/>
    public static IReadOnlyList<TensorSize> Restrict(this LayerLimits limits, IReadOnlyList<TensorSize> tensors)
    {
        Check(limits, tensors);
        return [.. tensors.Where(t => Allow(limits, t))];
    }

    /// <summary>How many elements of a parameter may be kept.</summary>
    public static Bounds Of(this LayerLimits limits, TensorSize tensor)
    {
        var least = (long)decimal.Ceiling((decimal)limits.Floor * tensor.Elements);
        return new(least, Math.Max(least, (long)decimal.Floor((decimal)limits.Cap * tensor.Elements)));
    }

    private static bool Allow(LayerLimits limits, TensorSize tensor) =>
        (limits.Only.Count == 0 || limits.Only.Any(p => LayerPattern.Fits(p, tensor.Layer))) && !limits.Except.Any(p => LayerPattern.Fits(p, tensor.Layer));

    private static void Check(LayerLimits limits, IReadOnlyList<TensorSize> tensors)
    {
        var (floor, cap) = (limits.Floor, limits.Cap);
        if (!(floor >= 0 && floor <= cap && cap <= 1)) throw new UserError($"floor {floor} and cap {cap} are not densities with 0 <= floor <= cap <= 1");
        foreach (var (where, patterns) in new[] { ("layers.only", limits.Only), ("layers.except", limits.Except) })
            foreach (var pattern in patterns)
                if (!tensors.Any(t => LayerPattern.Fits(pattern, t.Layer))) throw LayerPattern.FitsNone(where, pattern, tensors);
        if (tensors.Count == 0) throw new UserError("the network has no weights that this protocol prunes");
        if (!tensors.Any(t => Allow(limits, t))) throw new UserError($"layers: nothing is left to prune (prunable: {string.Join(", ", tensors.Select(t => t.Layer).Distinct())})");
    }
}
