using System.IO.Enumeration;
using Bench.Core;

namespace Bench.Strategies;

/// <summary>Names of layers in which <c>*</c> stands for any characters, such as <c>layer1.*</c>.</summary>
internal static class LayerPattern
{
    public static bool Fits(string pattern, string layer) => FileSystemName.MatchesSimpleExpression(pattern, layer, ignoreCase: false);

    /// <summary>Whether a word is the kind of a tensor's layer.</summary>
    public static bool IsKind(string word, TensorSize tensor) => word == KindOf(tensor);

    /// <summary>As results call it: <c>conv2d</c> or <c>linear</c>.</summary>
    public static string KindOf(TensorSize tensor) => tensor.Kind.ToString().ToLowerInvariant();

    /// <summary>The mistake of a pattern that fits no layer.</summary>
    /// <param name="where">What it is written for.</param>
    /// <param name="pattern">As written.</param>
    /// <param name="tensors">All that it may fit.</param>
    /// <param name="kinds">Whether kinds may be written too.</param>
    public static UserError FitsNone(string where, string pattern, IReadOnlyList<TensorSize> tensors, bool kinds = false)
    {
        var layers = tensors.Select(t => t.Layer).Distinct();
        return new($"{where}: " + (pattern.Contains('*', StringComparison.Ordinal)
            ? $"no layer is called like {Names.Quoted(pattern)} (prunable: {string.Join(", ", layers)})"
            : Names.Unknown("layer", pattern, kinds ? layers.Concat(tensors.Select(KindOf).Distinct()) : layers)));
    }
}
