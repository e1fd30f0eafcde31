namespace Bench.Onnx;

/// <summary>Operators whose inputs are all known, as those of shapes are: what comes out is known too.</summary>
internal static class Folding
{
    private static readonly Dictionary<string, Func<double, double>> Functions = new(StringComparer.Ordinal)
    {
        ["Neg"] = v => -v, ["Abs"] = Math.Abs, ["Floor"] = Math.Floor, ["Ceil"] = Math.Ceiling, ["Sqrt"] = Math.Sqrt, ["Exp"] = Math.Exp, ["Log"] = Math.Log,
        ["Round"] = v => Math.Round(v, MidpointRounding.ToEven), ["Not"] = v => v == 0 ? 1 : 0, ["Reciprocal"] = v => 1 / v, ["Sign"] = v => double.IsNaN(v) ? v : Math.Sign(v),
        ["Identity"] = v => v,
    };

    private static readonly Dictionary<string, Func<double, double, double>> Pairs = new(StringComparer.Ordinal)
    {
        ["Add"] = (a, b) => a + b, ["Sub"] = (a, b) => a - b, ["Mul"] = (a, b) => a * b, ["Pow"] = Math.Pow, ["Min"] = Math.Min, ["Max"] = Math.Max,
    };

    private static readonly Dictionary<string, Func<double, double, bool>> Tests = new(StringComparer.Ordinal)
    {
        ["Equal"] = (a, b) => a == b, ["Less"] = (a, b) => a < b, ["Greater"] = (a, b) => a > b, ["LessOrEqual"] = (a, b) => a <= b, ["GreaterOrEqual"] = (a, b) => a >= b,
        ["And"] = (a, b) => a != 0 && b != 0, ["Or"] = (a, b) => a != 0 || b != 0,
    };

    /// <summary>What a node gives; null for an operator that is not one of those.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">Null where one is left out.</param>
    /// <exception cref="ArgumentException">It is given what it cannot take.</exception>
    public static IReadOnlyList<Numbers>? Of(OnnxNode node, IReadOnlyList<Numbers?> inputs)
    {
        if (node.Operator == "Split") return Split(node, inputs);
        return One(node, inputs) is { } one ? [one] : null;
    }

    private static Numbers? One(OnnxNode node, IReadOnlyList<Numbers?> inputs)
    {
        var name = node.Operator;
        if (Functions.TryGetValue(name, out var function)) return In(0).Each(function);
        if (Pairs.TryGetValue(name, out var pair)) return inputs.Skip(1).Aggregate(In(0), (all, next) => all.With(next ?? throw Lacking(node), pair));
        if (Tests.TryGetValue(name, out var test)) return In(0).With(In(1), (a, b) => test(a, b) ? 1 : 0) with { IsReal = false };
        switch (name)
        {
            case "Div":
                var real = In(0).IsReal || In(1).IsReal;
                if (!real && In(1).Values.Contains(0)) throw new ArgumentException("it divides by 0");
                return In(0).With(In(1), real ? (a, b) => a / b : (a, b) => Math.Truncate(a / b));
            case "Mod":
                if (In(1).Values.Contains(0)) throw new ArgumentException("it divides by 0");
                return In(0).With(In(1), node.Whole("fmod", 0) == 1 ? (a, b) => a % b : (a, b) => a - b * Math.Floor(a / b));
            case "Where":
                var chosen = In(1).With(In(2), (_, _) => 0).Shape;
                var shape = Shapes.Broadcast(In(0).Shape, chosen);
                Numbers.Require(shape);
                var (where, one, two) = (In(0).ExpandTo(shape), In(1).ExpandTo(shape), In(2).ExpandTo(shape));
                return one with { Values = [.. where.Values.Select((w, i) => w != 0 ? one.Values[i] : two.Values[i])], IsReal = one.IsReal || two.IsReal };
            case "Cast":
                return node.Whole("to") switch
                {
                    1 or 10 or 11 or 16 => In(0) with { IsReal = true },
                    9 => In(0).Each(v => v != 0 ? 1 : 0, isReal: false),
                    2 or 3 or 4 or 5 or 6 or 7 or 12 or 13 => In(0).Each(Math.Truncate, isReal: false),
                    var other => throw new ArgumentException($"it casts to a type of number {other}"),
                };
            case "CastLike":
                return In(0) with { IsReal = In(1).IsReal };
            case "ConstantOfShape":
                Numbers.Require(In(0).AsWholes);
                return node.Tensor("value") is null
                    ? new(In(0).AsWholes, new double[Shapes.Product(In(0).AsWholes)], IsReal: true)
                    : Fill(In(0).AsWholes, inputs[^1] ?? throw Lacking(node)); // its value stands behind its inputs
            case "Range":
                var (start, limit, step) = (In(0).Single, In(1).Single, In(2).Single);
                if (start is null || limit is null || step is null or 0) throw new ArgumentException("its bounds are no numbers");
                var count = Math.Max(0, Math.Ceiling((limit.Value - start.Value) / step.Value));
                if (!(count <= Numbers.Most)) throw new ArgumentException($"it counts more than {Numbers.Most:N0} numbers");
                return new([(long)count], [.. Enumerable.Range(0, (int)count).Select(i => start.Value + i * step.Value)], In(0).IsReal);
            case "Size":
                return new([], [In(0).Values.Count], IsReal: false);
            case "Shape":
                return Numbers.Whole(In(0).Shape);
            case "Gather":
                return In(0).At(Shapes.Axis(node.Whole("axis", 0), In(0).Shape.Count), In(1));
            case "Concat":
                return Numbers.Joined([.. inputs.Select(i => i ?? throw Lacking(node))], Shapes.Axis(node.Whole("axis"), In(0).Shape.Count));
            case "Slice":
                return Arguments.Slices(node, In(0).Shape, inputs).Aggregate(In(0), (all, s) => all.Part(s.Axis, s.Start, s.Count, s.Step));
            case "Expand":
                return In(0).ExpandTo(Shapes.Broadcast(In(0).Shape, In(1).AsWholes));
            case "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten":
                return In(0) with { Shape = Arguments.Reshaped(node, In(0).Shape, inputs) };
            case "Transpose":
                return In(0).Transposed(Arguments.Order(node, In(0).Shape.Count));
            case "ReduceProd":
                return Arguments.Axes(node, inputs, In(0).Shape.Count).Count == In(0).Shape.Count
                    ? new(node.Whole("keepdims", 1) == 1 ? [.. In(0).Shape.Select(_ => 1L)] : [], [In(0).Values.Aggregate(1.0, (all, v) => all * v)], In(0).IsReal)
                    : null;
            default:
                return null;
        }

        Numbers In(int i) => i < inputs.Count && inputs[i] is { } given ? given : throw Lacking(node);
    }

    private static IReadOnlyList<Numbers> Split(OnnxNode node, IReadOnlyList<Numbers?> inputs)
    {
        var whole = inputs[0] ?? throw Lacking(node);
        var (axis, sizes) = Arguments.Split(node, whole.Shape, inputs);
        var starts = sizes.Select((_, i) => sizes.Take(i).Sum());
        return [.. sizes.Zip(starts, (size, start) => whole.Part(axis, start, size, 1))];
    }

    private static Numbers Fill(IReadOnlyList<long> shape, Numbers value) =>
        new(shape, [.. Enumerable.Repeat(value.Single ?? throw new ArgumentException("its value is not one number"), (int)Shapes.Product(shape))], value.IsReal);

    private static ArgumentException Lacking(OnnxNode node) => new($"it has {node.Inputs.Count} inputs, which are too few");
}
