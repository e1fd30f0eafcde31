namespace Bench.Onnx;

/// <summary>What operators that move numbers are told: by attributes in earlier sets of operators, by inputs in later ones.</summary>
internal static class Arguments
{
    /// <summary>Of Slice: along each axis where it begins, how many it takes and in which steps, which are below 0 where it goes backwards.</summary>
    public static IReadOnlyList<(int Axis, long Start, long Count, long Step)> Slices(OnnxNode node, IReadOnlyList<long> shape, IReadOnlyList<Numbers?> inputs)
    {
        var starts = Wholes(node, inputs, 1, "starts") ?? throw new ArgumentException("it says nowhere where it begins");
        var ends = Wholes(node, inputs, 2, "ends") ?? throw new ArgumentException("it says nowhere where it ends");
        var axes = Wholes(node, inputs, 3, "axes") ?? [.. starts.Select((_, i) => (long)i)];
        var steps = Wholes(node, inputs, 4, "steps") ?? [.. starts.Select(_ => 1L)];
        if (ends.Count != starts.Count || axes.Count != starts.Count || steps.Count != starts.Count) throw new ArgumentException("its starts, ends, axes and steps are not as many");
        if (starts.Count > shape.Count) throw new ArgumentException($"it takes parts along {starts.Count} axes of ({Shapes.Text(shape)})");
        if (steps.Contains(0)) throw new ArgumentException("it goes in steps of 0");
        return [.. axes.Select((a, i) =>
        {
            var axis = Shapes.Axis(a, shape.Count);
            var (start, count) = Shapes.Slice(shape[axis], starts[i], ends[i], Math.Clamp(steps[i], -int.MaxValue, int.MaxValue));
            return (axis, start, count, Math.Clamp(steps[i], -int.MaxValue, int.MaxValue));
        })];
    }

    /// <summary>Of Split: the axis and the sizes of the parts.</summary>
    public static (int Axis, IReadOnlyList<long> Sizes) Split(OnnxNode node, IReadOnlyList<long> shape, IReadOnlyList<Numbers?> inputs)
    {
        var axis = Shapes.Axis(node.Whole("axis", 0), shape.Count);
        var (size, parts) = (shape[axis], node.Outputs.Count);
        var each = (size + parts - 1) / parts;
        var named = Wholes(node, inputs, 1, "split");
        // A last part that is smaller is one that the file asks for, by a number of parts, as operator set 18 brought it.
        if (named is null && !node.Has("num_outputs") && size % parts != 0) throw new ArgumentException($"an axis of {size} cannot be split into {parts} equal parts");
        var sizes = named ?? [.. Enumerable.Range(0, parts).Select(i => Math.Min(each, size - i * each))];
        return sizes.Count == parts && sizes.All(s => s > 0) && sizes.Sum() == size ? (axis, sizes)
            : throw new ArgumentException($"an axis of {size} cannot be split into ({Shapes.Text(sizes)}) for {parts} outputs");
    }

    /// <summary>Of Reshape, Flatten, Squeeze and Unsqueeze: the new shape.</summary>
    public static IReadOnlyList<long> Reshaped(OnnxNode node, IReadOnlyList<long> shape, IReadOnlyList<Numbers?> inputs)
    {
        switch (node.Operator)
        {
            case "Flatten":
                var at = node.Whole("axis", 1);
                var front = at == shape.Count ? shape.Count : Shapes.Axis(at, shape.Count);
                return [Shapes.Product(shape.Take(front)), Shapes.Product(shape.Skip(front))];
            case "Unsqueeze":
                var added = Wholes(node, inputs, 1, "axes") ?? throw new ArgumentException("it names no axes");
                var rank = shape.Count + added.Count;
                Shapes.Product(Enumerable.Repeat(1L, rank)); // before the axes are put in one by one
                int[] places = [.. added.Select(a => Shapes.Axis(a, rank)).Order()];
                if (places.Distinct().Count() < places.Length) throw new ArgumentException($"it names an axis twice ({Shapes.Text(added)})");
                var unsqueezed = shape.ToList();
                foreach (var place in places) unsqueezed.Insert(place, 1);
                return unsqueezed;
            case "Squeeze":
                var gone = (Wholes(node, inputs, 1, "axes") ?? [.. shape.Index().Where(s => s.Item == 1).Select(s => (long)s.Index)]).Select(a => Shapes.Axis(a, shape.Count)).ToHashSet();
                return gone.All(a => shape[a] == 1) ? [.. shape.Where((_, a) => !gone.Contains(a))] : throw new ArgumentException($"an axis of ({Shapes.Text(shape)}) that it takes away is not 1");
            default:
                return Shapes.Reshape(shape, Wholes(node, inputs, 1, "shape") ?? throw new ArgumentException("its shape is not known before an image is seen"), node.Whole("allowzero", 0) == 1);
        }
    }

    public static IReadOnlyList<int> Order(OnnxNode node, int rank)
    {
        int[] order = [.. (node.Wholes("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(a => (long)a)]).Select(a => Shapes.Axis(a, rank))];
        return order.Length == rank && order.Distinct().Count() == rank ? order : throw new ArgumentException($"({string.Join(", ", order)}) is no order of {rank} axes");
    }

    /// <summary>Of a reduction; all where it names none.</summary>
    public static IReadOnlyList<int> Axes(OnnxNode node, IReadOnlyList<Numbers?> inputs, int rank)
    {
        int[] axes = [.. (Wholes(node, inputs, 1, "axes") ?? [.. Enumerable.Range(0, rank).Select(a => (long)a)]).Select(a => Shapes.Axis(a, rank)).Order()];
        return axes.Distinct().Count() == axes.Length ? axes : throw new ArgumentException("it names an axis twice");
    }

    /// <summary>An input, or in earlier sets of operators an attribute.</summary>
    public static IReadOnlyList<long>? Wholes(OnnxNode node, IReadOnlyList<Numbers?> inputs, int place, string attribute)
    {
        if (node.Wholes(attribute) is { } old) return old;
        if (place >= node.Inputs.Count || node.Inputs[place].Length == 0) return null;
        return inputs[place]?.AsWholes ?? throw new ArgumentException($"its {attribute} are not known before an image is seen");
    }
}
