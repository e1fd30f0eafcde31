using Bench.Models;

namespace Bench.Onnx;

/// <summary>Operations without weights: windows, parts, orders, sums and products.</summary>
internal static class ShapeMakers
{
    public static Live MaxPool(GraphBuilder b, Term t)
    {
        var window = (WindowDetail)t.Detail!;
        return Live.Plain(b.Of(t.Inputs[0]).Samples().Then(new MaxPool(window.Kernel, window.Stride) { Padding = Margins(window), Overhangs = window.Ceiling, Dilation = window.Dilation }));
    }

    public static Live AveragePool(GraphBuilder b, Term t)
    {
        var (window, counts) = ((WindowDetail, bool))t.Detail!;
        if (window.Dilation != (1, 1)) throw new ArgumentException("means over windows with gaps are not read");
        return Live.Plain(b.Of(t.Inputs[0]).Samples().Then(new AveragePool(window.Kernel, window.Stride) { Padding = Margins(window), Overhangs = window.Ceiling, CountsPadding = counts }));
    }

    public static Live Mean(GraphBuilder b, Term t) => Reduced(b, t, ReductionKind.Mean);

    public static Live Maxima(GraphBuilder b, Term t) => Reduced(b, t, ReductionKind.Max);

    private static Live Reduced(GraphBuilder b, Term t, ReductionKind kind)
    {
        var (axes, keeps) = ((IReadOnlyList<int>, bool))t.Detail!;
        var x = b.Of(t.Inputs[0]).Ordered();
        int[] own = [.. axes.Select(x.Own)];
        if (kind == ReductionKind.Mean && !keeps && own is [1, 2] && x.Value.Shape.Rank == 3 && x.Axes[0].IsBatchAlone) return Live.Plain(x.Value.Mean());
        var value = x.Value.Reduce(kind, own, keeps);
        if (keeps) return x.With(value);
        LiveAxis[] left = [.. x.Axes.Where((_, a) => !axes.Contains(a))];
        return new(value, [.. left.Select(a => new LiveAxis(Left(a.Before), a.HasBatch, Left(a.Behind)))]);

        int? Left(int? axis) => axis - own.Count(o => o < axis);
    }

    public static Live Reshape(GraphBuilder b, Term t) => b.Of(t.Inputs[0]).Reshaped(t.Shape, b.Batch, isShorter: t.Rank < (int)t.Detail!);

    public static Live Transpose(GraphBuilder b, Term t)
    {
        var x = b.Of(t.Inputs[0]);
        return x with { Axes = [.. ((IReadOnlyList<int>)t.Detail!).Select(a => x.Axes[a])] };
    }

    public static Live Concat(GraphBuilder b, Term t)
    {
        var axis = (int)t.Detail!;
        if (t.Inputs is [{ IsKnown: true } token, { IsKnown: false } tokens]) return ClassToken(b, t, token, tokens, axis);
        Live[] parts = [.. t.Inputs.Select(i => b.Of(i).Ordered())];
        if (parts.Any(p => !p.Axes.SequenceEqual(parts[0].Axes))) throw new ArgumentException("the batch is not the same axis in all that it takes");
        return parts[0].With(parts[0].Value.ConcatenateAlong(parts[0].Own(axis), [.. parts.Skip(1).Select(p => p.Value)]));
    }

    public static Live Part(GraphBuilder b, Term t)
    {
        var part = (PartDetail)t.Detail!;
        var x = b.Of(t.Inputs[0]);
        return x.With(x.Value.Slice(x.Own(part.Axis), part.Start, part.Count, part.Step));
    }

    public static Live Select(GraphBuilder b, Term t)
    {
        var (axis, indexes) = ((int, long[]))t.Detail!;
        var x = b.Of(t.Inputs[0]);
        return x.With(x.Value.Pick(x.Own(axis), [.. indexes.Select(i => (int)i)]));
    }

    public static Live Pad(GraphBuilder b, Term t)
    {
        var (pads, number) = ((IReadOnlyList<long>, double))t.Detail!;
        var x = b.Of(t.Inputs[0]).Ordered();
        if (x.Axes.Index().Any(a => a.Item.HasBatch && pads[a.Index] + pads[a.Index + t.Rank] > 0)) throw new ArgumentException("it pads the batch");
        (int Before, int Behind)[] margins = [.. x.Axes.Index().Where(a => !a.Item.IsBatchAlone).Select(a => ((int)pads[a.Index], (int)pads[a.Index + t.Rank]))];
        if (margins.Length != x.Value.Shape.Rank) throw new ArgumentException("it pads what the batch lies along");
        return x.With(margins is [var channels, (0, 0), (0, 0)] && number == 0 ? x.Value.PadChannels(channels.Before, channels.Behind) : x.Value.Pad(margins, number));
    }

    public static Live Softmax(GraphBuilder b, Term t)
    {
        var x = b.Of(t.Inputs[0]);
        var axis = x.Own((int)t.Detail!);
        return x.With(t.Kind == "Softmax" ? x.Value.Softmax(axis) : x.Value.LogSoftmax(axis));
    }

    /// <summary>Two values that meet number by number.</summary>
    public static Live Pair(GraphBuilder b, Term t)
    {
        var (one, other) = (b.Of(t.Inputs[0]), b.Of(t.Inputs[1]));
        if (!one.Axes.SequenceEqual(other.Axes) || one.Value.Shape.Rank != other.Value.Shape.Rank)
        {
            (one, other) = (Grown(one.Ordered(), other.Axes.Count), Grown(other.Ordered(), one.Axes.Count));
            if (!one.Axes.SequenceEqual(other.Axes)) throw new ArgumentException($"the batch is not the same axis in ({Shapes.Text(t.Inputs[0].Shape)}) and ({Shapes.Text(t.Inputs[1].Shape)})");
        }
        return one.With(t.Kind switch
        {
            "Add" => one.Value.Add(other.Value),
            "Sub" => one.Value.Add(other.Value.Affine(-1)),
            _ => one.Value.Multiply(other.Value),
        });

        // Axes of 1 in front, among which the batch cannot be.
        static Live Grown(Live x, int rank) => x.Axes.Count >= rank ? x : throw new ArgumentException($"it has {x.Axes.Count} axes on one side and {rank} on the other");
    }

    public static Margins Margins(WindowDetail window) => new(window.Margins.Top, window.Margins.Left, window.Margins.Bottom, window.Margins.Right);

    // One learned token before all others, the same for all images.
    private static Live ClassToken(GraphBuilder b, Term t, Term token, Term tokens, int axis)
    {
        while (token.Kind == "Expand") token = token.Inputs[0];
        var x = b.Of(tokens).Samples();
        if (axis != 1 || x.Shape.Rank != 2 || Shapes.Product(token.Shape) != x.Shape.Channels || t.Shape[1] != tokens.Shape[1] + 1)
            throw new ArgumentException($"numbers of ({Shapes.Text(token.Shape)}) that are the same for all images stand before values of ({Shapes.Text(tokens.Shape)}); one token before all others is read");
        var name = b.Parameters.NameOf(t, token);
        b.Parameters.Add(name, ParameterSource.Of(token, "numbers"));
        return Live.Plain(x.ClassToken(name));
    }
}
