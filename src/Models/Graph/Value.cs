using Bench.Core;

namespace Bench.Models;

/// <summary>A value in a graph that is being built; each method adds the operation that is next and gives its value. Shapes in the comments are of one sample.</summary>
public sealed class Value
{
    private readonly Draft draft;

    internal Value(Draft draft, int node) => (this.draft, Node) = (draft, node);

    /// <summary>Of one sample.</summary>
    public ValueShape Shape => draft.Nodes[Node].Output;

    internal int Node { get; }

    /// <summary>Channels or features of a hidden layer, by the model's width multiplier: rounded, halves up, and at least 1.</summary>
    /// <param name="channels">At width 1.</param>
    /// <param name="multipleOf">What they must be a multiple of at any width, such as the groups of a convolution.</param>
    public int Width(int channels, int multipleOf = 1) => channels % multipleOf == 0
        ? multipleOf * draft.Scale(channels / multipleOf)
        : throw new ArgumentException($"{channels} are no multiple of {multipleOf}", nameof(channels));

    /// <summary>(C, H, W) → (filters, H', W') by kernels of a square or, as (height, width), any other size.</summary>
    public Value Convolution(string name, int filters, Sides kernel, Sides? stride = null, Margins? padding = null, int groups = 1, bool bias = true, Sides? dilation = null) =>
        Then(new Convolution(Shape.Channels, filters, kernel) { Name = name, Stride = stride ?? 1, Padding = padding ?? 0, Groups = groups, HasBias = bias, Dilation = dilation ?? 1 });

    /// <summary>(..., in) → (..., features); of tokens, each by itself.</summary>
    public Value Linear(string name, int features, bool bias = true, StartValue start = StartValue.KaimingNormal)
    {
        if (Shape.Rank <= 2) return Then(new Linear(Shape.Channels, features) { Name = name, HasBias = bias, Start = start });
        int[] places = [.. Shape.Sizes.Take(Shape.Rank - 1)];
        return Reshape(Shape.Size / Shape[Shape.Rank - 1], Shape[Shape.Rank - 1]).Linear(name, features, bias, start).Reshape([.. places, features]);
    }

    /// <summary>Batch normalization (Ioffe and Szegedy, ICML 2015).</summary>
    public Value Norm(string name, double epsilon = 1e-5, bool affine = true) => Then(new Norm(Shape.Channels, epsilon) { Name = name, IsAffine = affine });

    /// <summary>max(0, x).</summary>
    public Value Relu() => Then(new Rectify());

    /// <summary>min(6, max(0, x)).</summary>
    public Value Relu6() => Then(new Rectify { Most = 6 });

    /// <summary>x where it is positive, else <paramref name="slope"/> times it.</summary>
    public Value LeakyRelu(double slope = 0.01) => Then(new LeakyRectify(slope));

    /// <summary>x where it is positive, else a learned slope times it: one for all, or one by channel.</summary>
    public Value PRelu(string name, bool byChannel = false) => Then(new LearnedRectify(byChannel ? Shape.Channels : 1) { Name = name });

    /// <summary>x where it is positive, else <paramref name="alpha"/> · (eˣ − 1).</summary>
    public Value Elu(double alpha = 1) => Then(new Elu(alpha));

    /// <summary>x · Φ(x), or its approximation by a hyperbolic tangent.</summary>
    public Value Gelu(bool approximate = false) => Then(new Gelu { IsApproximate = approximate });

    /// <summary>x · σ(x).</summary>
    public Value Silu() => Then(new Silu());

    /// <summary>x · tanh(ln(1 + eˣ)).</summary>
    public Value Mish() => Then(new Mish());

    /// <summary>x · min(1, max(0, x ÷ 6 + ½)).</summary>
    public Value HardSwish() => Then(new HardSwish());

    /// <summary>min(1, max(0, slope · x + shift)).</summary>
    public Value HardSigmoid(double slope = 1.0 / 6, double shift = 0.5) => Then(new HardSigmoid(slope, shift));

    /// <summary>σ(x).</summary>
    public Value Sigmoid() => Then(new Sigmoid());

    /// <summary>ln(1 + eˣ).</summary>
    public Value Softplus() => Then(new Softplus());

    /// <summary>The hyperbolic tangent.</summary>
    public Value Tanh() => Then(new Tanh());

    /// <summary>min(most, max(least, x)), either of which may lack.</summary>
    public Value Clip(double? least, double? most) => Then(new Clip(least, most));

