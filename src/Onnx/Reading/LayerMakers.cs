using Bench.Models;
using Bench.Tensors;

namespace Bench.Onnx;

/// <summary>Operations with weights, and products of values.</summary>
internal static class LayerMakers
{
    public static Live Convolution(GraphBuilder b, Term t)
    {
        var (window, groups) = ((WindowDetail, int))t.Detail!;
        var x = b.Of(t.Inputs[0]).Samples();
        var name = b.Parameters.LayerOf(t, [.. t.Inputs.Skip(1)]).Name;
        Add(b, name, ".", "weight", ParameterSource.Of(t.Inputs[1], "weights"));
        if (t.Inputs.Count > 2) Add(b, name, ".", "bias", ParameterSource.Of(t.Inputs[2], "biases"));
        return Live.Plain(x.Then(new Convolution(x.Shape.Channels, (int)t.Shape[1], window.Kernel)
        {
            Name = name, Stride = window.Stride, Dilation = window.Dilation, Groups = groups, HasBias = t.Inputs.Count > 2, Padding = ShapeMakers.Margins(window),
        }));
    }

    public static Live Linear(GraphBuilder b, Term t)
    {
        var detail = (LinearDetail)t.Detail!;
        var x = b.Of(t.Inputs[0]).Ordered();
        x.Own(x.Axes.Count - 1);
        var (name, separator) = b.Parameters.LayerOf(t, [.. t.Inputs.Skip(1)], mayUnderscore: true);
        var weights = ParameterSource.Of(t.Inputs[1], "weights");
        if (detail.IsTransposed) weights = weights.Then(w => w.t());
        if (detail.Factor != 1) weights = weights.Then(w => w.mul(Scalars.Of(detail.Factor)));
        Add(b, name, separator, "weight", weights);
        if (t.Inputs.Count > 2)
        {
            var biases = ParameterSource.Of(t.Inputs[2], "biases");
            Add(b, name, separator, "bias", detail.BiasFactor == 1 ? biases : biases.Then(w => w.mul(Scalars.Of(detail.BiasFactor))));
        }
        var (value, shape, features) = (x.Value, x.Value.Shape, (int)t.Shape[^1]);
        if (shape.Rank > 2) value = value.Reshape(shape.Size / shape[shape.Rank - 1], shape[shape.Rank - 1]);
        value = value.Then(new Linear(shape[shape.Rank - 1], features) { Name = name, Separator = separator, HasBias = t.Inputs.Count > 2 });
        return x.With(shape.Rank > 2 ? value.Reshape([.. shape.Sizes.SkipLast(1), features]) : value);
    }

    /// <summary>A product of two values, as in attention.</summary>
    public static Live Product(GraphBuilder b, Term t)
    {
        var (one, other) = (b.Of(t.Inputs[0]).Ordered(), b.Of(t.Inputs[1]).Ordered());
        if (one.Axes.Count != other.Axes.Count || one.BatchAxis != other.BatchAxis || one.BatchAxis >= one.Axes.Count - 2 || !one.Axes.SkipLast(2).SequenceEqual(other.Axes.SkipLast(2)))
            throw new ArgumentException($"({Shapes.Text(t.Inputs[0].Shape)}) and ({Shapes.Text(t.Inputs[1].Shape)}) are not multiplied sample by sample");
        return one.With(one.Value.Product(other.Value));
    }

    public static Live BatchNorm(GraphBuilder b, Term t)
    {
        var x = b.Of(t.Inputs[0]).Samples();
        var detail = (NormDetail)t.Detail!;
        var name = Normalizing(b, t, [.. detail.HasScale ? ["weight", "bias"] : Array.Empty<string>(), "running_mean", "running_var"]);
        return Live.Plain(x.Then(new Norm(x.Shape.Channels, detail.Epsilon) { Name = name, IsAffine = detail.HasScale }));
    }

    public static Live InstanceNorm(GraphBuilder b, Term t)
    {
        var x = b.Of(t.Inputs[0]).Samples();
        var detail = Whole(t);
        return Live.Plain(x.Then(new InstanceNorm(x.Shape.Channels, detail.Epsilon) { Name = detail.HasScale ? Normalizing(b, t, ["weight", "bias"]) : b.Parameters.Unnamed("norm"), IsAffine = detail.HasScale }));
    }

    public static Live GroupNorm(GraphBuilder b, Term t)
    {
        var x = b.Of(t.Inputs[0]).Samples();
        var detail = Whole(t);
        return Live.Plain(x.Then(new GroupNorm((int)detail.Groups, x.Shape.Channels, detail.Epsilon) { Name = detail.HasScale ? Normalizing(b, t, ["weight", "bias"]) : b.Parameters.Unnamed("norm"), IsAffine = detail.HasScale }));
    }

