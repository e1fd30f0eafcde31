using Bench.Core;

namespace Bench.Models;

/// <summary>Kinds of layers that hold weights.</summary>
public enum LayerKind
{
    Conv2d,
    Linear,
}

/// <summary>A convolution or linear layer of a network, as one sample passes through it.</summary>
public sealed record LayerInfo
{
    /// <summary>Position in forward order, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Name of the module, such as <c>layer1.0.conv1</c>.</summary>
    public required string Name { get; init; }
    public required LayerKind Kind { get; init; }

    /// <summary>(out, in ÷ groups, kernel height, kernel width) or (out, in).</summary>
    public required IReadOnlyList<long> WeightShape { get; init; }
    public required bool HasBias { get; init; }
    public required long Groups { get; init; }
    public required long StrideHeight { get; init; }
    public required long StrideWidth { get; init; }

    /// <summary>Of one sample; a linear layer's input and output are features × 1 × 1.</summary>
    public required InputShape Input { get; init; }
    public required InputShape Output { get; init; }

    /// <summary>Whether its outputs are the class scores, or, of several heads, what they are made of: no layer stands behind it.</summary>
    public required bool IsOutput { get; init; }

    /// <summary>Between its name and those of its parameters.</summary>
    public string Separator { get; init; } = ".";

    public string WeightName => Name + Separator + "weight";
    public string BiasName => Name + Separator + "bias";

    /// <summary>Elements of the weight.</summary>
    public long Weights => WeightShape.Aggregate(1L, (product, n) => product * n);

    /// <summary>Multiply-adds of one sample, from the output's size, groups honoured.</summary>
    public long Macs => Weights * Output.Height * Output.Width;
}