    /// <summary>Shares that add up to 1 along an axis of the shape.</summary>
    public Value Softmax(int axis) => Then(new Softmax(axis));

    /// <summary>Their logarithms.</summary>
    public Value LogSoftmax(int axis) => Then(new Softmax(axis) { IsLogarithm = true });

    /// <summary>factor · x + shift.</summary>
    public Value Affine(double factor, double shift = 0) => Then(new Affine(factor, shift));

    /// <summary>The largest of each window.</summary>
    public Value MaxPool(Sides window, Sides? stride = null, Margins? padding = null, bool overhangs = false, Sides? dilation = null) =>
        Then(new MaxPool(window, stride ?? window) { Padding = padding ?? 0, Overhangs = overhangs, Dilation = dilation ?? 1 });

    /// <summary>The mean of each window.</summary>
    public Value AveragePool(Sides window, Sides? stride = null, Margins? padding = null, bool overhangs = false, bool countsPadding = true) =>
        Then(new AveragePool(window, stride ?? window) { Padding = padding ?? 0, Overhangs = overhangs, CountsPadding = countsPadding });

    /// <summary>(C, H, W) → (C, side, side): the means of as many windows, whatever the size of the input.</summary>
    public Value AveragePoolTo(int side) => Then(new AveragePoolTo(side));

    /// <summary>(C, H, W) → (C): the mean over all pixels.</summary>
    public Value Mean() => Then(new PixelMean());

    /// <summary>One number for all along some axes of the shape, which stay, of size 1, or go.</summary>
    public Value Reduce(ReductionKind kind, IReadOnlyList<int> axes, bool keepsAxes = false) => Then(new Reduction(kind, axes, keepsAxes));

    /// <summary>(C, H, W) → (C · H · W), and any other shape to one of its size.</summary>
    public Value Flatten() => Shape.Rank == 3 ? Then(new Flatten()) : Reshape(Shape.Size);

    /// <summary>The same numbers in the same order in another shape.</summary>
    public Value Reshape(params ReadOnlySpan<int> sizes) => Then(new Reshape(new(sizes)));

    /// <summary>The axes in another order: of each which one of the shape it was.</summary>
    public Value Transpose(params ReadOnlySpan<int> order) => Then(new Transpose(order.ToArray()));

    /// <summary>A part of an axis.</summary>
    public Value Slice(int axis, int first, int count, int step = 1) => Then(new Slice(axis, first, count, step));

    /// <summary>Indexes of an axis, in any order.</summary>
    public Value Pick(int axis, IReadOnlyList<int> indexes) => Then(new Pick(axis, indexes));

    /// <summary>The same number before and behind along each axis.</summary>
    public Value Pad(IReadOnlyList<(int Before, int Behind)> margins, double number = 0) => Then(new Pad(margins, number));

    /// <summary>The sum with another value of the same shape, or of size 1 along some of its axes.</summary>
    public Value Add(Value other) => Then(new Add(), other);

    /// <summary>The product with another value of the same shape, or of size 1 along some of its axes.</summary>
    public Value Multiply(Value other) => Then(new Multiply(), other);

    /// <summary>(..., M, K), (..., K, L) → (..., M, L).</summary>
    public Value Product(Value other) => Then(new Product(), other);

    /// <summary>Adds learned numbers of a shape, which meets the last axes; <paramref name="name"/> is the parameter's.</summary>
    public Value AddLearned(string name, params ReadOnlySpan<int> sizes) => Then(new Numbers(new(sizes), Multiplies: false) { Name = name });

    /// <summary>Multiplies by learned numbers of a shape, which meets the last axes; <paramref name="name"/> is the parameter's.</summary>
    public Value MultiplyLearned(string name, params ReadOnlySpan<int> sizes) => Then(new Numbers(new(sizes), Multiplies: true) { Name = name });

    /// <summary>Adds constant numbers of a shape, which meets the last axes.</summary>
    public Value AddConstant(float[] numbers, params ReadOnlySpan<int> sizes) => Then(new Numbers(new(sizes), Multiplies: false) { Constants = numbers });

    /// <summary>Multiplies by constant numbers of a shape, which meets the last axes.</summary>
    public Value MultiplyConstant(float[] numbers, params ReadOnlySpan<int> sizes) => Then(new Numbers(new(sizes), Multiplies: true) { Constants = numbers });

    /// <summary>The channels of this and the others, one after the other.</summary>
    public Value Concatenate(params ReadOnlySpan<Value> others) => Then(new Concatenate(), others);

