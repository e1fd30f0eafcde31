using Bench.Core;
using Onnx;

namespace Bench.Onnx;

/// <summary>
/// Goes through the nodes of a file in their order: what is known before an image is seen is computed, as shapes are, and all else becomes terms. Nothing is
/// remembered of what no output needs.
/// </summary>
internal sealed class TermReader
{
    private const int MostNodes = 100_000, MostNumbers = 1 << 24;
    private const long LeastSet = 11, LastSet = 21;

    private static readonly Dictionary<string, Func<NodeTerms, Term>> Operators = new(StringComparer.Ordinal)
    {
        ["Conv"] = LayerOperators.Conv, ["Gemm"] = LayerOperators.Gemm, ["MatMul"] = LayerOperators.MatMul, ["BatchNormalization"] = LayerOperators.BatchNormalization,
        ["InstanceNormalization"] = LayerOperators.InstanceNormalization, ["GroupNormalization"] = LayerOperators.GroupNormalization,
        ["LayerNormalization"] = LayerOperators.LayerNormalization, ["PRelu"] = LayerOperators.PRelu, ["Dropout"] = LayerOperators.Dropout,
        ["MaxPool"] = WindowOperators.MaxPool, ["AveragePool"] = WindowOperators.AveragePool, ["GlobalAveragePool"] = WindowOperators.GlobalAveragePool,
        ["GlobalMaxPool"] = WindowOperators.GlobalMaxPool, ["ReduceMean"] = WindowOperators.ReduceMean, ["ReduceSum"] = WindowOperators.ReduceSum, ["ReduceMax"] = WindowOperators.ReduceMax,
        ["Add"] = ElementOperators.Add, ["Sum"] = ElementOperators.Add, ["Sub"] = ElementOperators.Sub, ["Mul"] = ElementOperators.Mul, ["Div"] = ElementOperators.Div,
        ["Pow"] = ElementOperators.Pow, ["Min"] = ElementOperators.Min, ["Max"] = ElementOperators.Max, ["Clip"] = ElementOperators.Clip,
        ["Softmax"] = ElementOperators.Softmax, ["LogSoftmax"] = ElementOperators.Softmax,
        ["Reshape"] = MoveOperators.Reshape, ["Flatten"] = MoveOperators.Reshape, ["Squeeze"] = MoveOperators.Reshape, ["Unsqueeze"] = MoveOperators.Reshape,
        ["Transpose"] = MoveOperators.Transpose, ["Concat"] = MoveOperators.Concat, ["Slice"] = MoveOperators.Slice, ["Gather"] = MoveOperators.Gather,
        ["Pad"] = MoveOperators.Pad, ["Expand"] = MoveOperators.Expand, ["Resize"] = MoveOperators.Resize, ["Upsample"] = MoveOperators.Resize,
        ["Cast"] = MoveOperators.Cast, ["CastLike"] = MoveOperators.Cast,
    };

    private static readonly string[] Single =
        ["Relu", "Sigmoid", "Tanh", "Erf", "Softplus", "Softsign", "Sqrt", "Exp", "Abs", "Neg", "Reciprocal", "HardSwish", "Mish", "HardSigmoid", "LeakyRelu", "Elu", "Celu", "Selu", "Gelu"];

    private readonly OnnxFile file;
    private readonly Dictionary<string, Term> values = new(StringComparer.Ordinal);
    private readonly long operatorSet;
    private long numbers;

    private TermReader(OnnxFile file)
    {
        this.file = file;
        var sets = file.Model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx").ToList();
        operatorSet = sets.Count == 1 ? sets[0].Version : throw file.Refuse("it names no set of operators of ONNX, or several");
        if (operatorSet is < LeastSet or > LastSet) throw file.Refuse($"it is of operator set {operatorSet}; sets {LeastSet} to {LastSet} are read: export it with opset_version=17");
    }

