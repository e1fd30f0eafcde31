namespace Bench.Onnx;

/// <summary>A node with the terms that it takes, as the readers of operators get it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Inputs">Null where one is left out.</param>
/// <param name="OperatorSet">The version of ONNX's operators.</param>
internal sealed record NodeTerms(OnnxNode Node, IReadOnlyList<Term?> Inputs, long OperatorSet)
{
    /// <summary>The numbers of the inputs that are known.</summary>
    public IReadOnlyList<Numbers?> Numbers => [.. Inputs.Select(i => i is { IsKnown: true } ? i.Numbers : null)];

    public bool Has(int place) => place < Inputs.Count && Inputs[place] is not null;

    /// <exception cref="ArgumentException">It is left out.</exception>
    public Term In(int place) => Has(place) ? Inputs[place]! : throw new ArgumentException($"it lacks input {place + 1}");

    /// <summary>An input that must come from images.</summary>
    public Term Image(int place) => In(place) is { IsKnown: false } term ? term : throw new ArgumentException($"its input {place + 1} is the same for all images, and its others are not");

    /// <summary>An input that must be weights of the file.</summary>
    public Term Weights(int place, string what) => In(place) is { IsKnown: true } term ? term : throw new ArgumentException($"its {what} are computed from the image; they have to be in the file");

    /// <summary>The single number of an input; null where it is left out.</summary>
    /// <exception cref="ArgumentException">It is not one number, or one that is learned.</exception>
    public double? Single(int place, string what) => !Has(place) ? null
        : In(place).IsLearned ? throw new ArgumentException($"its {what} is a tensor of the file, which would be learned, and no operation here learns it")
        : In(place).Single ?? throw new ArgumentException($"its {what} is not one number that is known before an image is seen");

    public Term Make(string kind, IReadOnlyList<long> shape, object? detail, params ReadOnlySpan<Term> inputs)
    {
        Shapes.Product(shape);
        return new() { Kind = kind, Shape = shape, Inputs = [.. inputs], Detail = detail, Node = Node, IsKnown = inputs.Length > 0 && inputs.ToArray().All(i => i.IsKnown) };
    }

    /// <summary>With the same function known of each number, as far as its inputs have one.</summary>
    public Term Function(string kind, IReadOnlyList<long> shape, object? detail, ReadOnlySpan<Term> inputs, (Term Of, double[] At)? function)
    {
        if (function is { } f && shape.SequenceEqual(f.Of.Shape) && Functions.Named(f.At) is { } name)
            return name == "Identity" ? f.Of : new() { Kind = name, Shape = shape, Inputs = [f.Of], Node = Node, Function = function };
        var made = Make(kind, shape, detail, inputs);
        return new() { Kind = made.Kind, Shape = shape, Inputs = made.Inputs, Detail = detail, Node = Node, IsKnown = made.IsKnown, Function = function };
    }
}
