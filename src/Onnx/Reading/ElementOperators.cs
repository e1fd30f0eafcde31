namespace Bench.Onnx;

/// <summary>Operators that go number by number.</summary>
internal static class ElementOperators
{
    public static Term Function(NodeTerms n) => Apply(n, n.Node.Operator, n.Image(0), n.Node.Operator == "HardSigmoid" ? Functions.SlopeOf(n.Node) : null, Functions.Of(n.Node)!);

    public static Term Clip(NodeTerms n)
    {
        var least = n.Node.Has("min") ? n.Node.Real("min", 0) : n.Single(1, "least value") ?? double.NegativeInfinity;
        var most = n.Node.Has("max") ? n.Node.Real("max", 0) : n.Single(2, "largest value") ?? double.PositiveInfinity;
        return Clip(n, n.Image(0), least, most);
    }

    public static Term Add(NodeTerms n) => n.Inputs.Skip(1).Aggregate(n.In(0), (sum, next) => Add(n, sum, next ?? throw new ArgumentException("it leaves an input out")));

    public static Term Sub(NodeTerms n)
    {
        var (a, b) = (n.In(0), n.In(1));
        if (Fixed(b) is { } taken) return Add(n, a, Constant(-taken));
        if (Fixed(a) is { } from) return Add(n, Times(n, b, -1), Constant(from));
        if (b.IsKnown && !a.IsKnown) return Own(n, "Embed", a, b, isInverse: true);
        return Pair(n, "Sub", a, b, (one, two) => one - two);
    }

    public static Term Mul(NodeTerms n) => Mul(n, n.In(0), n.In(1));

    public static Term Div(NodeTerms n)
    {
        var (a, b) = (n.In(0), n.In(1));
        if (Fixed(b) is { } by) return by != 0 ? Times(n, a, 1 / by) : throw new ArgumentException("it divides by 0");
        if (b.IsKnown && !a.IsKnown) return Own(n, "Scale", a, b, isInverse: true);
        return Norms.Divided(n, a, b) ?? Pair(n, "Div", a, b, (one, two) => one / two);
    }

    public static Term Pow(NodeTerms n)
    {
        var power = n.Single(1, "power") ?? throw new ArgumentException("it has no power");
        return Apply(n, "Pow", n.Image(0), power, x => Math.Pow(x, power));
    }

    public static Term Min(NodeTerms n) => n.Inputs.Count == 2 && Fixed(n.In(1)) is { } most ? Clip(n, n.Image(0), double.NegativeInfinity, most)
        : n.Inputs.Count == 2 && Fixed(n.In(0)) is { } first ? Clip(n, n.Image(1), double.NegativeInfinity, first) : throw new ArgumentException("it is read of one value and one number only");

    public static Term Max(NodeTerms n) => n.Inputs.Count == 2 && Fixed(n.In(1)) is { } least ? Clip(n, n.Image(0), least, double.PositiveInfinity)
        : n.Inputs.Count == 2 && Fixed(n.In(0)) is { } first ? Clip(n, n.Image(1), first, double.PositiveInfinity) : throw new ArgumentException("it is read of one value and one number only");

    /// <summary>The softmax over an axis, or its logarithm.</summary>
    public static Term Softmax(NodeTerms n)
    {
        var x = n.Image(0);
        var axis = Shapes.Axis(n.Node.Whole("axis", n.OperatorSet < 13 ? 1 : -1), x.Rank);
        if (n.OperatorSet < 13 && axis != x.Rank - 1) throw new ArgumentException($"before operator set 13 it goes over all axes from {axis} on, which is not read");
        return n.Make(n.Node.Operator, x.Shape, axis, x);
    }

    /// <summary>A multiple.</summary>
    public static Term Times(NodeTerms n, Term x, double factor) => Apply(n, "Times", x, factor, v => v * factor);

    private static Term Clip(NodeTerms n, Term x, double least, double most)
    {
        if (!(least <= most)) throw new ArgumentException($"it clips to {least} at least and {most} at most");
        var at = FunctionOf(x).At;
        var isSeen = (double.IsInfinity(least) || at.Any(v => v <= least)) && (double.IsInfinity(most) || at.Any(v => v >= most));
        return isSeen ? Apply(n, "Clip", x, (least, most), v => Math.Clamp(v, least, most)) : n.Make("Clip", x.Shape, (least, most), x); // a bound beyond all points is no part of a function known by those
    }

