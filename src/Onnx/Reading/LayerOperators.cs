namespace Bench.Onnx;

/// <summary>Operators with weights, and those that normalize.</summary>
internal static class LayerOperators
{
    public static Term Conv(NodeTerms n)
    {
        var (x, weight) = (n.Image(0), n.Weights(1, "weights"));
        Maps(x);
        if (weight.Rank != 4) throw new ArgumentException($"its weights, ({Shapes.Text(weight.Shape)}), are not those of a convolution of two dimensions");
        var group = n.Node.Whole("group", 1);
        if (group < 1 || group > x.Shape[1] || x.Shape[1] != weight.Shape[1] * group || weight.Shape[0] % group != 0)
            throw new ArgumentException($"weights of ({Shapes.Text(weight.Shape)}) do not go with {x.Shape[1]} channels in {group} groups");
        var window = WindowOperators.WindowOf(n, x, (weight.Shape[2], weight.Shape[3]), "kernel_shape");
        var (height, width) = WindowOperators.Count(window, x);
        if (n.Has(2)) Vector(n.Weights(2, "biases"), weight.Shape[0], "biases");
        return n.Make("Conv", [x.Shape[0], weight.Shape[0], height, width], (window, (int)group), [x, weight, .. n.Has(2) ? [n.In(2)] : Array.Empty<Term>()]);
    }

    public static Term Gemm(NodeTerms n)
    {
        var (x, weight) = (n.Image(0), n.Weights(1, "weights"));
        if (n.Node.Whole("transA", 0) != 0) throw new ArgumentException("its input is transposed, which no linear layer does");
        var isTransposed = n.Node.Whole("transB", 0) == 0; // a linear layer's own weights are (out, in)
        if (x.Rank != 2 || weight.Rank != 2 || x.Shape[1] != weight.Shape[isTransposed ? 0 : 1])
            throw new ArgumentException($"({Shapes.Text(x.Shape)}) and weights of ({Shapes.Text(weight.Shape)}) do not go together");
        var features = weight.Shape[isTransposed ? 1 : 0];
        var beta = n.Has(2) ? n.Node.Real("beta", 1) : 0; // a product alone may be given something in place of biases, and leave it out by a factor of 0
        if (beta != 0) Vector(n.Weights(2, "biases"), features, "biases");
        return n.Make("Linear", [x.Shape[0], features], new LinearDetail(isTransposed, n.Node.Real("alpha", 1), beta != 0 ? beta : 1), [x, weight, .. beta != 0 ? [n.In(2)] : Array.Empty<Term>()]);
    }

    public static Term MatMul(NodeTerms n)
    {
        var (a, b) = (n.In(0), n.In(1));
        if (a.Rank < 2 || b.Rank < 2 || a.Shape[^1] != b.Shape[^2]) throw new ArgumentException($"({Shapes.Text(a.Shape)}) and ({Shapes.Text(b.Shape)}) cannot be multiplied");
        if (!a.IsKnown && b is { IsKnown: true, Rank: 2 })
            return MeansOfWindows(n, a, b) ?? n.Make("Linear", [.. a.Shape.SkipLast(1), b.Shape[1]], new LinearDetail(IsTransposed: true), a, b);
        if (a is { IsKnown: true, Rank: 2 } && !b.IsKnown) return OverRows(n, a, b);
        long[] shape = [.. Shapes.Broadcast([.. a.Shape.SkipLast(2)], [.. b.Shape.SkipLast(2)]), a.Shape[^2], b.Shape[^1]];
        return n.Make("MatMul", shape, null, a, b);
    }

    // A x is (xᵀ Aᵀ)ᵀ: a linear layer of the columns.
    private static Term OverRows(NodeTerms n, Term weights, Term x)
    {
        int[] turned = [.. Enumerable.Range(0, x.Rank - 2), x.Rank - 1, x.Rank - 2];
        var columns = n.Make("Transpose", [.. turned.Select(a => x.Shape[a])], turned, x);
        var layer = n.Make("Linear", [.. columns.Shape.SkipLast(1), weights.Shape[0]], new LinearDetail(IsTransposed: false), columns, weights);
        return n.Make("Transpose", [.. turned.Select(a => layer.Shape[a])], turned, layer);
    }