    public static Live LayerNorm(GraphBuilder b, Term t)
    {
        var detail = (NormDetail)t.Detail!;
        var x = b.Of(t.Inputs[0]).Ordered();
        foreach (var axis in Enumerable.Range(detail.Axis, detail.Axes)) x.Own(axis);
        var isOfPixels = detail is { Axis: 1, Axes: 1 } && x.Axes.Count == 4 && x.Axes[0].IsBatchAlone;
        if (!isOfPixels && detail.Axis + detail.Axes != x.Axes.Count) throw new ArgumentException("it normalizes neither the last axes nor the channels of maps");
        var name = !detail.HasScale ? b.Parameters.Unnamed("norm") : Normalizing(b, t, ["weight", "bias"]);
        return x.With(x.Value.Then(new LayerNorm(new([.. t.Shape.Skip(detail.Axis).Take(detail.Axes).Select(s => (int)s)]), detail.Epsilon) { Name = name, HasWeight = detail.HasScale, HasBias = detail.HasShift, IsOfPixels = isOfPixels }));
    }

    public static Live PRelu(GraphBuilder b, Term t)
    {
        var (x, slopes) = (b.Of(t.Inputs[0]), t.Inputs[1]);
        var count = (int)Shapes.Product(slopes.Shape);
        if (count > 1 && !Norms.IsAlong(slopes, t, 1)) throw new ArgumentException($"its slopes, ({Shapes.Text(slopes.Shape)}), are neither one nor one for each channel");
        var name = b.Parameters.LayerOf(t, [slopes]).Name;
        Add(b, name, ".", "weight", ParameterSource.Of(slopes, "slopes"));
        return count == 1 ? x.With(x.Value.Then(new LearnedRectify(1) { Name = name })) : Live.Plain(x.Samples().Then(new LearnedRectify(count) { Name = name }));
    }

    /// <summary>Numbers of the file that are added, or by which is multiplied.</summary>
    public static Live Numbers(GraphBuilder b, Term t)
    {
        var (x, own) = (b.Of(t.Inputs[0]).Ordered(), t.Inputs[1]);
        var missing = x.Axes.Count - own.Rank;
        var sizes = new List<int>();
        foreach (var (place, size) in own.Shape.Index())
        {
            var axis = x.Axes[place + missing];
            if (axis.HasBatch && size != 1) throw new ArgumentException("its numbers are of single samples of a batch");
            if (axis.HasBatch) sizes.AddRange(axis.Own.Select(_ => 1)); // such as windows, which have one bias of positions together
            else sizes.Add((int)size);
        }
        if (sizes.Count == 0) sizes.Add(1);
        var (multiplies, isInverse) = (t.Kind == "Scale", (bool)t.Detail!);
        var constants = !own.IsLearned || IsOfPixels(t) ? own.Numbers?.Values.Select(v => (float)v).ToArray() ?? own.Stored?.Floats() : null;
        var operation = new Models.Numbers(new([.. sizes]), multiplies) { Constants = constants, IsInverse = isInverse };
        if (constants is not null && !own.IsLearned) return x.With(x.Value.Then(operation));
        var source = ParameterSource.Of(own, "numbers");
        var name = b.Parameters.NameOf(t, own);
        if (multiplies && isInverse && constants is null) (name, source, operation) = (name + "_reciprocal", source.Then(w => w.reciprocal()), operation with { IsInverse = false });
        b.Parameters.Add(name, source);
        if (constants is null && own.Numbers is { Values: [var one, ..] values } && values.All(v => v == one)) operation = operation with { Begin = (float)(multiplies && isInverse ? 1 / one : one) };
        var isPosition = operation is { Multiplies: false, IsInverse: false, Constants: null } && own.Rank == 3 && x.Axes[0].IsBatchAlone && x.Value.Shape.Sizes.SequenceEqual(sizes) && sizes.Count == 2;
        return x.With(x.Value.Then(isPosition ? new PositionEmbedding(sizes[0], sizes[1]) { Name = name } : operation with { Name = name, Kept = AxesOf(source, sizes) }));
    }

    // A tensor may have axes of 1 that the numbers lack, and lack some that they have.
    private static IReadOnlyList<int>? AxesOf(ParameterSource source, List<int> sizes)
    {
        if (source.Tensor.Shape.SequenceEqual(sizes.Select(s => (long)s))) return null;
        int[] own = [.. sizes.Index().Where(s => s.Item != 1).Select(s => s.Index)];
        if (!source.Tensor.Shape.Where(s => s != 1).SequenceEqual(own.Select(a => (long)sizes[a]))) return null;
        var next = 0;
        return [.. source.Tensor.Shape.Select(s => s == 1 ? -1 : own[next++])];
    }

    // What goes before all layers normalizes pixels, and is not learned.
    private static bool IsOfPixels(Term term)
    {
        while (term.Kind is "Embed" or "Scale" or "Shift" or "Times" or "Neg" or "Reshape" or "Transpose" or "Part" or "Pad") term = term.Inputs[0];
        return term.Kind == "Input";
    }

    private static NormDetail Whole(Term t) => t.Detail is NormDetail detail && detail.HasScale == detail.HasShift ? detail : throw new ArgumentException("it scales, and does not shift");

    private static string Normalizing(GraphBuilder b, Term t, string[] endings)
    {
        var name = b.Parameters.LayerOf(t, [.. t.Inputs.Skip(1)]).Name;
        foreach (var (ending, input) in endings.Zip(t.Inputs.Skip(1))) Add(b, name, ".", ending, ParameterSource.Of(input, $"{ending.Replace('_', ' ')} numbers"));
        return name;
    }

    private static void Add(GraphBuilder b, string name, string separator, string ending, ParameterSource source) => b.Parameters.Add(name + separator + ending, source);
}
