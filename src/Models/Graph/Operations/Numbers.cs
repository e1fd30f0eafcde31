using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Adds numbers of its own to each sample, or multiplies it by them: learned ones, such as embeddings of positions or the scales of layers (Touvron et al., CaiT, ICCV 2021), or
/// constant ones, such as the mean and the deviation of pixels. They have the last axes of the value, where one of size 1 stands for all. A learned parameter has its name; so have
/// constants that a network keeps, as a buffer, while others have no name.
/// </summary>
/// <param name="Shape">Of the numbers.</param>
/// <param name="Multiplies">Whether they multiply; else they are added.</param>
internal sealed record Numbers(ValueShape Shape, bool Multiplies) : Operation
{
    /// <summary>The last axis counts fastest; null where they are learned.</summary>
    public float[]? Constants { get; init; }

    /// <summary>Whether they are subtracted, or, where they are constant, divide, instead; learned ones are 0 where a channel is masked.</summary>
    public bool IsInverse { get; init; }

    /// <summary>What learned ones begin with.</summary>
    public StartValue Start { get; init; } = Multiplies ? StartValue.Ones : StartValue.Embedding;

    /// <summary>The one number that all learned ones begin with, as the factors of LayerScale and ReZero do; null: see <see cref="Start"/>.</summary>
    public float? Begin { get; init; }

    public override IReadOnlyList<TensorInfo> Parameters => Constants is null ? [new(Name, KeptSizes, Start) { Begin = Begin }] : [];
    public override IReadOnlyList<TensorInfo> Buffers => IsBuffer ? [new(Name, KeptSizes, StartValue.Zeros) { Given = Constants }] : [];
    public override bool GivesAway => true;

    /// <summary>Of the parameter as it is kept: which axis of the numbers each of its own is, −1 for one of size 1 that they lack; null: they are the same.</summary>
    public IReadOnlyList<int>? Kept { get; init; }

    // Of a part of a larger network: along which of its axes there is one number for all.
    private IReadOnlyList<bool>? Spread { get; init; }

    private bool IsBuffer => Constants is not null && Name.Length > 0;

    private IReadOnlyList<long> KeptSizes => Kept is null ? Sizes : [.. Kept.Select(axis => axis < 0 ? 1L : Shape[axis])];

    private long[] Sizes => [.. Shape.Sizes.Select(s => (long)s)];

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) =>
        Shape.Rank <= inputs[0].Rank && Shape.Sizes.Zip(inputs[0].Sizes.TakeLast(Shape.Rank)).All(s => s.First == 1 || s.First == s.Second) && (Constants is null || Constants.Length == Shape.Size)
            ? inputs[0]
            : throw new ArgumentException($"{Shape} numbers do not meet {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        var x = inputs[0];
        var kept = IsBuffer ? state.Buffers.Span[0] : state.Parameter(0);
        using var constants = Constants is null || kept?.dtype == x.dtype ? null : kept?.to(x.dtype) ?? tensor(Constants, Sizes, x.dtype, x.device);
        using var shaped = Kept is null || constants is not null && !IsBuffer ? null : (constants ?? kept!).reshape(Sizes);
        var own = shaped ?? constants ?? kept!;
        return (Multiplies, IsInverse) switch
        {
            (true, true) => x.div(own),
            (true, false) => x.mul(own),
            (false, true) => x.sub(own),
            _ => x.add(own, Scalars.One),
        };
    }

    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].clone();

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var strands = new List<Strand>();
        var first = output.Rank - Shape.Rank;
        foreach (var strand in inputs[0].Strands)
        {
            int[] met = [.. strand.Axes.Where(a => a >= first && !IsSpread(a - first))];
            // Learned ones are 0 with what they meet; others make something else of 0 where they are added.
            var vanishes = strand.Vanishes && (Multiplies || Constants is null && met.Length == strand.Axes.Count);
            if (Constants is null && met.Length > 0) units.Tell(Name, Multiplies ? ChannelSide.Scale : ChannelSide.Embedding, met.Length == 1 ? units.Along(inputs[0], met[0]) : strand.Units);
            strands.Add(strand with { Vanishes = vanishes || Multiplies && Constants is null && met.Length == strand.Axes.Count });
        }
        return new(output, strands);
    }

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output)
    {
        var kept = KeptIn(output);
        return this with
        {
            Spread = [.. Enumerable.Range(0, Shape.Rank).Select(IsSpread)],
            Shape = new([.. Shape.Sizes.Zip(kept, (size, own) => own?.Count(k => k) ?? size)]),
            Constants = Constants is null || kept.All(k => k is null) ? Constants : [.. Constants.Where((_, place) => IsKept(place, kept))],
        };
    }

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<KeptElements> inputs, KeptElements output) =>
        KeptIn(output) is var axes && Kept is null ? axes : [.. Kept!.Select(axis => axis < 0 ? null : axes[axis])];

    private bool IsSpread(int axis) => Spread?[axis] ?? Shape[axis] == 1;

    private bool[]?[] KeptIn(KeptElements output) => [.. output.Axes.TakeLast(Shape.Rank).Select((own, axis) => IsSpread(axis) ? null : own)];

    private bool IsKept(int place, bool[]?[] kept)
    {
        for (var axis = Shape.Rank - 1; axis >= 0; place /= Shape[axis], axis--)
            if (kept[axis] is { } own && !own[place % Shape[axis]]) return false;
        return true;
    }
}
