using Bench.Models;

namespace Bench.Strategies;

/// <summary>What shares and planning know of a prunable parameter: names and sizes, no tensor.</summary>
public sealed record TensorSize
{
    /// <summary>Name of the layer, such as <c>layer1.0.conv1</c>.</summary>
    public required string Layer { get; init; }
    public required LayerKind Kind { get; init; }

    /// <summary>(out, in ÷ groups, kernel height, kernel width), (out, in), or (out) of a bias.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>The layer is the network's first in forward order.</summary>
    public required bool IsFirst { get; init; }

    /// <summary>The layer's outputs are the class scores.</summary>
    public required bool IsOutput { get; init; }
    public bool IsBias { get; init; }

    public long Elements => Shape.Aggregate(1L, (product, n) => product * n);
}
