using Bench.Core;

namespace Bench.Models;

/// <summary>
/// A network as a graph of operations, for inputs of one shape: what is computed, in which order, from which parameters. No tensor. Its parameters are those of
/// its nodes, in their order.
/// </summary>
public sealed class NetworkGraph
{
    internal NetworkGraph(ModelEntry model, int classes, IReadOnlyList<Node> nodes, int output)
    {
        (Model, Classes, Nodes, Output) = (model, classes, nodes, output);
        Parameters = [.. nodes.SelectMany(n => n.Operation.Parameters)];
        Buffers = [.. nodes.SelectMany(n => n.Operation.Buffers)];
        if (Parameters.Concat(Buffers).GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"two parameters are called '{twice.Key}'", nameof(nodes));
        var heads = HeadsOf(nodes, output);
        Layers = [.. nodes.Where(n => n.Operation is IWeightedOperation).Select((n, i) => ((IWeightedOperation)n.Operation).Describe(i, nodes[n.Inputs[0]].Output, n.Output, heads.Contains(n.Index)))];
        (TotalParameters, LayerMacs) = (Parameters.Sum(p => p.Elements), Layers.Sum(l => l.Macs));
        ProductMacs = nodes.Sum(n => n.Operation.ProductMacs([.. n.Inputs.Select(i => nodes[i].Output)]));
        Norms = [.. nodes.Where(n => n.Operation is Norm).Select(n => new NormInfo(n.Operation.Name, (long)n.Output.Height * n.Output.Width) { IsAffine = ((Norm)n.Operation).IsAffine })];
    }

    // The layers behind which there is no other before the output: one, unless several heads are added up or gate one another.
    private static HashSet<int> HeadsOf(IReadOnlyList<Node> nodes, int output)
    {
        var (heads, seen, left) = (new HashSet<int>(), new HashSet<int>(), new Stack<int>([output]));
        while (left.TryPop(out var index))
            if (!seen.Add(index)) continue;
            else if (nodes[index].Operation is IWeightedOperation) heads.Add(index);
            else foreach (var input in nodes[index].Inputs) left.Push(input);
        return heads;
    }

    /// <summary>Of the product of a model's width and its channels: halves are rounded up; at version 1 binary fractions lost some.</summary>
    public const int WidthVersion = 2;

    /// <summary>The model that it is, or was before it lost channels.</summary>
    public ModelEntry Model { get; }
    public int Classes { get; }

    /// <summary>In the order of computation; the first is the input.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The node whose value is the class scores.</summary>
    public int Output { get; }

    public InputShape Input => Nodes[0].Output;
    public IReadOnlyList<TensorInfo> Parameters { get; }

    /// <summary>Running statistics of the norms.</summary>
    public IReadOnlyList<TensorInfo> Buffers { get; }

    /// <summary>Convolution and linear layers in forward order.</summary>
    public IReadOnlyList<LayerInfo> Layers { get; }

    /// <summary>Batch norms in forward order.</summary>
    public IReadOnlyList<NormInfo> Norms { get; }

    /// <summary>The first batch norm over 1×1 maps, to which a batch of one sample shows one value a channel; null where there is none.</summary>
    public string? LoneNorm => Norms.FirstOrDefault(n => n.Values == 1)?.Name;

    /// <summary>T: elements of all parameters.</summary>
    public long TotalParameters { get; }

    /// <summary>Multiply-adds of one sample: of convolution and linear layers, and of products of values.</summary>
    public long Macs => LayerMacs + ProductMacs;

    /// <summary>Those of convolution and linear layers alone.</summary>
    public long LayerMacs { get; }

    /// <summary>Those of values that are multiplied by values: of attention QKᵀ, and what its softmax makes of V. No mask makes them fewer.</summary>
    public long ProductMacs { get; }

    /// <summary>The different widths of hidden layers that its model scales, at width 1.</summary>
    internal IReadOnlyCollection<int> Widths { get; private init; } = [];

    /// <summary>The operation with a name.</summary>
    public Operation Find(string name) => Nodes.First(n => n.Operation.Name == name).Operation;

    /// <summary>The graph of a model for inputs of a shape.</summary>
    /// <exception cref="UserError">The model does not take such inputs.</exception>
    public static NetworkGraph Of(ModelEntry model, InputShape input, int classes)
    {
        if (model.Refuses(input) is { } reason) throw new UserError($"model '{model.Name}' does not take {input} inputs: {reason}");
        var draft = new Draft([new(0, new Input(input), [], (ValueShape)input)], model.Width);
        var output = model.Build(new Value(draft, 0), classes);
        return new NetworkGraph(model, classes, draft.Nodes, output.Node) { Widths = draft.Scaled };
    }
}

/// <summary>A batch norm of a network.</summary>
/// <param name="Name">Of the module, such as <c>layer1.0.bn1</c>.</param>
/// <param name="Values">Values of a channel that one sample shows it: height × width.</param>
public sealed record NormInfo(string Name, long Values)
{
    /// <summary>Whether it has such.</summary>
    public bool IsAffine { get; init; } = true;

    /// <summary>The parameter by which it multiplies each channel.</summary>
    public string Scale => Name + ".weight";
}