    /// <summary>The class scores as a term, and how many samples the file says that a batch has, or what stands for their number.</summary>
    /// <exception cref="UserError">The file is none of a network of such inputs and classes that can be read; the line names the node.</exception>
    public static (Term Output, long Batch) Read(OnnxFile file, InputShape input, int? classes)
    {
        var reader = new TermReader(file);
        var graph = file.Model.Graph;
        reader.AddStored(graph);
        var batch = Entrance.BatchOf(file, input);
        var entrance = Entrance.Of(file);
        reader.Add(entrance.Name, new() { Kind = "Input", Shape = [batch, input.Channels, input.Height, input.Width], Name = entrance.Name }, "the input");
        var nodes = FunctionInlining.Of(file, MostNodes);
        if (nodes.Count > MostNodes) throw file.Refuse($"it has {nodes.Count:N0} nodes, more than {MostNodes:N0}");
        foreach (var node in nodes) reader.Read(new OnnxNode(node, file));
        return (Entrance.Output(file, reader.values, batch, classes), batch);
    }

    private void AddStored(GraphProto graph)
    {
        if (graph.SparseInitializer.Count > 0) throw file.Refuse("it has sparse tensors, which are not read");
        foreach (var tensor in graph.Initializer)
        {
            var stored = StoredTensor.Of(tensor, file, $"tensor '{Shown.Of(tensor.Name)}'");
            Add(tensor.Name, new() { Kind = "Stored", Shape = stored.Shape, Stored = stored, Name = tensor.Name, IsKnown = true }, $"tensor '{Shown.Of(tensor.Name)}'");
        }
    }

