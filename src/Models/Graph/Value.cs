using Bench.Core;

namespace Bench.Models;

/// <summary>A value in a graph that is being built; each method adds the operation that is next and gives its value. Shapes in the comments are of one sample.</summary>
public sealed class Value
{
    private readonly Draft draft;

    internal Value(Draft draft, int node) => (this.draft, Node) = (draft, node);

    /// <summary>Of one sample.</summary>
    public InputShape Shape => draft.Nodes[Node].Output;

    internal int Node { get; }

    /// <summary>Channels or features of a hidden layer, by the model's width multiplier: rounded, halves up, and at least 1.</summary>
    /// <param name="channels">At width 1.</param>
    /// <param name="multipleOf">What they must be a multiple of at any width, such as the groups of a convolution.</param>
    public int Width(int channels, int multipleOf = 1) => channels % multipleOf == 0
        ? multipleOf * draft.Scale(channels / multipleOf)
        : throw new ArgumentException($"{channels} are no multiple of {multipleOf}", nameof(channels));

    /// <summary>(C, H, W) → (filters, H', W') by kernels of a square or, as (height, width), any other size.</summary>
    public Value Convolution(string name, int filters, Sides kernel, Sides? stride = null, Sides? padding = null, int groups = 1, bool bias = true) =>
        Then(new Convolution(Shape.Channels, filters, kernel) { Name = name, Stride = stride ?? 1, Padding = padding ?? 0, Groups = groups, HasBias = bias });

    /// <summary>(in) → (features); of tokens, each by itself.</summary>
    public Value Linear(string name, int features, bool bias = true) => Then(new Linear(Shape.Channels, features) { Name = name, HasBias = bias });

    /// <summary>Batch normalization (Ioffe and Szegedy, ICML 2015).</summary>
    public Value Norm(string name, double epsilon = 1e-5) => Then(new Norm(Shape.Channels, epsilon) { Name = name });

    /// <summary>max(0, x).</summary>
    public Value Relu() => Then(new Rectify());

    /// <summary>min(6, max(0, x)).</summary>
    public Value Relu6() => Then(new Rectify { Most = 6 });

    /// <summary>x where it is positive, else <paramref name="slope"/> times it.</summary>
    public Value LeakyRelu(double slope = 0.01) => Then(new LeakyRectify(slope));

    /// <summary>x · Φ(x).</summary>
    public Value Gelu() => Then(new Gelu());

    /// <summary>x · σ(x).</summary>
    public Value Silu() => Then(new Silu());

    /// <summary>The hyperbolic tangent.</summary>
    public Value Tanh() => Then(new Tanh());

    /// <summary>The largest of each window.</summary>
    public Value MaxPool(int side, int? stride = null, int padding = 0) => Then(new MaxPool(side, stride ?? side) { Padding = padding });

    /// <summary>The mean of each window.</summary>
    public Value AveragePool(int side, int? stride = null) => Then(new AveragePool(side, stride ?? side));

    /// <summary>(C, H, W) → (C, side, side): the means of as many windows, whatever the size of the input.</summary>
    public Value AveragePoolTo(int side) => Then(new AveragePoolTo(side));

    /// <summary>(C, H, W) → (C): the mean over all pixels.</summary>
    public Value Mean() => Then(new PixelMean());

    /// <summary>(C, H, W) → (C · H · W); not of tokens.</summary>
    public Value Flatten() => Then(new Flatten());

    /// <summary>The sum with another value of the same shape.</summary>
    public Value Add(Value other) => Then(new Add(), other);

    /// <summary>The channels of this and the others, one after the other.</summary>
    public Value Concatenate(params ReadOnlySpan<Value> others) => Then(new Concatenate(), others);

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

    /// <summary>Layer normalization of each token (Ba, Kiros and Hinton, 2016).</summary>
    public Value LayerNorm(string name, double epsilon = 1e-5) => Then(new LayerNorm(Shape.Channels, epsilon) { Name = name });

    /// <summary>Self-attention of tokens with PyTorch's names: <c>in_proj_weight</c>, <c>in_proj_bias</c>, <c>out_proj.weight</c>, <c>out_proj.bias</c> (Vaswani et al., NeurIPS 2017).</summary>
    /// <param name="name">Of the module.</param>
    /// <param name="heads">How many; they divide the features.</param>
    /// <param name="headSize">Features of a head; by default those of a token divided by the heads.</param>
    public Value SelfAttention(string name, int heads, int? headSize = null)
    {
        var size = headSize ?? Shape.Channels / heads;
        return Then(new Linear(Shape.Channels, 3 * heads * size) { Name = $"{name}.in_proj", Separator = "_" }).Then(new HeadProducts(size)).Linear($"{name}.out_proj", Shape.Channels);
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
        return Math.Max(1, (int)Math.Round(Width * channels, MidpointRounding.AwayFromZero));
    }
}

/// <summary>Height and width of a window, a step or a margin; one number stands for both.</summary>
public readonly record struct Sides(int Height, int Width)
{
    public static implicit operator Sides(int both) => new(both, both);

    public static implicit operator Sides((int Height, int Width) sides) => new(sides.Height, sides.Width);

    internal long[] Both => [Height, Width];
}
