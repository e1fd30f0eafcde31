using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Layer normalization (Ba, Kiros and Hinton, 2016): of each token over its features, (N, T, C) → the same, of whole maps, or of maps pixel by pixel. Without some of its channels its mean and
/// variance are those of the others, so that a smaller network computes something else than one whose channels are zeros.
/// </summary>
/// <param name="Features">The last sizes of what it takes; of maps pixel by pixel the channels.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNorm(ValueShape Features, double Epsilon) : Operation
{
    /// <summary>Of maps (N, C, H, W), whose channels are normalized at each pixel, as in ConvNeXt (Liu et al., CVPR 2022).</summary>
    public bool IsOfPixels { get; init; }

    /// <summary>Whether it multiplies by numbers of its own.</summary>
    public bool HasWeight { get; init; } = true;

    /// <summary>Whether it adds numbers of its own.</summary>
    public bool HasBias { get; init; } = true;

    public override IReadOnlyList<TensorInfo> Parameters =>
    [
        .. HasWeight ? [new TensorInfo(Name + ".weight", Sizes, StartValue.Ones)] : Array.Empty<TensorInfo>(),
        .. HasBias ? [new TensorInfo(Name + ".bias", Sizes, StartValue.Zeros)] : Array.Empty<TensorInfo>(),
    ];

    public override bool KeepsPrecision => true;

    private long[] Sizes => [.. Features.Sizes.Select(s => (long)s)];

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) =>
        (IsOfPixels ? inputs[0].Rank == 3 && inputs[0].Sizes.Take(1).SequenceEqual(Features.Sizes) : inputs[0].Sizes.TakeLast(Features.Rank).SequenceEqual(Features.Sizes))
            ? inputs[0]
            : throw new ArgumentException($"layer norm '{Name}' takes {Features} features, not {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        var (weight, bias) = (HasWeight ? state.Parameter(0) : null, HasBias ? state.Parameter(HasWeight ? 1 : 0) : null);
        if (!IsOfPixels) return WideNorms.Run(inputs[0], Of);
        using var pixels = inputs[0].permute(0, 2, 3, 1);
        using var normalized = WideNorms.Run(pixels, Of);
        return normalized.permute(0, 3, 1, 2);

        Tensor Of(Tensor x) => nn.functional.layer_norm(x, Sizes, weight!, bias!, Epsilon);
    }

    // Through the mean and the deviation each feature depends on all of them.
    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var all = IsOfPixels ? inputs[0].sum([1], keepdim: true) : inputs[0].sum([.. Enumerable.Range(1, Features.Rank).Select(a => -(long)a)], keepdim: true);
        return inputs[0].add(all, Scalars.One);
    }

    // Of several axes those of the channels alone may lose some.
    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var axis = IsOfPixels ? 0 : output.Rank - Features.Rank;
        var other = Enumerable.Range(axis + 1, IsOfPixels ? 0 : Features.Rank - 1).Aggregate(inputs[0], units.FixedAlong);
        other = new(output, [.. other.Strands.Select(s => s with { Vanishes = s.Vanishes && !HasBias })]); // of a token of zeros the shifts are left
        if (HasWeight || HasBias) units.Tell(Name, HasWeight ? ChannelSide.Norm : ChannelSide.Embedding, units.Along(other, axis));
        return other.At(axis) is null ? other : new(output, [.. other.Strands.Where(s => !s.Axes.Contains(axis)), new([axis], units.Along(other, axis), Vanishes: HasWeight)]);
    }

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) =>
        this with { Features = new([.. IsOfPixels ? output.Left.Sizes.Take(1) : output.Left.Sizes.TakeLast(Features.Rank)]) };

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<KeptElements> inputs, KeptElements output) =>
        [.. IsOfPixels ? output.Axes.Take(1) : output.Axes.TakeLast(Features.Rank)];
}