    private static Term Add(NodeTerms n, Term a, Term b)
    {
        if (a.IsKnown && !b.IsKnown) (a, b) = (b, a);
        if (Fixed(b) is { } added) return Apply(n, "Shift", Grown(n, a, b), added, v => v + added);
        if (!b.IsKnown || a.IsKnown) return Pair(n, "Add", a, b, (one, two) => one + two);
        return Norms.Shifted(n, a, b) ?? Biased(n, a, b) ?? Own(n, "Embed", a, b);
    }

    private static Term Mul(NodeTerms n, Term a, Term b)
    {
        if (a.IsKnown && !b.IsKnown) (a, b) = (b, a);
        if (Fixed(b) is { } factor) return Times(n, Grown(n, a, b), factor);
        if (!b.IsKnown || a.IsKnown) return Norms.Divided(n, a, b) ?? Pair(n, "Multiply", a, b, (one, two) => one * two);
        return Norms.Scaled(n, a, b) ?? Own(n, "Scale", a, b);
    }

    // A linear layer that multiplies only, or a convolution, gets its biases by a sum.
    private static Term? Biased(NodeTerms n, Term layer, Term biases)
    {
        var axis = layer.Kind switch { "Linear" => layer.Rank - 1, "Conv" => 1, _ => -1 };
        return axis >= 0 && layer.Inputs.Count == 2 && Norms.IsAlong(biases, layer, axis) && Parameters.AreOfOne(layer, biases)
            ? new() { Kind = layer.Kind, Shape = layer.Shape, Inputs = [.. layer.Inputs, biases], Detail = layer.Detail, Node = layer.Node }
            : null;
    }

    // A number that is no tensor of its own.
    private static double? Fixed(Term term) => term.IsLearned ? null : term.Single;

    /// <summary>Numbers of the file, which are parameters or constants, are added to a value, or multiply it.</summary>
    public static Term Own(NodeTerms n, string kind, Term x, Term own, bool isInverse = false) => Shapes.Broadcast(x.Shape, own.Shape).SequenceEqual(x.Shape)
        ? n.Make(kind, x.Shape, isInverse, x, own)
        : throw new ArgumentException($"its numbers of ({Shapes.Text(own.Shape)}) do not go with ({Shapes.Text(x.Shape)})");

    private static Term Pair(NodeTerms n, string kind, Term a, Term b, Func<double, double, double> function)
    {
        var shape = Shapes.Broadcast(a.Shape, b.Shape);
        (a, b) = (Narrow(a, b), Narrow(b, a));
        var (one, two) = (FunctionOf(a), FunctionOf(b));
        return n.Function(kind, shape, null, [a, b], one.Of == two.Of && !a.IsKnown && !b.IsKnown ? (one.Of, [.. one.At.Zip(two.At, function)]) : null);

        // What is spread over pixels only to meet others there may meet them as it is.
        Term Narrow(Term x, Term other) => x.Kind == "Expand" && !x.IsKnown && Shapes.Broadcast(x.Inputs[0].Shape, other.Shape).SequenceEqual(shape) ? x.Inputs[0] : x;
    }

    private static Term Apply(NodeTerms n, string kind, Term x, object? detail, Func<double, double> function)
    {
        if (x.IsKnown) return n.Make(kind, x.Shape, detail, x);
        var (of, at) = FunctionOf(x);
        return n.Function(kind, x.Shape, detail, [x], (of, [.. at.Select(function)]));
    }

    // A number with axes of 1 may add axes.
    private static Term Grown(NodeTerms n, Term x, Term number) =>
        number.Rank <= x.Rank ? x : n.Make("Reshape", [.. Enumerable.Repeat(1L, number.Rank - x.Rank), .. x.Shape], x.Rank, x);

    private static (Term Of, double[] At) FunctionOf(Term x) => x.Function ?? (x, Functions.Points);

    private static Term Constant(double value) => new() { Kind = "Constant", Shape = [], Numbers = new([], [value], IsReal: true), IsKnown = true };
}
