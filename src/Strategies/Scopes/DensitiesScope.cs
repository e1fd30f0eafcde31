using Bench.Core;

namespace Bench.Strategies;

/// <summary>
/// Densities of layers as the sweep writes them. A layer of density 1 is dense at every ratio; the other densities are proportions, scaled by one factor so
/// that the ratio is exact. A layer that would exceed itself is dense, and the rest is shared anew; one of density 0 is empty unless all others are dense.
/// </summary>
public sealed class DensitiesScope : IScope
{
    // Densities become whole weights in units so small that nobody writes them.
    private const double Unit = 1e-9;

    private static readonly TableOption Table =
        new("densities", "layers by name, pattern or kind, with their densities; 1 stays dense, others are scaled to the ratio");

    public string Name => "densities";
    public string Title => "each layer by itself, in the proportions that the sweep writes";
    public string Source => "yours; Mocanu et al., Nature Communications 2018, for layerwise densities";
    public IReadOnlyList<PartOption> Options => [Table];

    public IReadOnlyList<Bounds> Bounds(IReadOnlyList<TensorSize> tensors, OptionValues options) =>
        [.. tensors.Zip(Densities(tensors, options), (t, density) => new Bounds(density == 1 ? t.Elements : 0, t.Elements))];

    public IReadOnlyList<Pool> Pools(PoolRequest request)
    {
        TensorSize[] sizes = [.. request.Tensors.Select(t => t.Size)];
        return Allocation.Pools(request, [.. sizes.Zip(Densities(sizes, request.Options), (t, density) => (long)Math.Round(density / Unit) * t.Elements)]);
    }

    /// <summary>Of each tensor: what is written for its layer's name, else for the first pattern that fits it, else for its kind.</summary>
    /// <exception cref="UserError">Something that is written fits no layer, or nothing that is written fits a layer.</exception>
    private static IReadOnlyList<double> Densities(IReadOnlyList<TensorSize> tensors, OptionValues options)
    {
        var table = Table.Of(options);
        foreach (var (pattern, _) in table)
            if (!tensors.Any(t => LayerPattern.IsKind(pattern, t) || LayerPattern.Fits(pattern, t.Layer)))
                throw LayerPattern.FitsNone("densities", pattern, tensors, kinds: true);
        return [.. tensors.Select(Density)];

        double Density(TensorSize tensor) =>
            Find(pattern => pattern == tensor.Layer)
            ?? Find(pattern => LayerPattern.Fits(pattern, tensor.Layer))
            ?? Find(pattern => LayerPattern.IsKind(pattern, tensor))
            ?? throw new UserError($"densities: none is written for layer '{tensor.Layer}' ({LayerPattern.KindOf(tensor)}); '*' would be for all that is left");

        double? Find(Predicate<string> fits) => table.Where(line => fits(line.Pattern)).Select(line => (double?)line.Number).FirstOrDefault();
    }
}
