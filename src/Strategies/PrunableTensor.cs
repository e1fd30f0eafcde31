using Bench.Models;

namespace Bench.Strategies;

/// <summary>A parameter that a protocol may prune: the weight or the bias of a layer.</summary>
public sealed record PrunableTensor(LayerInfo Layer, bool IsBias = false)
{
    /// <summary>The parameter's name, such as <c>layer1.0.conv1.weight</c>.</summary>
    public string Name => IsBias ? Layer.BiasName : Layer.WeightName;

    /// <summary>The weight's shape, or (out) of a bias.</summary>
    public IReadOnlyList<long> Shape => IsBias ? [Layer.WeightShape[0]] : Layer.WeightShape;

    public long Elements => IsBias ? Layer.WeightShape[0] : Layer.Weights;

    /// <summary>The same without what only a built network knows.</summary>
    public TensorSize Size => new()
    {
        Layer = Layer.Name, Kind = Layer.Kind, Shape = Shape, IsFirst = Layer.Index == 0, IsOutput = Layer.IsOutput, IsBias = IsBias,
    };
}