    // Means of windows that cover maps evenly and may overlap, of rows and then of columns; null where the matrices are others.
    private static Term? MeansOfWindows(NodeTerms n, Term rows, Term columns) =>
        rows is { Kind: "Transpose", Rank: 4, Inputs: [{ Kind: "Linear", Inputs: [{ Kind: "Transpose", Inputs: [var x] }, var ofRows] }] }
        && rows.Shape[2] == columns.Shape[1] && AreMeans(ofRows, x.Shape[2]) && AreMeans(columns, x.Shape[3], isTurned: true)
            ? n.Make("MeansTo", [.. x.Shape.Take(2), columns.Shape[1], columns.Shape[1]], (int)columns.Shape[1], x)
            : null;

    private static bool AreMeans(Term matrix, long size, bool isTurned = false)
    {
        if (matrix.Numbers is not { } numbers) return false;
        if (isTurned) numbers = numbers.Transposed([1, 0]);
        return numbers.Shape[1] == size && Bench.Models.PoolForms.Means((int)numbers.Shape[0], (int)size).Select(v => (double)v).SequenceEqual(numbers.Values);
    }

    public static Term BatchNormalization(NodeTerms n)
    {
        var x = n.Image(0);
        if (x.Rank is not (2 or 4)) throw new ArgumentException($"batch norm goes over channels of maps or over features, not over ({Shapes.Text(x.Shape)})");
        for (var i = 1; i <= 4; i++) Vector(n.Weights(i, "scales, shifts and statistics"), x.Shape[1], "scales, shifts and statistics");
        // Other programs keep learned scales in nodes too, under their names.
        return IsAlways(n.In(1), 1) && IsAlways(n.In(2), 0) && ModuleNames.Whole(n.In(1).Name) is null && ModuleNames.Whole(n.In(2).Name) is null
            ? n.Make("BatchNorm", x.Shape, new NormDetail(Epsilon(n)), [x, n.In(3), n.In(4)])
            : n.Make("BatchNorm", x.Shape, new NormDetail(Epsilon(n), HasScale: true, HasShift: true), [x, n.In(1), n.In(2), n.In(3), n.In(4)]);
    }

    public static Term InstanceNormalization(NodeTerms n)
    {
        var x = n.Image(0);
        if (x.Rank < 3) throw new ArgumentException($"instance norm goes over pixels, and ({Shapes.Text(x.Shape)}) has none");
        for (var i = 1; i <= 2; i++) Vector(n.Weights(i, "scales and shifts"), x.Shape[1], "scales and shifts");
        // Groups of channels, as a spelled group norm has them, are no module's: their ones and zeros are the exporter's, whatever it calls them.
        var isOfGroups = x is { Kind: "Reshape", Inputs: [{ Rank: 4 } maps] } && maps.Shape[1] != x.Shape[1];
        return IsAlways(n.In(1), 1, isOfGroups) && IsAlways(n.In(2), 0, isOfGroups)
            ? n.Make("InstanceNorm", x.Shape, new NormDetail(Epsilon(n), Groups: x.Shape[1]), x)
            : n.Make("InstanceNorm", x.Shape, new NormDetail(Epsilon(n), Groups: x.Shape[1], HasScale: true, HasShift: true), x, n.In(1), n.In(2));
    }

    public static Term GroupNormalization(NodeTerms n)
    {
        var x = n.Image(0);
        Maps(x);
        var groups = n.Node.Whole("num_groups");
        if (groups < 1 || x.Shape[1] % groups != 0) throw new ArgumentException($"{x.Shape[1]} channels do not divide into {groups} groups");
        if (n.OperatorSet < 21 && groups != x.Shape[1] && n.In(1).Shape.SequenceEqual([groups])) throw new ArgumentException("its scales are of groups, as operator set 18 has them; those of channels are read, as in operator set 21");
        for (var i = 1; i <= 2; i++) Vector(n.Weights(i, "scales and shifts"), x.Shape[1], "scales and shifts");
        return IsAlways(n.In(1), 1) && IsAlways(n.In(2), 0)
            ? n.Make("GroupNorm", x.Shape, new NormDetail(Epsilon(n), Groups: groups), x)
            : n.Make("GroupNorm", x.Shape, new NormDetail(Epsilon(n), Groups: groups, HasScale: true, HasShift: true), x, n.In(1), n.In(2));
    }