    private void Read(OnnxNode node)
    {
        Term?[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? null
            : values.TryGetValue(name, out var term) ? term : throw node.Refuse($"it takes '{Shown.Of(name)}', which nothing before it gives"))];
        if (node.Outputs.Count == 0) throw node.Refuse("it gives nothing");
        IReadOnlyList<Term> given;
        try
        {
            given = TermsOf(node, inputs);
        }
        catch (ArgumentException mistake)
        {
            throw node.Refuse(mistake.Message.ReplaceLineEndings(" "));
        }
        // What dropout and norms give besides is for training, which is done otherwise here.
        foreach (var (name, term) in node.Outputs.Zip(given))
            if (name.Length > 0) Add(name, term, $"the value '{Shown.Of(name)}'");
    }

    private IReadOnlyList<Term> TermsOf(OnnxNode node, Term?[] inputs)
    {
        var n = new NodeTerms(node, inputs, operatorSet);
        switch (node.Operator)
        {
            case "Constant":
                return [ConstantOf(node)];
            case "Identity":
                var same = n.In(0);
                return [same.Stored is null ? same : new() { Kind = "Stored", Shape = same.Shape, Stored = same.Stored, Name = node.Outputs[0], IsKnown = true }];
            case "Shape":
                var rank = n.In(0).Rank;
                var (start, end) = (Bound(node.Whole("start", 0)), Bound(node.Whole("end", rank)));
                return [Computed(node, Numbers.Whole(n.In(0).Shape.Take(end).Skip(start)), inputs: [])];
                int Bound(long at) => (int)Math.Clamp(at < 0 ? at + rank : at, 0, rank);
            case "Size":
                return [Computed(node, new([], [Shapes.Product(n.In(0).Shape)], IsReal: false), inputs: [])];
        }
        if (inputs.Length > 0 || node.Operator == "ConstantOfShape")
            if (inputs.All(i => i is null or { IsKnown: true }) && Folded(n) is { } known) return known;
        if (node.Operator == "Split") return MoveOperators.Split(n);
        if (Single.Contains(node.Operator)) return [ElementOperators.Function(n)];
        return Operators.TryGetValue(node.Operator, out var read) ? [read(n)]
            : node.Operator.Contains("Quantize", StringComparison.Ordinal) || node.Operator.StartsWith("QLinear", StringComparison.Ordinal) || node.Operator.EndsWith("Integer", StringComparison.Ordinal)
                ? throw new ArgumentException("it is of a quantized network; those in floating-point numbers are read")
            : throw new ArgumentException($"unknown operator '{Shown.Of(node.Operator)}' (docs/own-networks.md says what is read)");
    }

    // Weights that are moved only stay weights too: where they come from is told by the terms that they were.
    private IReadOnlyList<Term>? Folded(NodeTerms n)
    {
        if (n.Inputs.Any(i => i is not null && i.Numbers is null) || n.Node.Operator == "Expand" && Shapes.Product(MoveOperators.Expand(n).Shape) > Numbers.Most)
            return null;
        var fill = n.Node.Operator == "ConstantOfShape" && n.Node.Tensor("value") is { } value ? Of(value, n.Node) : null;
        if (Folding.Of(n.Node, [.. n.Inputs.Select(i => i?.Numbers), .. fill is null ? Array.Empty<Numbers>() : [fill]]) is not { } found) return null;
        var moved = n.Node.Operator switch
        {
            "Transpose" => [MoveOperators.Transpose(n)],
            "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" => [MoveOperators.Reshape(n)],
            "Cast" when n.In(0).Stored?.IsReal == found[0].IsReal && found[0].IsReal => [MoveOperators.Cast(n)],
            "Split" => MoveOperators.Split(n),
            "Slice" when Arguments.Slices(n.Node, n.In(0).Shape, n.Numbers).All(s => s.Step > 0) => [MoveOperators.Slice(n)],
            "Expand" => [MoveOperators.Expand(n)],
            _ => (IReadOnlyList<Term>)[],
        };
        var isLearned = n.Inputs.Any(i => i?.IsLearned == true);
        return [.. found.Select((f, i) => moved.Count == 0 ? Computed(n.Node, f, [], isLearned: isLearned) : moved[i].Stored is null ? Computed(n.Node, f, moved[i].Inputs, moved[i], isLearned) : moved[i])];
    }

    private Term Computed(OnnxNode node, Numbers found, IReadOnlyList<Term> inputs, Term? moved = null, bool isLearned = false)
    {
        if ((numbers += found.Values.Count) > MostNumbers) throw node.Refuse($"with this one the file computes more than {MostNumbers:N0} numbers before any image is seen");
        return new() { Kind = moved?.Kind ?? node.Operator, Shape = found.Shape, Inputs = inputs, Detail = moved?.Detail, Node = node, Numbers = found, IsKnown = true, ComesOfLearned = isLearned };
    }

    private Term ConstantOf(OnnxNode node)
    {
        if (node.Tensor("value") is { } tensor)
        {
            var stored = Inside(tensor, $"the constant of node '{Shown.Of(node.Name)}'");
            return new() { Kind = "Stored", Shape = stored.Shape, Stored = stored, Name = node.Outputs[0], Node = node, IsKnown = true };
        }
        if (node.Numbers() is not { } written) throw new ArgumentException("it has no value that is a tensor or numbers");
        return Computed(node, new(written.IsList ? [written.Values.Count] : [], written.Values, written.IsReal), []);
    }

    private Numbers Of(TensorProto value, OnnxNode node)
    {
        var stored = Inside(value, $"the value of node '{Shown.Of(node.Name)}'");
        return stored.Elements == 1 ? new(stored.Shape, stored.Numbers(), stored.IsReal) : throw node.Refuse("its value is not one number");
    }

    // Files beside it are part of its fingerprint where the graph's own tensors lie in them.
    private StoredTensor Inside(TensorProto tensor, string what) => tensor.DataLocation == TensorProto.Types.DataLocation.External
        ? throw file.Refuse($"{what} lies in a file beside it, which only the graph's initializers may")
        : StoredTensor.Of(tensor, file, what);

    private void Add(string name, Term term, string what)
    {
        if (!values.TryAdd(name, term)) throw file.Refuse($"{what} is there twice");
    }
}
