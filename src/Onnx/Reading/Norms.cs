namespace Bench.Onnx;

/// <summary>Norms that are spelled in several nodes: means, differences, roots; scales and shifts behind.</summary>
internal static class Norms
{
    private static readonly string[] WithoutScale = ["LayerNorm", "InstanceNorm", "GroupNorm"];

    /// <summary>(x − mean) ÷ √(mean of squares + ε), or times the inverse of that root; null where it is something else.</summary>
    public static Term? Divided(NodeTerms n, Term difference, Term root)
    {
        if (n.Node.Operator == "Mul")
        {
            if (difference.Kind != "Sub") (difference, root) = (root, difference);
            if (root is { Kind: "Pow", Detail: -0.5 }) root = Rooted(root.Inputs[0]);
            else if (root.Kind == "Reciprocal") root = root.Inputs[0];
            else return null;
        }
        if (difference.Kind != "Sub" || root is not ({ Kind: "Sqrt" } or { Kind: "Pow", Detail: 0.5 }) || root.Inputs[0] is not { Kind: "Shift", Detail: double epsilon } shifted) return null;
        var (x, mean, variance) = (difference.Inputs[0], difference.Inputs[1], shifted.Inputs[0]);
        if (Over(mean) is not { } axis || mean.Inputs[0] != x || Over(variance) != axis || epsilon is not (> 0 and < 1)) return null;
        var square = variance.Inputs[0];
        var isSquare = square is { Kind: "Pow", Detail: 2.0 } ? square.Inputs[0] == difference : square.Kind == "Multiply" && square.Inputs.All(i => i == difference);
        return isSquare ? n.Make("LayerNorm", x.Shape, new NormDetail(LayerOperators.Tidy(epsilon), axis), x) : null;

        static Term Rooted(Term of) => new() { Kind = "Sqrt", Shape = of.Shape, Inputs = [of] };
        static int? Over(Term mean) => mean is { Kind: "Mean", Detail: (IReadOnlyList<int> axes, true) } && axes is [var one] && (one == mean.Rank - 1 || one == 1 && mean.Rank == 4) ? one : null;
    }

    /// <summary>A norm that has no scales yet, with these; null where it is something else.</summary>
    public static Term? Scaled(NodeTerms n, Term norm, Term scales) =>
        WithoutScale.Contains(norm.Kind) && norm.Detail is NormDetail { HasScale: false, HasShift: false, Axes: 1 } detail && IsAlong(scales, norm, detail.Axis) && Parameters.AreOfOne(norm, scales)
            ? n.Make(norm.Kind, norm.Shape, detail with { HasScale = true }, [norm.Inputs[0], scales])
            : null;

    /// <summary>A norm that has no shifts yet, with these; null where it is something else.</summary>
    public static Term? Shifted(NodeTerms n, Term norm, Term shifts) =>
        WithoutScale.Contains(norm.Kind) && norm.Detail is NormDetail { HasScale: true, HasShift: false, Axes: 1 } detail && IsAlong(shifts, norm, detail.Axis) && Parameters.AreOfOne(norm, shifts)
            ? new() { Kind = norm.Kind, Shape = norm.Shape, Detail = detail with { HasShift = true }, Inputs = [.. norm.Inputs, shifts], Node = norm.Node }
            : null;

    /// <summary>An instance norm of channels that were put together in groups and are taken apart again behind it is a group norm; null where it is something else.</summary>
    public static Term? Grouped(NodeTerms n, Term norm, IReadOnlyList<long> shape) =>
        norm is { Kind: "InstanceNorm", Detail: NormDetail { HasScale: false } detail, Inputs: [{ Kind: "Reshape", Inputs: [{ Rank: 4 } x] } grouped] }
        && x.Shape.SequenceEqual(shape) && grouped.Rank >= 3 && grouped.Shape[0] == shape[0] && shape[1] % grouped.Shape[1] == 0
            ? n.Make("GroupNorm", x.Shape, detail with { Groups = grouped.Shape[1] }, x)
            : null;

    /// <summary>Whether numbers are one for each index of an axis of a value.</summary>
    public static bool IsAlong(Term numbers, Term value, int axis)
    {
        var place = axis - value.Rank + numbers.Rank;
        return place >= 0 && numbers.Shape.Index().All(s => s.Item == (s.Index == place ? value.Shape[axis] : 1));
    }
}