    /// <summary>This and the others, one after the other along an axis.</summary>
    public Value ConcatenateAlong(int axis, params ReadOnlySpan<Value> others) => Then(new Concatenate { Axis = axis }, others);

    /// <summary>Channels of zeros before and behind.</summary>
    public Value PadChannels(int before, int behind) => Then(new PadChannels(before, behind));

    /// <summary>Dropout (Srivastava et al., JMLR 2014).</summary>
    public Value Dropout(double probability) => Then(new Dropout(probability));

    /// <summary>(C, H, W) → H · W tokens of C features.</summary>
    public Value ToTokens() => Then(new ToTokens());

    /// <summary>A learned token before all others.</summary>
    public Value ClassToken(string name) => Then(new ClassToken(Shape.Channels) { Name = name });

    /// <summary>Adds learned numbers to every token.</summary>
    public Value PositionEmbedding(string name) => Then(new PositionEmbedding(Shape.Height, Shape.Channels) { Name = name });

    /// <summary>Layer normalization over the last axes, by default the last one: of each token (Ba, Kiros and Hinton, 2016).</summary>
    public Value LayerNorm(string name, double epsilon = 1e-5, int axes = 1, bool affine = true) =>
        Then(new LayerNorm(new([.. Shape.Sizes.TakeLast(axes)]), epsilon) { Name = name, HasWeight = affine, HasBias = affine });

    /// <summary>Layer normalization of the channels of maps at each pixel.</summary>
    public Value PixelNorm(string name, double epsilon = 1e-5) => Then(new LayerNorm(new(Shape.Channels), epsilon) { Name = name, IsOfPixels = true });

    /// <summary>Instance normalization of maps.</summary>
    public Value InstanceNorm(string name, double epsilon = 1e-5, bool affine = true) => Then(new InstanceNorm(Shape.Channels, epsilon) { Name = name, IsAffine = affine });

    /// <summary>Group normalization of maps.</summary>
    public Value GroupNorm(string name, int groups, double epsilon = 1e-5, bool affine = true) => Then(new GroupNorm(groups, Shape.Channels, epsilon) { Name = name, IsAffine = affine });

    /// <summary>Self-attention of tokens with PyTorch's names: <c>in_proj_weight</c>, <c>in_proj_bias</c>, <c>out_proj.weight</c>, <c>out_proj.bias</c> (Vaswani et al., NeurIPS 2017).</summary>
    /// <param name="name">Of the module.</param>
    /// <param name="heads">How many; they divide the features.</param>
    /// <param name="headSize">Features of a head; by default those of a token divided by the heads.</param>
    /// <param name="start">What its weights begin with.</param>
    public Value SelfAttention(string name, int heads, int? headSize = null, StartValue start = StartValue.KaimingNormal)
    {
        var size = headSize ?? Shape.Channels / heads;
        return Then(new Linear(Shape.Channels, 3 * heads * size) { Name = $"{name}.in_proj", Separator = "_", Start = start }).Then(new HeadProducts(size))
            .Linear($"{name}.out_proj", Shape.Channels, start: start);
    }

    /// <summary>Tokens → the features of the first one.</summary>
    public Value FirstToken() => Then(new FirstToken());

    /// <summary>Adds any operation.</summary>
    public Value Then(Operation operation, params ReadOnlySpan<Value> others)
    {
        int[] inputs = [Node, .. others.ToArray().Select(o => o.Node)];
        var nodes = draft.Nodes;
        nodes.Add(new(nodes.Count, operation, inputs, operation.ShapeOf([.. inputs.Select(i => nodes[i].Output)])));
        return new Value(draft, nodes.Count - 1);
    }
}

/// <summary>A graph that is being built.</summary>
/// <param name="Nodes">So far.</param>
/// <param name="Width">The multiplier of hidden layers.</param>
internal sealed record Draft(List<Node> Nodes, double Width)
{
    /// <summary>What has been scaled: the channels of layers at width 1.</summary>
    public SortedSet<int> Scaled { get; } = [];

    public int Scale(int channels)
    {
        Scaled.Add(channels);
        return Math.Max(1, (int)Math.Round((decimal)Width * channels, MidpointRounding.AwayFromZero)); // 0.57 of 50 is 28.5, in doubles a little less
    }
}

/// <summary>Height and width of a window, a step or a margin; one number stands for both.</summary>
public readonly record struct Sides(int Height, int Width)
{
    public static implicit operator Sides(int both) => new(both, both);

    public static implicit operator Sides((int Height, int Width) sides) => new(sides.Height, sides.Width);

    internal long[] Both => [Height, Width];
}
