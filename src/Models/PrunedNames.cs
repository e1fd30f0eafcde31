namespace Bench.Models;

/// <summary>
/// What tools that prune put into a network's state: <c>NAME_orig</c> with <c>NAME_mask</c> beside it (torch.nn.utils.prune), masks alone
/// (ShrinkBench's <c>weight_mask</c>), layers that are wrapped as <c>_layer</c> with <c>_weight_mask</c> and <c>_bias_mask</c> (WoodFisher).
/// </summary>
internal static class PrunedNames
{
    private const string Mask = "_mask", Original = "_orig", Wrapped = "_layer";

    /// <summary>A weight in a file: its name, names that hold it once more, and that of its mask.</summary>
    public sealed record Source(string Name, IReadOnlyList<string> Again, string? Mask)
    {
        public IEnumerable<string> All => Mask is null ? Again.Prepend(Name) : Again.Prepend(Name).Append(Mask);
    }

    /// <summary>The weights of a file by the names that they have without all that; names that a network knows stay as they are.</summary>
    public static IReadOnlyDictionary<string, Source> Of(IReadOnlySet<string> names, IReadOnlySet<string> known)
    {
        string PlainOf(string name) => Plain(name, names.Contains);
        string? MaskedBy(string name) => WeightOf(name, names.Contains);
        var plain = names.Where(n => MaskedBy(n) is null).Select(PlainOf).ToHashSet(StringComparer.Ordinal);
        bool IsMask(string name) => !known.Contains(name) && MaskedBy(name) is { } weight && plain.Contains(weight);
        var weights = names.Where(n => !IsMask(n)).GroupBy(n => known.Contains(n) ? n : PlainOf(n), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        var masks = names.Where(IsMask).GroupBy(n => MaskedBy(n)!).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return weights.ToDictionary(w => w.Key, w => new Source(w.Value[0], w.Value[1..], masks.GetValueOrDefault(w.Key)), StringComparer.Ordinal);
    }

    /// <summary>A name without what wraps a layer or tells an original: <c>conv1.weight</c> of <c>conv1._layer.weight</c> and of <c>conv1.weight_orig</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isThere">Whether a file has a name: an original of whatever name has its mask beside it.</param>
    public static string Plain(string name, Func<string, bool> isThere)
    {
        var parts = name.Split('.').Where(part => part != Wrapped).ToArray();
        if (parts.Length > 0 && (parts[^1] is "weight" + Original or "bias" + Original || (name.EndsWith(Original, StringComparison.Ordinal) && isThere(name[..^Original.Length] + Mask))))
            parts[^1] = parts[^1][..^Original.Length];
        return string.Join('.', parts);
    }

    // The weight that a name would be the mask of; null: it is no mask's name.
    private static string? WeightOf(string name, Func<string, bool> isThere)
    {
        if (name.EndsWith(Mask, StringComparison.Ordinal) && name[..^Mask.Length] + Original is var original && isThere(original)) return Plain(original, isThere);
        var parts = Plain(name, isThere).Split('.');
        if (parts[^1].TrimStart('_') is not ("weight" + Mask or "bias" + Mask)) return null;
        parts[^1] = parts[^1].TrimStart('_')[..^Mask.Length];
        return string.Join('.', parts);
    }
}