    public static Term LayerNormalization(NodeTerms n)
    {
        var x = n.Image(0);
        var axis = Shapes.Axis(n.Node.Whole("axis", -1), x.Rank);
        Sized(n.Weights(1, "scales"), "scales");
        if (n.Has(2)) Sized(n.Weights(2, "shifts"), "shifts");
        var (hasScale, hasShift) = (!IsAlways(n.In(1), 1), n.Has(2) && !IsAlways(n.In(2), 0));
        var norm = new NormDetail(Epsilon(n), axis, HasScale: hasScale, HasShift: hasScale && hasShift, Axes: x.Rank - axis);
        if (hasScale) return n.Make("LayerNorm", x.Shape, norm, [x, n.In(1), .. hasShift ? [n.In(2)] : Array.Empty<Term>()]);
        var normalized = n.Make("LayerNorm", x.Shape, norm, x);
        return hasShift ? ElementOperators.Own(n, "Embed", normalized, n.In(2)) : normalized;

        void Sized(Term numbers, string what)
        {
            if (axis == x.Rank - 1) Vector(numbers, x.Shape[^1], what);
            else if (!numbers.Shape.SequenceEqual(x.Shape.Skip(axis))) throw new ArgumentException($"its {what} are ({Shapes.Text(numbers.Shape)}), not ({Shapes.Text([.. x.Shape.Skip(axis)])})");
        }
    }

    public static Term PRelu(NodeTerms n)
    {
        var (x, slope) = (n.Image(0), n.Weights(1, "slopes"));
        if (!Shapes.Broadcast(x.Shape, slope.Shape).SequenceEqual(x.Shape)) throw new ArgumentException($"slopes of ({Shapes.Text(slope.Shape)}) do not go with ({Shapes.Text(x.Shape)})");
        return n.Make("PRelu", x.Shape, null, x, slope);
    }

    public static Term Dropout(NodeTerms n)
    {
        var x = n.In(0);
        var ratio = n.Single(1, "ratio") ?? n.Node.Real("ratio", 0.5);
        if (!(ratio >= 0 && ratio < 1)) throw new ArgumentException($"its ratio is {ratio}");
        return ratio == 0 || x.IsKnown ? x : n.Make("Dropout", x.Shape, ratio, x);
    }

    /// <exception cref="ArgumentException">It is not (N, C, H, W).</exception>
    public static void Maps(Term x)
    {
        if (x.Rank != 4) throw new ArgumentException($"it takes maps, (N, C, H, W), and gets ({Shapes.Text(x.Shape)})");
    }

    private static double Epsilon(NodeTerms n) => n.Node.Real("epsilon", 1e-5) is > 0 and < 1 and var epsilon ? Tidy(epsilon) : throw new ArgumentException($"its epsilon is {n.Node.Real("epsilon", 1e-5)}");

    // The file has fp32, in which 1e-5 is 9.99999974737875E-06: the number that was meant.
    public static double Tidy(double epsilon) => double.Parse(((float)epsilon).ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    // A norm that has no scales and shifts gets ones and zeros of the exporter: in nodes of their own, or under a count. Those that have another name are learned, and begin so.
    private static bool IsAlways(Term numbers, double value, bool mayBeNamed = false) =>
        ModuleNames.OfTensor(numbers.Name) is null && !numbers.ComesOfLearned && (mayBeNamed || numbers.Node is not null || ModuleNames.Whole(numbers.Name) is null)
        && numbers.Numbers is { } all && all.Values.All(v => v == value);

    private static void Vector(Term term, long size, string what)
    {
        if (Shapes.Product(term.Shape) != size || term.Shape.Count(s => s != 1) > 1) throw new ArgumentException($"its {what} are ({Shapes.Text(term.Shape)}), not ({size})");
    }
}
